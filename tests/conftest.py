from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture(scope="session")
def scene() -> np.ndarray:
    """A smooth 240 x 160 picture in which no two corners, rows or columns are alike."""
    y, x = np.mgrid[0:160, 0:240]
    red = 40 + 180 * x / 239
    green = 30 + 190 * y / 159
    blue = 60 + 80 * (1 + np.sin(x / 30) * np.cos(y / 25))
    return np.dstack([red, green, blue]).round().astype(np.uint8)
