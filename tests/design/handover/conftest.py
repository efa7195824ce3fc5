"""A scene with one of everything that a scene can hold, and what it is painted from."""

from dataclasses import replace

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from maquette.design.paint import paint
from maquette.design.scene import WHOLE, Frame, Gradient, Picture, Scene, Shadow, Shape, Words
from maquette.design.sources import Sources
from maquette.design.text.faces import shipped_face
from maquette.design.text.shape import Style
from maquette.picture.encode import png
from maquette.picture.image import Box

WIDTH, HEIGHT = 420, 300
SERIF, SANS = Style(shipped_face("Fraunces", 600), (), 0.02), Style(shipped_face("Inter", 600))

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><style>.a{fill:url(#g)} .b{fill:#1f4ed8}</style>'
    '<defs><linearGradient id="g"><stop stop-color="#d81f4e"/><stop offset="1" stop-color="#ffb020"/></linearGradient>'
    '</defs><rect class="a" width="30" height="30"/><circle class="b" cx="45" cy="15" r="15"/></svg>'
)


@pytest.fixture(scope="session")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    photo = np.full((300, 400, 3), (200, 120, 60), np.uint8)
    photo[100:200, 100:300] = (250, 30, 30)
    free = np.zeros((120, 120, 4), np.uint8)
    free[20:100, 20:100] = (20, 160, 90, 255)
    (folder / "photo.png").write_bytes(png(photo))
    (folder / "free.png").write_bytes(png(free))
    (folder / "logo.svg").write_text(LOGO)
    return Sources({name.split(".")[0]: folder / name for name in ("photo.png", "free.png", "logo.svg")})


@pytest.fixture(scope="session")
def scene():
    named = {
        "panel": Shape(Frame(0, 0, WIDTH, 90), Gradient("#1f4ed8", "#ffb020", 30)),
        "veil": Shape(Frame(0, 0, WIDTH, 90), Gradient("#00000000", "#000000cc", 90)),
        "picture": Picture(Frame(0, 90, 160, 120), "photo", Box(0.1, 0.1, 0.9, 0.9)),
        "card": Shape(Frame(180, 100, 100, 60), "#ffffff", "rect", 8, "#1f4ed8", 2, shadow=Shadow(3, 6, "#00000066")),
        "logo": Picture(Frame(340, 20, 60, 30), "logo"),
        "arch": Picture(Frame(300, 100, 100, 120), "photo", WHOLE, "arch", 6, "normal", 0, Shadow(3, 8, "#00000080")),
        "tint": Picture(Frame(190, 170, 80, 60), "photo", WHOLE, "rect", 0, "multiply", 0, Shadow(2, 4, "#00000055")),
        "product": Picture(Frame(20, 200, 90, 90), "free"),
        "badge": Shape(Frame(260, 200, 60, 60), "#d81f4e", "burst", turn=12),
        "spot": Shape(Frame(330, 250, 60, 20), "#000000", "ellipse", blur=4),
        "headline": Words((("office flight", 20, 60),), SERIF, 32, "#ffffff"),
        "body": Words((("Plain words, here", 20, 120), ("and there.", 20, 140)), SANS, 14, "#000000"),
        "greeting": Words((("שלום עולם", 180, 280),), SANS, 16, "#11142a", 8.0, (230, 275)),
    }
    return Scene(WIDTH, HEIGHT, "#fff8ee", tuple(named.values()), names=tuple(named))


@pytest.fixture(scope="session")
def flat(scene, sources):
    return paint(scene, sources)[..., :3].copy()


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """A style whose font does not allow to be embedded."""
    path = tmp_path_factory.mktemp("fonts") / "kept.ttf"
    with TTFont(SANS.face.path) as font:
        font["OS/2"].fsType = 2
        font.save(path)
    return replace(SANS, face=replace(SANS.face, family="Kept", sha256="1", path=str(path)))


@pytest.fixture(scope="session")
def only(scene):
    """A scene of some of the items, by name, on its ground."""

    def chosen(*names, **more):
        some = [(name, item) for name, item in zip(scene.names, scene.items, strict=True) if name in names]
        found = replace(scene, items=tuple(item for _, item in some), names=tuple(name for name, _ in some))
        return replace(found, **more)

    return chosen
