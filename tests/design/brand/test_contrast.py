from __future__ import annotations

import pytest

from maquette.design.brand.contrast import apca
from maquette.picture.colour import contrast


@pytest.mark.parametrize(
    ("text", "under", "published"),
    [
        ("#888888", "#ffffff", 63.056469930209424),
        ("#ffffff", "#888888", -68.54146436644962),
        ("#000000", "#aaaaaa", 58.146262578561334),
        ("#aaaaaa", "#000000", -56.24113336839742),
        ("#112233", "#ddeeff", 91.66830811481631),
        ("#ddeeff", "#112233", -93.06770049484275),
    ],
)
def test_apca_gives_the_published_values(text: str, under: str, published: float) -> None:
    assert apca(text, under) == pytest.approx(published, abs=1e-9)


def test_wcag_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
