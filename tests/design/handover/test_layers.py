import io
from itertools import pairwise
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from psd_tools import PSDImage

from maquette.design.brand.kit import BrandColour, BrandKit
from maquette.design.handover.layers import Layer, groups, layers
from maquette.design.handover.ora import write_ora
from maquette.design.handover.psd import write_psd
from maquette.design.paint import paint
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.find import find_template
from maquette.design.template.layout import lay_out
from maquette.design.template.render import sources_of
from maquette.design.template.theme import theme
from maquette.picture.encode import png

TOLERANCE = 3
"""Of 255: what 8 bits of alpha cost when layers are laid over each other."""


def laid(some, width, height):
    """Layers over each other, as the W3C's Compositing and Blending says."""
    out = np.zeros((height, width, 3))
    for one in some:
        rows, columns = one.pixels.shape[:2]
        under = out[one.top : one.top + rows, one.left : one.left + columns]
        alpha, over = one.pixels[..., 3:] / 255, one.pixels[..., :3].astype(float)
        if one.blend == "multiply":
            over = over * under / 255
        elif one.blend == "screen":
            over = over + under - over * under / 255
        under[:] = under * (1 - alpha) + over * alpha
    return out


def test_layers_over_each_other_are_the_flat_picture(scene, sources, flat):
    found = list(layers(scene, sources))
    assert np.abs(laid(found, scene.width, scene.height) - flat).max() <= TOLERANCE
    assert found[0].name == "background"
    assert {"headline", "body", "picture", "logo", "product"} <= {one.name for one in found}
    assert len({one.name for one in found}) == len(found)


def test_a_layer_is_no_larger_than_what_it_shows(scene, sources):
    (body,) = [one for one in layers(scene, sources) if one.name == "body"]
    assert body.pixels.shape[0] < 50
    assert body.pixels[..., 3].any(axis=0)[[0, -1]].all()
    assert body.pixels[..., 3].any(axis=1)[[0, -1]].all()


def test_the_shadow_of_a_blended_picture_is_a_layer_of_its_own(scene, sources):
    blends = {one.name: one.blend for one in layers(scene, sources)}
    assert (blends["tint, shadow"], blends["tint"]) == ("normal", "multiply")


def test_parts_of_one_slot_are_one_layer_and_others_are_numbered(only):
    some = only("panel", "headline", "body")
    twice = only("panel", "headline", "body", names=("panel", "body", "body"))
    apart = only("panel", "headline", "body", names=("body", "panel", "body"))
    assert [one.name for one in groups(some)] == ["panel", "headline", "body"]
    assert [len(one.items) for one in groups(twice)] == [1, 2]
    assert len({one.name for one in groups(apart)}) == 3


@pytest.mark.parametrize("name", ["launch", "ad", "event", "sale", "lookbook"])
def test_every_slot_of_a_template_is_a_layer(name, tmp_path):
    photo = np.random.default_rng(5).integers(0, 255, (60, 80, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    (tmp_path / "photo.png").write_bytes(png(photo))
    colours = (BrandColour("blue", "#1f4ed8", "primary"), BrandColour("paper", "#ffffff", "background"))
    template = find_template(name)
    kit = theme(template, BrandKit("acme", "Acme", colours, root=tmp_path))
    texts = {slot.name: f"Some {slot.name}" for slot in template.slots if slot.kind == "text"}
    sources = sources_of(kit, {slot.name: tmp_path / "photo.png" for slot in template.slots if slot.kind != "text"})
    scene, report = lay_out(template, kit, Content(texts), Canvas(540, 540), sources)
    found = list(layers(scene, sources))
    assert {one.slot for one in report.slots} <= {one.name for one in found}
    assert np.abs(laid(found, 540, 540) - paint(scene, sources)[..., :3]).max() <= TOLERANCE


def test_openraster_holds_the_layers_and_the_flat_picture(scene, sources, flat):
    data = write_ora(layers(scene, sources), flat, 300)
    assert data == write_ora(layers(scene, sources), flat, 300)
    with ZipFile(io.BytesIO(data)) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type, file.read(first)) == ("mimetype", ZIP_STORED, b"image/openraster")
        image = ElementTree.fromstring(file.read("stack.xml"))
        assert (image.get("w"), image.get("h"), image.get("xres")) == (str(scene.width), str(scene.height), "300")
        listed = [
            Layer(
                one.get("name"),
                int(one.get("x")),
                int(one.get("y")),
                np.asarray(Image.open(io.BytesIO(file.read(one.get("src")))).convert("RGBA")),
                one.get("composite-op").removeprefix("svg:").replace("src-over", "normal"),
            )
            for one in reversed(list(image.iter("layer")))
        ]
        merged = np.asarray(Image.open(io.BytesIO(file.read("mergedimage.png"))))
        thumbnail = Image.open(io.BytesIO(file.read("Thumbnails/thumbnail.png")))
    assert np.array_equal(merged, flat)
    assert np.abs(laid(listed, scene.width, scene.height) - merged).max() <= TOLERANCE
    assert max(thumbnail.size) == 256


def test_photoshop_files_are_read_by_another_program(scene, sources, flat):
    data = write_psd(layers(scene, sources), flat, 300)
    file = PSDImage.open(io.BytesIO(data))
    assert (file.width, file.height) == (scene.width, scene.height)
    assert [one.name for one in file] == [one.name for one in layers(scene, sources)]
    assert np.array_equal(np.asarray(file.topil().convert("RGB")), flat)
    together = np.asarray(file.composite(force=True).convert("RGB")).astype(int)
    assert np.abs(together - flat).max() <= TOLERANCE
    assert (np.abs(together - flat) > 2).mean() < 0.001
    assert file.image_resources.get_data(1005).horizontal == 300 << 16
    assert file.image_resources.get_data(1039)
    assert {one.name: one.blend_mode.name for one in file}["tint"] == "MULTIPLY"


@given(
    st.integers(1, 40),
    st.integers(1, 300),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
@settings(max_examples=25, deadline=None)
def test_any_layer_comes_out_of_a_photoshop_file_as_it_went_in(height, width, name, chance):
    random = np.random.default_rng(chance.randrange(1 << 30))
    pixels = random.integers(0, 3, (height, width, 4), np.uint8) * 127
    flat = pixels[..., :3].copy()
    (read,) = PSDImage.open(io.BytesIO(write_psd([Layer(name, 3, -2, pixels)], flat, 72)))
    assert read.name == name
    assert (read.left, read.top) == (3, -2)
    solid = (pixels[..., 3] == 255).all()
    assert np.array_equal(np.asarray(read.topil()), flat if solid else pixels)


def test_the_order_is_from_the_back_to_the_front(scene, sources):
    places = {one.name: place for place, one in enumerate(layers(scene, sources))}
    assert all(places[one] < places[other] for one, other in pairwise(["background", "panel", "veil", "headline"]))
