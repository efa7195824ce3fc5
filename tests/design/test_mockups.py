"""Mockups: artwork lies where the surface is, in the scene's light, without aliasing; errors say what to mend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maquette.design.mockups.mock_up import mock_up
from maquette.design.mockups.mockup import Blend, Surface, find_mockup, read_mockup, shipped_mockups
from maquette.design.mockups.warp import covered, field, seen
from maquette.errors import InputError, NotFound
from maquette.picture.colour import to_linear
from maquette.picture.decode import decode
from maquette.picture.encode import encode
from maquette.picture.image import Image

PLANE = (((0.25, 0.25), (0.75, 0.30)), ((0.25, 0.75), (0.75, 0.70)))
FLAT = (((0.25, 0.25), (0.75, 0.25)), ((0.25, 0.75), (0.75, 0.75)))


def plain(colour: tuple[int, int, int], width: int = 200, height: int = 160) -> Image:
    return Image(np.full((height, width, 3), colour, np.uint8))


def quarters() -> Image:
    art = np.zeros((100, 100, 3), np.uint8)
    art[:50, :50], art[:50, 50:], art[50:, :50], art[50:, 50:] = (200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0)
    return Image(art)


def shown(art: Image, white: Image, patch: object = PLANE, **more: object) -> np.ndarray:
    surface = Surface(patch, 1.0)  # type: ignore[arg-type]
    return mock_up(art, white, surfaces=(surface,), blend=more.pop("blend", Blend()), **more).pixels.astype(int)  # type: ignore[arg-type]


def test_corners_of_the_artwork_come_to_the_corners_of_the_surface() -> None:
    shot = shown(quarters(), plain((255, 255, 255)))
    for (x, y), place in (((60, 50), 0), ((140, 55), 1), ((60, 110), 2)):
        assert shot[y, x].argmax() == place
    assert shot[105, 140, 2] < 60


def test_the_photo_round_the_surface_stays_byte_for_byte(scene: np.ndarray) -> None:
    shot = shown(quarters(), Image(scene))
    assert (shot[:38] == scene[:38]).all()
    assert (shot[:, :58] == scene[:, :58]).all()
    assert (shot[80, 120] != scene[80, 120]).any()


def test_a_plane_in_perspective_is_a_true_homography() -> None:
    places = field(PLANE, 200, 160)
    v, u = 80 - places.top, 100 - places.left
    # The diagonals of the quadrangle meet where those of the artwork do.
    assert places.u[v, u] == pytest.approx(0.5, abs=0.08)
    one, two, three = (places.v[row - places.top, 60 - places.left] for row in (50, 80, 110))
    assert one < two < three
    assert places.v[80 - places.top, 120 - places.left] == pytest.approx(0.5, abs=0.01)


def test_a_curved_patch_bends_what_lies_on_it() -> None:
    x = np.linspace(-1, 1, 13)
    patch = tuple(
        tuple((0.5 + 0.3 * float(np.sin(1.2 * a)) / float(np.sin(1.2)), top + 0.05 * (1 - float(a) ** 2)) for a in x)
        for top in (0.2, 0.8)
    )
    places = field(patch, 200, 160)
    row = places.u[80 - places.top]
    found = row[~np.isnan(row)]
    assert (np.diff(found) > 0).all()
    middle, rim = np.diff(found)[len(found) // 2], np.diff(found)[4]
    assert rim > 1.4 * middle, "the artwork is seen narrower where the surface turns away"


def test_fine_artwork_turns_grey_not_moire() -> None:
    art = np.zeros((1200, 1200, 3), np.float32)
    art[:, ::2] = 1.0
    places = field(FLAT, 120, 120)
    inner = seen(art, places)[12:-12, 12:-12]
    assert np.abs(inner - 0.5).max() < 0.06


def test_the_rim_of_a_surface_is_smooth() -> None:
    cover = covered(field(PLANE, 200, 160))
    assert ((cover > 0.05) & (cover < 0.95)).sum() > 40
    assert cover.max() == 1


def test_artwork_takes_the_shadow_and_keeps_the_gloss() -> None:
    photo = np.full((160, 200, 3), 200, np.uint8)
    photo[:, 100:] = 100
    photo[70:80, 70:80] = 255
    shot = shown(plain((255, 255, 255), 50, 50), Image(photo), FLAT, blend=Blend(paper="#c8c8c8"))
    assert abs(shot[60, 60] - 200).max() <= 3
    assert abs(shot[60, 130] - 100).max() <= 3
    dark = shown(plain((0, 0, 0), 50, 50), Image(photo), FLAT, blend=Blend(paper="#c8c8c8"))
    assert dark[60, 130].max() <= 2
    assert dark[75, 75].min() > 120


def test_with_a_black_picture_the_light_is_exact() -> None:
    white, black = plain((220, 210, 200)), plain((40, 38, 36))
    art = plain((180, 90, 30), 50, 50)
    shot = shown(art, white, FLAT, black=black)
    low, high, own = (to_linear(one.pixels[0, 0]) for one in (black, white, art))
    assert to_linear(shot[80, 100]) == pytest.approx(low + (high - low) * own, abs=0.02)
    assert np.array_equal(shown(art, white, FLAT, black=black), shot)


def test_contain_shows_the_whole_artwork_and_cover_crops_it() -> None:
    wide = np.full((50, 150, 3), 120, np.uint8)
    wide[:, :20] = (255, 0, 0)
    white = plain((255, 255, 255))
    contained = shown(Image(wide), white, FLAT, fit="contain", background="#00ff00")
    assert (contained[..., 0] - contained[..., 1]).max() > 200
    assert contained[45, 100, 1] > 200
    assert contained[45, 100, 0] < 20
    covered_ = shown(Image(wide), white, FLAT)
    assert (covered_[..., 0] - covered_[..., 1]).max() < 30


@pytest.mark.parametrize("size", [(300, 300), (180, 320), (640, 200)])
def test_any_format_is_filled_about_the_surface(size: tuple[int, int]) -> None:
    shot = shown(plain((10, 10, 200), 50, 50), plain((255, 255, 255)), width=size[0], height=size[1])
    assert shot.shape == (size[1], size[0], 3)
    blue = (shot[..., 2] - shot[..., 0]) > 80
    assert blue.mean() > 0.1


def test_shipped_scenes_show_artwork_on_every_surface() -> None:
    assert len(shipped_mockups()) >= 8
    for name in shipped_mockups():
        scene = find_mockup(name)
        white, black = (decode(Path(one.path)) for one in (scene.white, scene.black) if one)
        size = {"width": 320, "height": 240}
        told = {"surfaces": scene.surfaces, "blend": scene.blend, **size}
        red = mock_up(plain((200, 20, 20), 60, 60), white, black, **told).pixels.astype(int)  # type: ignore[arg-type]
        blue = mock_up(plain((20, 20, 200), 60, 60), white, black, **told).pixels.astype(int)  # type: ignore[arg-type]
        apart = (red[..., 0] - blue[..., 0]) > 40
        for surface in scene.surfaces:
            middle = np.asarray(surface.patch).mean(axis=(0, 1))
            assert apart[round(middle[1] * 240), round(middle[0] * 320)], name


def scene_file(folder: Path, text: str = "") -> Path:
    (folder / "wall.png").write_bytes(encode(plain((230, 230, 230)).pixels, "png", 90))
    path = folder / "wall.toml"
    path.write_text(
        text or 'picture = "wall.png"\n[[surface]]\nratio = 1.5\ncorners = [[0.2,0.2],[0.8,0.2],[0.8,0.8],[0.2,0.8]]\n'
    )
    return path


def test_ones_own_scene_is_a_photo_and_a_text_file(tmp_path: Path) -> None:
    scene = find_mockup(str(scene_file(tmp_path)))
    assert scene.surfaces[0].patch == (((0.2, 0.2), (0.8, 0.2)), ((0.2, 0.8), (0.8, 0.8)))
    assert scene.black is None
    assert len(scene.white.sha256) == 64


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('picture = "wall.png"\n[[surface]]\nratio = 1\ncorners = [[0,0],[1,0],[1,1]]', "four"),
        ('picture = "wall.png"\n[[surface]]\ncorners = [[0,0],[1,0],[1,1],[0,1]]', "ratio"),
        ('picture = "none.png"\n[[surface]]\nratio=1\ncorners = [[0,0],[1,0],[1,1],[0,1]]', "none.png"),
        ('picture = "wall.png"', "surface"),
        ('picture = "wall.png"\nglow = 3\n[[surface]]\nratio=1\ncorners = [[0,0],[1,0],[1,1],[0,1]]', "glow"),
        ('picture = "wall.png"\n[[surface]]\nratio=1\npatch = [[[0,0],[1,0]],[[0,1]]]', "patch"),
        (
            'picture = "wall.png"\npaper = "blueish"\n[[surface]]\nratio=1\npatch = [[[0,0],[1,0]],[[0,1],[1,1]]]',
            "rrggbb",
        ),
        ('picture = "wall.png"\n[[surface]]\nratio=1\ncorners = [[0,0],[9,0],[1,1],[0,1]]', "shares"),
        ("picture =", "wall.toml"),
    ],
)
def test_a_wrong_scene_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_mockup(scene_file(tmp_path, text))


def test_unknown_names_and_unequal_pictures() -> None:
    with pytest.raises(NotFound, match="billbord"):
        find_mockup("billbord")
    with pytest.raises(InputError, match="same size"):
        shown(quarters(), plain((255, 255, 255)), black=plain((0, 0, 0), 30, 30))
