"""Fonts for a page: only the glyphs that a text needs, as WOFF2 inside the file."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from maquette.design.text.faces import Face, covers
from maquette.design.text.shape import Style, isolated, runs

_RESTRICTED, _NO_PARTS, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200


def faces_used(texts: Iterable[tuple[str, Style]]) -> dict[Face, str]:
    """The faces that *texts* are set in, each with its characters, sorted."""
    found: dict[Face, set[str]] = {}
    for line, style in texts:
        for piece, emoji in runs(isolated(line)):
            faces = families(style, emoji=emoji)
            for sign in piece:
                face = next((one for one in faces if covers(one.path, sign)), None)
                if face:
                    found.setdefault(face, set()).add(sign)
    return {face: "".join(sorted(signs)) for face, signs in found.items()}


def families(style: Style, *, emoji: bool) -> tuple[Face, ...]:
    """The faces in the order in which a character of a run is looked for."""
    faces = style.faces
    return (faces[-1], *faces[:-1]) if emoji else faces


@lru_cache(maxsize=64)
def may_embed(path: str) -> bool:
    """Whether the font in that file says that parts of it may travel in a document (OpenType, ``OS/2.fsType``)."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        rights = font["OS/2"].fsType if "OS/2" in font else 0
    return rights & 0x000F != _RESTRICTED and not rights & (_NO_PARTS | _BITMAPS_ONLY)


def font_rule(face: Face, signs: str) -> str:
    """The ``@font-face`` rule that carries *face* with its *signs*."""
    data = base64.b64encode(_subset(face.path, signs)).decode()
    slant = "italic" if face.italic else "normal"
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{slant};'
        f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
    )


@lru_cache(maxsize=64)
def _subset(path: str, signs: str) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(layout_features=["*"], flavor="woff2", notdef_outline=True, drop_tables=["FFTM", "SVG "])
    with TTFont(path) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=signs)
        subsetter.subset(font)
        font.flavor = "woff2"
        out = BytesIO()
        font.save(out)
    return out.getvalue()
