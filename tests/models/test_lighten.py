"""A request that is too heavy is made lighter, the heaviest picture first, and never past what can be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maquette.models.cards import Card, Limits
from maquette.models.failures import Unsupported
from maquette.models.lighten import lighten
from maquette.models.request import MediaType, Picture, Request, Turn
from maquette.picture.decode import read
from maquette.picture.encode import png, webp

CARD = Card("test/one", "One", ("generate", "edit", "references"))
KIND: MediaType = "image/png"


def noise(width: int = 600, height: int = 400, *, alpha: bool = False) -> Picture:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 4 if alpha else 3), np.uint8)
    return Picture(png(pixels), KIND, width, height)


def card(**limits: object) -> Card:
    return replace(CARD, limits=Limits(**limits))  # type: ignore[arg-type]


def edit(image: Picture, **more: object) -> Request:
    return Request("edit", "", "x", image, **more)  # type: ignore[arg-type]


def test_what_fits_is_left_alone() -> None:
    request = edit(noise(), references=(noise(300, 200),))
    assert lighten(request, card(request_bytes=20_000_000, picture_bytes=5_000_000)) == request
    assert lighten(request, CARD) == request


def test_only_the_heavy_picture_gives_way() -> None:
    small, heavy = noise(100, 100), noise()
    lighter = lighten(edit(heavy, references=(small,)), card(picture_bytes=200_000))
    assert lighter.references == (small,)
    assert lighter.image is not None
    assert len(lighter.image.data) <= 200_000
    assert lighter.image.width / lighter.image.height == pytest.approx(1.5, rel=0.02)
    seen = read(lighter.image.data, "it").pixels
    assert seen.shape[:2] == (lighter.image.height, lighter.image.width)


def test_transparency_is_kept() -> None:
    lighter = lighten(edit(noise(alpha=True)), card(picture_bytes=300_000)).image
    assert lighter is not None
    assert lighter.media_type == "image/webp"
    assert read(lighter.data, "it").pixels.shape[-1] == 4
    with pytest.raises(Unsupported, match="cannot be brought to"):
        lighten(edit(noise(alpha=True)), card(picture_bytes=300_000, media_types=("image/jpeg",)))


def test_a_file_type_that_the_model_does_not_take_becomes_one_that_it_does() -> None:
    pixels = np.full((64, 80, 3), 200, np.uint8)
    request = edit(Picture(webp(pixels), "image/webp", 80, 64))
    assert lighten(request, card(media_types=("image/png", "image/jpeg"))).image == Picture(
        png(read(webp(pixels), "it").pixels, small=True), "image/png", 80, 64
    )


def test_a_masked_picture_keeps_its_size() -> None:
    mask = Picture(png(np.zeros((400, 600), np.uint8)), KIND, 600, 400)
    kept = lighten(edit(noise(), mask=mask), card(picture_bytes=420_000)).image
    assert kept is not None
    assert (kept.width, kept.height, kept.media_type) == (600, 400, "image/jpeg")
    with pytest.raises(Unsupported, match="cannot be brought to"):
        lighten(edit(noise(), mask=mask), card(picture_bytes=50_000))


def test_a_conversation_that_is_too_long_says_so_and_keeps_its_answers() -> None:
    turn = Turn("first", (noise(),), noise())
    lighter = lighten(edit(noise(50, 50), history=(turn,)), card(request_bytes=1_700_000))
    assert lighter.history[0].answer == turn.answer, "a signed answer goes back as it came"
    assert lighter.history[0].pictures[0].media_type == "image/jpeg"
    with pytest.raises(Unsupported, match="begin a new one"):
        lighten(edit(noise(50, 50), history=(turn,) * 3), card(request_bytes=1_700_000))


def test_a_picture_that_would_turn_to_mud_is_refused() -> None:
    with pytest.raises(Unsupported, match="send a smaller picture"):
        lighten(edit(noise()), card(picture_bytes=2_000))
