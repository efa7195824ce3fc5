from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from tests.picture.pictures import animated, in_profile, oriented, png_bomb, saved, sixteen_bit, srgb_profile

from maquette.errors import UnreadableImage
from maquette.picture.decode import LIMITS, Limits, decode, probe, read

LOSSLESS = ["PNG", "TIFF", "BMP"]
LOSSY = {"JPEG": 3.0, "WEBP": 3.0, "AVIF": 3.0}


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def refused(data: bytes, limits: Limits = LIMITS) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        read(data, "shelf/cup.jpg", limits)
    error = caught.value
    assert "shelf/cup.jpg" in error.reason
    assert error.mend
    return error


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_come_out_exact(scene, kind):
    assert np.array_equal(read(saved(scene, kind), "x").pixels, scene)


@pytest.mark.parametrize("kind", LOSSY)
def test_lossy_formats_come_out_close(scene, kind):
    assert apart(read(saved(scene, kind, quality=92), "x").pixels, scene) < LOSSY[kind]


def test_a_still_gif_comes_out(scene):
    assert apart(read(saved(scene, "GIF"), "x").pixels, scene) < 12


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(scene, kind, orientation, tmp_path):
    path = tmp_path / "turned"
    path.write_bytes(oriented(scene, orientation, kind))
    picture = decode(path)
    found = probe(path)
    assert (found.width, found.height) == (picture.width, picture.height) == (240, 160)
    assert apart(picture.pixels, scene) < 3


def test_orientation_after_the_pixels_of_a_png_counts(scene):
    turned = oriented(scene, 6, "PNG")
    start = turned.index(b"eXIf") - 4
    size = 12 + int.from_bytes(turned[start : start + 4], "big")
    end = turned.index(b"IEND") - 4
    moved = turned[:start] + turned[start + size : end] + turned[start : start + size] + turned[end:]
    assert np.array_equal(read(moved, "x").pixels, scene)


def test_the_name_does_not_matter(scene, tmp_path):
    path = tmp_path / "really-a-png.jpg"
    path.write_bytes(saved(scene, "PNG"))
    assert probe(path).format == "png"
    assert np.array_equal(decode(path).pixels, scene)


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_sixteen_bits_become_eight(scene, kind):
    assert np.abs(read(sixteen_bit(scene, kind), "x").pixels.astype(int) - scene).max() <= 1


def test_a_wide_gamut_picture_becomes_srgb(scene):
    muted = (scene // 2 + 64).astype(np.uint8)
    data, _ = in_profile(muted, "p3")
    bare = np.asarray(Pillow.open(BytesIO(data)))
    assert apart(bare, muted) > 1
    assert apart(read(data, "x").pixels, muted) < 1


@pytest.mark.parametrize("kind", ["JPEG", "AVIF", "WEBP"])
def test_a_profile_is_used_in_every_format(scene, kind):
    muted = (scene // 2 + 64).astype(np.uint8)
    data, profile = in_profile(muted, "p3")
    wide = np.array(Pillow.open(BytesIO(data)))
    assert apart(read(saved(wide, kind, quality=95, icc_profile=profile), "x").pixels, muted) < 2.5


def test_an_srgb_profile_changes_nothing(scene):
    assert np.array_equal(read(saved(scene, "PNG", icc_profile=srgb_profile()), "x").pixels, scene)


def test_a_broken_profile_does_not_cost_the_picture(scene):
    assert np.array_equal(read(saved(scene, "PNG", icc_profile=b"nonsense" * 40), "x").pixels, scene)


def test_cmyk_becomes_rgb():
    grey = np.full((64, 64, 3), 200, np.uint8)
    pixels = read(saved(grey, "JPEG", mode="CMYK", quality=95), "x").pixels
    assert pixels.shape == (64, 64, 3)
    assert np.ptp(pixels[32, 32].astype(int)) < 30
    assert 120 < pixels.mean() < 235


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_grey_becomes_rgb(scene, kind):
    grey = scene[..., 0].copy()
    pixels = read(saved(grey, kind), "x").pixels
    assert pixels.shape == (160, 240, 3)
    assert apart(pixels, np.repeat(grey[..., None], 3, axis=2)) < 1.5


@pytest.mark.parametrize(("kind", "how"), [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})])
def test_alpha_stays_straight(scene, kind, how):
    alpha = np.tile(np.linspace(0, 255, 240).astype(np.uint8), (160, 1))
    cut = np.dstack([scene, alpha])
    assert np.array_equal(read(saved(cut, kind, **how), "x").pixels, cut)


def test_alpha_that_says_nothing_is_dropped(scene):
    opaque = np.dstack([scene, np.full(scene.shape[:2], 255, np.uint8)])
    assert not read(saved(opaque, "PNG"), "x").has_alpha


def test_a_palette_with_a_transparent_entry_has_alpha():
    picture = Pillow.new("P", (64, 64), 1)
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.paste(0, (0, 0, 32, 64))
    out = BytesIO()
    picture.save(out, "PNG", transparency=0)
    pixels = read(out.getvalue(), "x").pixels
    assert pixels[5, 5, 3] == 0
    assert tuple(pixels[5, 60]) == (200, 100, 50, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_refused(scene, kind, share):
    whole = saved(scene, kind)
    assert refused(whole[: int(len(whole) * share)]).code in ("truncated", "damaged")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_file_that_is_cut_off_is_called_so(scene, kind):
    whole = saved(scene, kind)
    assert refused(whole[: len(whole) * 3 // 4]).code == "truncated"


@pytest.mark.parametrize("share", [0.3, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_profile_hides_no_missing_half(scene, kind, share):
    _, profile = in_profile(scene, "p3")
    whole = saved(scene, kind, icc_profile=profile)
    end = b"\xff\xd9" if kind == "JPEG" else b""
    assert refused(whole[: int(len(whole) * share)] + end).code in ("truncated", "damaged")


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_was_closed_too_early_is_refused(scene, progressive):
    whole = saved(scene, "JPEG", progressive=progressive)
    for share in (0.3, 0.6, 0.9):
        assert refused(whole[: int(len(whole) * share)] + b"\xff\xd9").code == "damaged"


def test_stray_bytes_after_a_jpeg_are_harmless(scene):
    whole = saved(scene, "JPEG", quality=95)
    assert apart(read(whole + b"trailer" * 99, "x").pixels, scene) < 3
    assert apart(read(whole[:-2] + bytes(9) + whole[-2:], "x").pixels, scene) < 3


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_more_than_one_frame_is_refused(kind):
    error = refused(animated(kind))
    assert error.code == "animated"
    assert "3 " in error.reason


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "empty-file", "empty"),
        (bytes(500), "not-an-image", "zero bytes"),
        (b"name,price\ncup,3\n", "not-an-image", "text file"),
        (b"%PDF-1.7\n", "not-an-image", "PDF"),
        (b"PK\x03\x04rest", "not-an-image", "ZIP"),
        (b"<!DOCTYPE html><html></html>", "not-an-image", "web page"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42", "not-an-image", "video"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "unsupported", "SVG"),
        (b"8BPS\x00\x01", "unsupported", "Photoshop"),
        (b"\xff\xd8\xff\xe0garbage", "damaged", "JPEG"),
        (b"\x89PNG\r\n\x1a\ngarbage", "damaged", "PNG"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "damaged", "WEBP"),
    ],
)
def test_what_is_no_picture_is_refused_by_its_name(data, code, said):
    error = refused(data)
    assert error.code == code
    assert said in error.reason


@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF", "BMP"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=9),
    st.floats(0.2, 1),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spoilt_bytes_end_in_a_picture_or_a_refusal(scene, kind, changes, share):
    data = bytearray(saved(scene[:48, :64], kind))
    for place, value in changes:
        data[int(place * len(data))] = value
    try:
        picture = read(bytes(data[: int(share * len(data))]), "spoilt")
    except UnreadableImage as error:
        assert "spoilt" in error.reason  # noqa: PT017
    else:
        assert picture.pixels.ndim == 3


def test_sizes_are_refused_before_anything_is_decoded(scene):
    assert refused(png_bomb(60_000, 60_000)).code == "too-many-pixels"
    assert refused(saved(scene, "PNG"), Limits(pixels=1000)).code == "too-many-pixels"
    assert refused(saved(scene, "PNG"), Limits(file_bytes=1000)).code == "too-large-file"
    assert refused(saved(scene[:1, :1], "PNG")).code == "too-small"
    assert refused(saved(scene[:, :20], "PNG")).code == "too-small"


def test_paths_that_are_no_files(tmp_path):
    for path, said in ((tmp_path, "folder"), (tmp_path / "gone.jpg", "not there")):
        for door in (decode, probe):
            with pytest.raises(UnreadableImage, match=said) as caught:
                door(path)
            assert caught.value.code == "missing-file"


def test_probe_reads_what_the_header_says(scene, tmp_path):
    path = tmp_path / "cup.jpg"
    path.write_bytes(saved(scene, "JPEG", icc_profile=srgb_profile()))
    found = probe(path)
    assert (found.format, found.width, found.height, found.frames, found.mode) == ("jpeg", 240, 160, 1, "RGB")
    assert found.has_profile
    assert found.orientation == 1


def test_two_threads_decode_at_once(scene):
    files = [saved(scene, kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")]
    alone = [read(data, "x").pixels for data in files]
    broken = saved(scene, "JPEG")[:2000]

    def one(turn: int) -> bool:
        if turn % 7 == 0:
            return refused(broken).code == "truncated"
        return np.array_equal(read(files[turn % 5], "x").pixels, alone[turn % 5])

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(one, range(200)))


def test_nothing_is_said_on_the_terminal(scene, capfd):
    for data in (saved(scene, "JPEG")[:2000], saved(scene, "PNG")[:2000], saved(scene, "TIFF")[:2000]):
        refused(data)
    assert capfd.readouterr() == ("", "")


def test_a_leaf_makes_a_step():
    from maquette.graph.op import Leaf, Step

    assert isinstance(decode(Leaf(key="0" * 64, path="cup.jpg")), Step)
    assert decode.result_type.__name__ == "Image"
