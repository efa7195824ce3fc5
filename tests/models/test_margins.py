"""Extending meets the size to the pixel where it can, takes its shape where it cannot, and never shrinks a picture."""

from __future__ import annotations

import pytest

from maquette.models.margins import Margins, margins
from maquette.models.request import Picture, Size

PICTURE = Picture(b"", "image/png", 600, 400)


@pytest.mark.parametrize(
    ("size", "named", "found"),
    [
        (Size(801, 500), {}, Margins(50, 101, 50, 100)),
        (Size(600, 400), {}, Margins()),
        (Size(300, 300), {}, Margins(100, 0, 100, 0)),
        (Size(aspect="3:1"), {}, Margins(0, 300, 0, 300)),
        (Size(), {}, Margins()),
        (Size(900, 900), {"left": 7}, Margins(left=7)),
    ],
)
def test_margins(size: Size, named: dict[str, int], found: Margins) -> None:
    assert margins(PICTURE, size, named) == found
