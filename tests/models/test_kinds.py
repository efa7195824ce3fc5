"""A model that only enlarges, extends or cuts out is not taken for one that edits; sizes follow the edited picture."""

from __future__ import annotations

from typing import Any

import pytest

from maquette.models.cards import Card, Limits, Price, Sizes
from maquette.models.failures import Unsupported
from maquette.models.fitting import fit, lacks
from maquette.models.money import micro
from maquette.models.price import estimate
from maquette.models.request import Picture, Request, Size

WIDE = Picture(b"", "image/png", 1600, 900)
LARGE = Picture(b"", "image/png", 2048, 1024)
FREE = Sizes(kind="free", multiple=16, max_pixels=1048576, default="1024x1024")


def card(*capabilities: str, **more: Any) -> Card:
    return Card(name="a/b", title="B", capabilities=capabilities, **more)


def request(**more: Any) -> Request:
    return Request(**{"kind": "edit", "model": "a/b", "prompt": "x", "image": WIDE} | more)


@pytest.mark.parametrize("kind", ["extend", "upscale", "remove-background", "vectorize"])
def test_each_kind_is_a_capability_of_its_own(kind: Any) -> None:
    assert lacks(request(kind=kind), card("edit")) == [f"it has no {kind}"]
    assert lacks(request(), card(kind)) == ["it has no edit"]
    assert not lacks(request(kind=kind), card(kind))


def test_there_must_be_a_picture_to_work_on() -> None:
    assert lacks(request(kind="upscale", image=None), card("upscale")) == ["there is no picture to upscale"]


def test_some_models_edit_only_inside_a_mask() -> None:
    with pytest.raises(Unsupported, match="only inside a mask"):
        fit(request(), card("edit", "mask", limits=Limits(needs_mask=True)))


def test_an_edit_without_a_size_keeps_the_shape_of_its_picture() -> None:
    size = fit(request(), card("edit", sizes=FREE)).size
    assert size.width / size.height == pytest.approx(16 / 9, rel=0.02)
    assert fit(request(kind="generate", image=None), card("generate", sizes=FREE)).size == Size(1024, 1024)


def test_a_megapixel_is_1024_by_1024_and_pictures_may_be_charged_by_it() -> None:
    price = Price(rows=({"first_mp": "0.03", "more_mp": "0.015"},), reference_mp="0.015")
    own = card("generate", "edit", "references", price=price)
    assert estimate(request(kind="generate", image=None, size=Size(1024, 1024)), own).high == micro("0.03")
    both = request(image=LARGE, references=(WIDE,), size=Size(1024, 1024))
    assert estimate(both, own).high == micro("0.03") + 4 * micro("0.015")
    assert estimate(request(image=LARGE), own).high == micro("0.045") + 2 * micro("0.015")
