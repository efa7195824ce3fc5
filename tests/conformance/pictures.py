"""Pictures that conformance tests send and servers paint: no two corners alike, so that nothing can be mixed up."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from conformance.server import demand
from maquette.models.request import Picture

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


def painted(width: int, height: int, *, shade: int = 0, alpha: bool = False, media_type: str = "image/png") -> bytes:
    """An encoded picture, another for each *shade*; with *alpha* its left half is transparent."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [255 * x / max(1, width - 1), 255 * y / max(1, height - 1), np.full((height, width), shade * 37 % 256)]
    if alpha:
        planes.append(np.where(x < width / 2, 0, 255))
    out = BytesIO()
    Pillow.fromarray(np.dstack(planes).astype(np.uint8)).save(out, FORMATS[media_type])
    return out.getvalue()


def picture(width: int = 48, height: int = 32, *, shade: int = 0, media_type: str = "image/png") -> Picture:
    """A picture of a request."""
    return Picture(painted(width, height, shade=shade, media_type=media_type), media_type, width, height)  # type: ignore[arg-type]


def mask(width: int = 48, height: int = 32) -> Picture:
    """A canonical mask: 255 (edit) in the top left quarter only, so that inverted or turned ones are told apart."""
    levels = np.zeros((height, width), np.uint8)
    levels[: height // 2, : width // 2] = 255
    out = BytesIO()
    Pillow.fromarray(levels).save(out, "PNG")
    return Picture(out.getvalue(), "image/png", width, height)


def decoded(data: bytes, what: str) -> Pillow.Image:
    """The picture in *data*; answers 400 when there is none."""
    try:
        opened = Pillow.open(BytesIO(data))
        opened.load()
    except Exception:
        opened = None
    demand(opened is not None, f"{what} is no picture")
    assert opened is not None
    return opened


def edits_top_left(levels: np.ndarray) -> bool:
    """Whether *levels*, brought to 255 = edit, are those of ``mask``: the top left quarter and nothing else."""
    height, width = levels.shape
    wanted = np.zeros((height, width), bool)
    wanted[: height // 2, : width // 2] = True
    return bool(np.array_equal(levels > 127, wanted))
