import io
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from maquette.design.handover.bleed import with_bleed
from maquette.design.handover.page import POINT, Page
from maquette.design.handover.pdf import colours_of, write_pdf
from maquette.design.handover.profile import find_profile, proof
from maquette.design.paint import paint
from maquette.design.scene import WHOLE, Frame, Gradient, Picture, Scene, Shape, Words
from maquette.design.sources import Sources
from maquette.errors import InputError
from maquette.picture.encode import srgb_profile
from maquette.picture.image import Box

A6 = (105.0, 75.0)
GROUND = Gradient("#fff8ee", "#dde8ff", 60)


@pytest.fixture(scope="session")
def pdf(scene, sources):
    return write_pdf(scene, sources, Page(scene.width, scene.height, A6), title="Über & all", language="en")


@pytest.fixture(scope="session")
def generic():
    return find_profile("generic")


@pytest.fixture(scope="session")
def print_pdf(scene, sources, generic):
    page = Page(scene.width, scene.height, A6, 3, marks=True)
    return write_pdf(scene, sources, page, title="t", profile=generic)


def rendered(data, wide):
    (page,) = pypdfium2.PdfDocument(data)
    return page.render(scale=wide / page.get_width()).to_numpy()[..., :3][..., ::-1].astype(int)


def text_of(data):
    return pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()


def streams(pdf):
    """Everything that draws, but masks, whose greys are no colours."""
    masks = [one.SMask.G.objgen for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and _is_mask(one)]
    yield pdf.pages[0]
    for one in pdf.objects:
        drawn = isinstance(one, pikepdf.Stream) and (one.get("/Subtype") == "/Form" or one.get("/PatternType") == 1)
        if drawn and one.objgen not in masks:
            yield one


def _is_mask(one):
    return isinstance(one.get("/SMask"), pikepdf.Dictionary) and "/G" in one.SMask


def operators(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (str(said.operator), [float(one) for one in said.operands])
            for stream in streams(pdf)
            for said in pikepdf.parse_content_stream(stream)
            if str(said.operator) in ("rg", "RG", "k", "K")
        ]


def test_a_page_has_the_size_that_it_is_printed_in(pdf, scene):
    (page,) = pypdfium2.PdfDocument(pdf)
    assert page.get_size() == pytest.approx((A6[0] * POINT, A6[1] * POINT), abs=0.01)
    screen = Page(scene.width, scene.height)
    assert screen.sheet == (0, 0, scene.width * 0.75, scene.height * 0.75)


def test_the_page_looks_like_the_flat_picture_to_another_program(pdf, scene, flat):
    far = np.abs(rendered(pdf, scene.width)[: scene.height] - flat)
    assert far.mean() < 3
    assert (far.max(axis=2) > 64).mean() < 0.02


def test_every_line_can_be_copied(pdf):
    text = text_of(pdf)
    for line in ("office flight", "Plain words, here", "and there.", "שלום עולם"):
        assert line in text


@pytest.mark.parametrize(
    "line", ["office flight affection", "fi ffl Tyj 1/2", "नमस्ते दुनिया", "静かに、止まる。", "Größe Ångström"]
)
@pytest.mark.parametrize("family", ["headline", "body"])
def test_ligatures_alternates_and_scripts_can_be_copied(line, family, only, sources):
    style = next(item.style for item in only(family).items)
    some = only(family, items=(Words(((line, 20, 60),), style, 24, "#112233"),))
    data = write_pdf(some, sources, Page(some.width, some.height), title="t")
    assert "".join(text_of(data).split()) == "".join(line.split())


def test_fonts_are_embedded_and_only_as_far_as_they_are_used(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        fonts = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one]
        assert {str(one.FontName)[8:] for one in fonts} == {
            "Fraunces-SemiBold",
            "Inter-SemiBold",
            "NotoSansHebrewThin-Bold",
        }
        assert all(len(one.FontFile2.read_bytes()) < 30_000 for one in fonts)


def test_type_whose_font_must_not_be_embedded_is_drawn_and_can_be_copied(only, sources, kept):
    some = only("body", items=(Words((("Plain words", 20, 120),), kept, 24, "#112233"),))
    data = write_pdf(some, sources, Page(some.width, some.height), title="t")
    assert b"FontFile" not in objects_of(data)
    assert "Plain words" in text_of(data)


def objects_of(data):
    with pikepdf.open(io.BytesIO(data)) as file:
        return b"".join(one.unparse() for one in file.objects if isinstance(one, pikepdf.Dictionary))


def test_the_page_says_what_is_a_heading_and_in_which_language(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == "en"
        assert str(file.docinfo["/Title"]) == "Über & all"
        parts = file.Root.StructTreeRoot.K[0].K
        assert [str(one.S) for one in parts] == ["/H1", "/P", "/P"]
        assert len(parts[1].K) == 2


def test_equal_scenes_are_equal_bytes(pdf, print_pdf, scene, sources, generic):
    page = Page(scene.width, scene.height, A6)
    assert write_pdf(scene, sources, page, title="Über & all", language="en") == pdf
    printed = replace(page, bleed=3, marks=True)
    assert write_pdf(scene, sources, printed, title="t", profile=generic) == print_pdf


def pictures(file):
    return [one for one in file.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]


def count_pictures(data):
    with pikepdf.open(io.BytesIO(data)) as file:
        return len(pictures(file))


def test_a_logo_is_drawn_and_one_that_is_not_sure_is_a_picture(only, sources, monkeypatch):
    logo = only("logo")
    page = Page(logo.width, logo.height)
    data = write_pdf(logo, sources, page, title="t")
    assert count_pictures(data) == 0
    assert np.abs(rendered(data, logo.width)[: logo.height] - paint(logo, sources)[..., :3]).mean() < 1
    monkeypatch.setattr("maquette.design.handover.vector.ALIKE", -1)
    assert count_pictures(write_pdf(logo, sources, page, title="t")) == 2


@pytest.mark.parametrize("blue", ["#0000b7", "rgb(0, 0, 183)"])
def test_a_logo_keeps_its_colours_whatever_marks_the_lines(only, blue):
    field = f'<rect width="60" height="30" fill="{blue}"/>'
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30">{field}</svg>'
    some = only("logo", "body")
    data = write_pdf(some, Sources({"logo": logo.encode()}), Page(some.width, some.height), title="t")
    assert count_pictures(data) == 0
    assert tuple(rendered(data, some.width)[30, 360]) == (0, 0, 183)
    assert tuple(rendered(data, some.width)[115:121, 20:60].reshape(-1, 3).min(axis=0)) < (60, 60, 60)


# For the press ---------------------------------------------------------------------------------------------


def test_boxes_and_marks_lie_where_a_printer_looks_for_them(print_pdf):
    with pikepdf.open(io.BytesIO(print_pdf)) as file:
        page = file.pages[0]
        media, trim, bleed = ([float(one) for one in box] for box in (page.MediaBox, page.TrimBox, page.BleedBox))
    assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([A6[0] * POINT, A6[1] * POINT], abs=0.01)
    assert [trim[0] - bleed[0], bleed[2] - trim[2]] == pytest.approx([3 * POINT] * 2, abs=0.01)
    assert media[0] <= bleed[0] - 5 * POINT + 0.01
    marks = Page(420, 300, A6, 3, marks=True).crop_marks()
    assert len(marks) == 8
    for x, y, far, end in marks:
        edges, at = (trim[0::2], x) if x == far else (trim[1::2], y)
        assert x == far or y == end
        assert min(abs(at - edge) for edge in edges) < 0.01
        assert not (bleed[0] + 0.01 < x < bleed[2] - 0.01 and bleed[1] + 0.01 < y < bleed[3] - 0.01)


def test_nothing_is_left_in_rgb(print_pdf):
    assert not [word for word, _ in operators(print_pdf) if word in ("rg", "RG")]
    with pikepdf.open(io.BytesIO(print_pdf)) as file:
        spaces = {str(one.ColorSpace) for one in pictures(file)}
        page = file.pages[0]
        shadings = {str(one.Shading.ColorSpace) for one in page.Resources.Pattern.values() if "/Shading" in one}
        assert page.Group.CS == "/DeviceCMYK"
    assert spaces == {"/DeviceCMYK", "/DeviceGray"}
    assert shadings == {"/DeviceCMYK"}


def test_black_type_is_black_ink_alone_and_other_colours_go_by_the_profile(print_pdf, generic):
    inks = [values for word, values in operators(print_pdf) if word == "k"]
    assert [0, 0, 0, 1] in inks
    red = generic.inks(np.array([[[0xD8, 0x1F, 0x4E]]], np.uint8))[0, 0] / 255
    assert any(values == pytest.approx(list(red), abs=0.001) for values in inks)


def test_white_type_takes_no_ink(only, sources, generic):
    some = only("panel", "headline")
    data = write_pdf(some, sources, Page(some.width, some.height, A6), title="t", profile=generic)
    assert [0, 0, 0, 0] in [values for word, values in operators(data) if word == "k"]


def test_the_profile_is_the_output_intent(print_pdf, pdf, generic):
    with pikepdf.open(io.BytesIO(print_pdf)) as file:
        (intent,) = file.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert intent.DestOutputProfile.read_bytes() == generic.data
        assert intent.DestOutputProfile.N == 4
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.Root.OutputIntents[0].DestOutputProfile.read_bytes() == srgb_profile()


def test_a_printed_picture_has_the_inks_of_its_pixels(only, sources, generic):
    some = only("picture")
    data = write_pdf(some, sources, Page(some.width, some.height, A6), title="t", profile=generic)
    with pikepdf.open(io.BytesIO(data)) as file:
        (image,) = [one for one in pictures(file) if one.ColorSpace == "/DeviceCMYK"]
        assert list(image.Decode) == [1, 0] * 4
        shown = np.asarray(Image.open(io.BytesIO(image.read_raw_bytes()))).astype(int)
    wanted = generic.inks(np.array([[[200, 120, 60]]], np.uint8))[0, 0]
    assert np.abs(shown[5, 5] - wanted).max() <= 6
    assert np.abs(rendered(data, some.width)[100, 10] - (200, 120, 60)).max() < 50


# Bleed -----------------------------------------------------------------------------------------------------


def test_inside_of_the_cut_nothing_moves(only, sources):
    some = only("panel", "veil", "card", "logo", "product", "badge", "headline", "body", ground=GROUND)
    inside = paint(with_bleed(some, sources, 12), sources)[12:-12, 12:-12, :3].astype(int)
    # Dithering begins at another corner.
    assert np.abs(inside - paint(some, sources)[..., :3]).max() <= 2


def test_what_touches_the_edge_goes_on_beyond_it(sources):
    photo = Picture(Frame(0, 0, 200, 60), "photo", Box(0.2, 0.2, 0.8, 0.4))
    field = Shape(Frame(0, 60, 200, 40), "#123456")
    card = Shape(Frame(20, 20, 40, 80), "#abcdef", radius=5)
    scene = Scene(200, 100, "#ffffff", (photo, field, card), names=("photo", "field", "card"))
    wider = with_bleed(scene, sources, 10)
    assert [item.frame for item in wider.items] == [(0, 0, 220, 70), (0, 70, 220, 50), (30, 30, 40, 80)]
    pixels = paint(wider, sources)
    assert tuple(pixels[-1, 0][:3]) == (0x12, 0x34, 0x56)
    assert tuple(pixels[0, 0][:3]) != (255, 255, 255)
    crop = wider.items[0].crop
    assert (crop.left, crop.right) == pytest.approx((0.17, 0.83))


def test_a_picture_that_ends_at_the_edge_is_enlarged(sources):
    whole = Scene(400, 300, "#fff", (Picture(Frame(0, 0, 400, 300), "photo", WHOLE),), names=("photo",))
    (photo,) = with_bleed(whole, sources, 10).items
    assert photo.frame == (0, 0, 420, 320)
    across, down = photo.crop.right - photo.crop.left, photo.crop.bottom - photo.crop.top
    assert max(across, down) == pytest.approx(1)
    assert across * 400 / 420 == pytest.approx(down * 300 / 320)


# Profiles --------------------------------------------------------------------------------------------------


def test_a_profile_is_a_file_from_the_printer(tmp_path, generic):
    (tmp_path / "press.icc").write_bytes(generic.data)
    given = find_profile(str(tmp_path / "press.icc"))
    assert given.name == "Chemical proof"
    assert given.sha256 == generic.sha256
    assert not given.generic
    white = np.full((1, 1, 3), 255, np.uint8)
    assert given.inks(white).tolist() == [[[0, 0, 0, 0]]]


def test_what_is_no_profile_of_a_press_is_refused(tmp_path):
    (tmp_path / "screen.icc").write_bytes(srgb_profile())
    with pytest.raises(InputError, match="no ICC profile of a CMYK press"):
        find_profile(str(tmp_path / "screen.icc"))
    with pytest.raises(InputError, match="cannot be read"):
        find_profile(str(tmp_path / "none.icc"))


def test_the_proof_names_what_a_press_cannot_show(generic):
    blue = np.full((40, 40, 3), (0x1F, 0x4E, 0xD8), np.uint8)
    told = proof(blue, ["#1f4ed8", "#ffffff"], generic)
    assert "#1f4ed8 becomes about #" in told.reason
    assert "100% of the picture visibly" in told.reason
    assert "--profile" in told.mend
    white = proof(np.full((40, 40, 3), 255, np.uint8), ["#ffffff"], generic)
    assert "becomes" not in white.reason
    assert "visibly" not in white.reason
    assert "at most 0 % ink" in white.reason


def test_colours_of_a_scene_are_those_of_its_fills(scene):
    found = colours_of(scene)
    assert found[0] == "#fff8ee"
    assert {"#1f4ed8", "#ffb020", "#d81f4e"} <= set(found)
    assert len(found) == len(set(found))
    assert isinstance(scene.items[0].fill, Gradient)
