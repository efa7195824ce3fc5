"""A second look is taken where it comes closer, and not where it would see the same picture again."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from maquette import ops
from maquette.picture.image import Image
from maquette.pixels import looks
from maquette.pixels.pieces import overlap


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


def test_a_glow_on_dark_ground_is_not_taken_for_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lit screen: what shines on the table has no edge, the screen has."""
    across, down = np.meshgrid(np.arange(400), np.arange(400))
    glow = 2 + 60 * np.exp(-((across - 200) ** 2 + (down - 270) ** 2) / 1800)
    noise = np.random.default_rng(0).normal(0, 0.7, (400, 400, 3))
    rgb = np.clip(glow[..., None] + noise, 0, 255).astype(np.uint8)
    screen = np.zeros((400, 400), bool)
    screen[110:260, 130:270] = True
    rgb[screen] = (210, 140, 60)

    def saliency(part: Any, _: str) -> Any:
        return cv2.resize((part[..., 0] > 110).astype(np.float32), (320, 320), interpolation=cv2.INTER_AREA)

    monkeypatch.setattr(looks, "saliency", saliency)
    found = ops.matte(Image(rgb))
    assert overlap(found.alpha > 127, screen) > 0.99
    assert not found.doubts
