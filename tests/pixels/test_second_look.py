"""A second look is taken where it comes closer, and not where it would see the same picture again."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from maquette.pixels import looks


@pytest.mark.parametrize(("radius", "taken"), [(40, 2), (140, 1)])
def test_a_thing_that_fills_the_photo_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, radius: int, taken: int
) -> None:
    rgb = np.zeros((300, 300, 3), np.uint8)
    cv2.circle(rgb, (150, 150), radius, (200, 40, 40), -1)
    seen = []

    def saliency(part: Any, _: str) -> Any:
        seen.append(part.shape)
        return cv2.resize((part[..., 0] > 100).astype(np.float32), (320, 320), interpolation=cv2.INTER_AREA)

    monkeypatch.setattr(looks, "saliency", saliency)
    looked = looks.look(rgb, "standard")
    assert len(seen) == taken
    assert looked.agreement > 0.95
    assert looked.stray < 0.01
