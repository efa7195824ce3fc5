"""Kits and pictures that the tests paint."""

import numpy as np
import pytest

from maquette.design.brand.kit import BrandColour, BrandKit, Logo
from maquette.picture.encode import png

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">'
    '<rect width="300" height="100" fill="#e01020"/></svg>'
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("kit")
    (made / "logo.svg").write_text(LOGO)
    product = np.zeros((400, 600, 4), np.uint8)
    product[100:360, 150:450] = (20, 160, 90, 255)
    (made / "product.png").write_bytes(png(product))
    photo = np.full((900, 1200, 3), 200, np.uint8)
    photo[300:600, 900:1100] = (250, 30, 30)
    (made / "photo.png").write_bytes(png(photo))
    return made


@pytest.fixture(scope="session")
def kit(folder):
    colours = (
        BrandColour("blue", "#1f4ed8", "primary"),
        BrandColour("sun", "#ffb020", "accent"),
        BrandColour("ink", "#11142a", "text"),
        BrandColour("paper", "#ffffff", "background"),
    )
    return BrandKit("acme", "Acme Goods", colours, (), (Logo("logo.svg"),), root=folder)


@pytest.fixture(scope="session")
def pictures(folder):
    photo, product = folder / "photo.png", folder / "product.png"
    return {
        "picture": photo,
        "picture_2": photo,
        "picture_3": photo,
        "background": photo,
        "product": product,
    }
