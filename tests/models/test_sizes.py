"""Sizes that a model does not make: the nearest is taken and said; where that is another picture, it is refused."""

from __future__ import annotations

import pytest

from maquette.models.cards import find_card
from maquette.models.fitting import fit, lacks, resized
from maquette.models.request import Request, Size


def request(size: Size) -> Request:
    return Request(kind="generate", model="", prompt="a kettle", size=size)


@pytest.mark.parametrize(
    ("model", "size", "words"),
    [
        ("openai/gpt-image-2", Size(9000, 9000), "ask for 2880x2880, then upscale"),
        ("openai/gpt-image-2", Size(3000, 600), "5.0 to 1, it makes 3 to 1 at most"),
        ("openai/gpt-image-1.5", Size(3000, 600), "the nearest that it makes is 1536x1024"),
        ("openai/gpt-image-1.5", Size(aspect="5:1"), "the nearest that it makes is 1536x1024"),
        ("google/nano-banana-2", Size(9000, 9000), "then upscale"),
    ],
)
def test_another_picture_is_refused_with_what_to_ask_for(model: str, size: Size, words: str) -> None:
    assert any(words in one for one in lacks(request(size), find_card(model)))


@pytest.mark.parametrize(
    ("model", "size", "made"),
    [
        ("openai/gpt-image-2", Size(1024, 1024), ""),
        ("openai/gpt-image-2", Size(4000, 3000), "3312x2496"),
        ("google/nano-banana-2", Size(1024, 1024), ""),
        ("google/nano-banana-2", Size(1600, 800), "16:9@2K"),
        ("openai/gpt-image-2", Size(aspect="16:9", tier="2K"), ""),
    ],
)
def test_other_pixels_than_asked_for_are_told(model: str, size: Size, made: str) -> None:
    card, asked = find_card(model), request(size)
    assert not lacks(asked, card)
    assert (made in resized(asked, card)) if made else resized(asked, card) == ""
    assert str(fit(asked, card).size) == made or not made
