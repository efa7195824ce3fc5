"""Draws the contact sheets of the docs: every shipped template in the formats that it is made for.

    npm pack @vendure/create@2.3.4 && tar xzf vendure-create-2.3.4.tgz
    python tools/sheets.py package/assets/images docs/pictures

The photos are those of the sample shop (Unsplash licence; docs/pictures/CREDITS.md), the brands are invented.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from maquette import ops
from maquette.design.brand.kit import BrandColour, BrandKit
from maquette.design.formats import find_formats
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.copy import template_formats
from maquette.design.template.find import find_template
from maquette.design.template.render import render
from maquette.design.template.theme import theme
from maquette.picture.encode import png

WIDE, TALL, GAP = 1800, 330, 14


def brand(title: str, primary: str, accent: str, background: str, surface: str, text: str) -> BrandKit:
    roles = zip(
        ("primary", "accent", "background", "surface", "text"),
        (primary, accent, background, surface, text),
        strict=True,
    )
    return BrandKit(title.lower(), title, tuple(BrandColour(role, value, role) for role, value in roles))


OSTRA = brand("Ostra", "#b4532a", "#e9b44c", "#f6eee3", "#eadfce", "#2a1d16")
VOLT = brand("Volt", "#4326e0", "#ff5c39", "#fbf7ff", "#ece6ff", "#16102e")
HALDEN = brand("Halden", "#12403c", "#e3c567", "#f5f4ef", "#e7e5dc", "#101615")
NORD = brand("Nordlys", "#0f6f78", "#ffb4a2", "#f4f8f8", "#dfeceb", "#0b2a2e")


class Sheet(NamedTuple):
    kit: BrandKit
    texts: dict[str, str]
    pictures: dict[str, str] = {}  # noqa: RUF012
    formats: str = ""


SHEETS = {
    "launch": Sheet(
        VOLT,
        {
            "headline": "Run on the quiet side",
            "eyebrow": "New this spring",
            "body": "A shoe with nothing to prove: one knitted upper, one sole, no seams.",
            "cta": "See the shoe",
        },
        {"product": "imani-clovis-234736"},
    ),
    "sale": Sheet(
        HALDEN,
        {"offer": "40% off", "headline": "The spring sale", "details": "In every shop until Sunday", "cta": "Shop now"},
        {"product": "natalia-y-345738"},
    ),
    "event": Sheet(
        NORD,
        {
            "headline": "Night of light",
            "subtitle": "Twelve designers show what a lamp can be",
            "date": "12 June 2027",
            "time": "Doors 19:00",
            "place": "Kraftwerk, Berlin",
        },
        {"picture": "pierre-chatel-innocenti-483198"},
        "instagram-square,instagram-story,facebook-link,newsletter-header,gdn-300x250,gdn-728x90,gdn-160x600,a3-poster",
    ),
    "quote": Sheet(
        OSTRA,
        {
            "quote": "A chair should ask one question only: would you like to stay?",
            "author": "Marta Oliveira",
            "role": "Head of design, Ostra",
        },
    ),
    "blog-header": Sheet(
        NORD,
        {"headline": "How to light a room that has no windows", "kicker": "Guide", "author": "By Ida Lund"},
        {"picture": "nathan-fertig-249917"},
        "headers,instagram-square",
    ),
    "newsletter": Sheet(
        OSTRA,
        {"headline": "Slow mornings", "issue": "No. 27", "date": "March 2027", "subtitle": "Nine rooms to wake up in"},
        {},
        "newsletter-header,instagram-square,gdn-728x90",
    ),
    "youtube": Sheet(
        VOLT,
        {"headline": "I wore them for 500 km", "kicker": "Honest test"},
        {"picture": "chuttersnap-584518"},
        "youtube-thumbnail,instagram-square",
    ),
    "post": Sheet(
        OSTRA,
        {"headline": "Water once, then wait", "caption": "Our five plants for people who forget.", "eyebrow": "Plants"},
        {"picture": "charles-deluvio-695736"},
    ),
    "story": Sheet(
        HALDEN,
        {
            "headline": "Two of a kind",
            "eyebrow": "The Mava chair",
            "body": "In saffron and in stone. Made to be moved about.",
            "cta": "Choose yours",
        },
        {"picture": "jean-philippe-delberghe-1400011"},
        "stories,instagram-square,facebook-link",
    ),
    "carousel": Sheet(
        NORD,
        {
            "headline": "Hang it lower than you think",
            "body": "Sixty centimetres above the table is where a lamp stops being a lamp and becomes a room.",
            "number": "2/5",
        },
        {"picture": "pierre-chatel-innocenti-483198"},
    ),
    "banner": Sheet(
        VOLT,
        {"headline": "Run on the quiet side", "body": "One upper, one sole, no seams.", "cta": "See the shoe"},
        {"product": "thomas-serer-420833"},
    ),
    "product-card": Sheet(
        HALDEN,
        {
            "name": "Juniper bonsai",
            "caption": "Eleven years old, in its own pot",
            "price": "€ 189",
            "was": "€ 229",
            "badge": "New",
        },
        {"product": "mark-tegethoff-667351"},
    ),
    "lookbook": Sheet(
        OSTRA,
        {
            "headline": "Rooms that take their time",
            "caption": "Photographed in three flats in Porto, in the light of one afternoon.",
            "number": "12",
        },
        {
            "picture": "paul-weaver-1120584",
            "picture_2": "benjamin-voros-310026",
            "picture_3": "andres-jasso-220776",
        },
    ),
    "ad": Sheet(
        OSTRA,
        {
            "headline": "The sofa that stays",
            "body": "Saddle leather that looks better every year. We guarantee ten of them.",
            "cta": "Try it at home",
        },
        {"picture": "paul-weaver-1120584"},
    ),
}


def main() -> int:
    photos, out = Path(sys.argv[1]), Path(sys.argv[2])
    for name in sys.argv[3:] or SHEETS:
        sheet(name, SHEETS[name], photos).save(out / f"template-{name}.jpg", quality=84)
        print(name, flush=True)
    return 0


def sheet(name: str, told: Sheet, photos: Path) -> Image.Image:
    template = find_template(name)
    look = theme(template, told.kit)
    files = {slot: photos / f"{photo}-unsplash.jpg" for slot, photo in told.pictures.items()}
    sources = {slot: cut_out(file) if slot == "product" else file for slot, file in files.items()}
    if told.formats:
        formats = [one for group in told.formats.split(",") for one in find_formats(group)]
    else:
        formats = template_formats(template)
    pictures = []
    for one in formats:
        canvas = Canvas(one.width, one.height, one.safe)
        picture, report = render(template, look, Content(told.texts), canvas, sources)
        for problem in report.problems:
            print(f"  {one.name}: {problem.code} {problem.slot}: {problem.reason}")
        drawn = Image.fromarray(picture.pixels)
        drawn.thumbnail((820, TALL), Image.Resampling.LANCZOS)
        pictures.append(drawn)
    return arranged(pictures)


def cut_out(file: Path) -> bytes:
    photo = ops.decode(file)
    return png(ops.lift(photo, ops.matte(photo)).pixels)


def arranged(pictures: list[Image.Image]) -> Image.Image:
    rows: list[list[Image.Image]] = [[]]
    for picture in pictures:
        if sum(one.width + GAP for one in rows[-1]) + picture.width > WIDE:
            rows.append([])
        rows[-1].append(picture)
    wide = max(sum(one.width + GAP for one in row) for row in rows) + GAP
    tall = sum(max(one.height for one in row) + GAP for row in rows) + GAP
    page = Image.new("RGB", (wide, tall), "#8d8d8d")
    y = GAP
    for row in rows:
        x = GAP
        for picture in row:
            page.paste(picture, (x, y))
            x += picture.width + GAP
        y += max(one.height for one in row) + GAP
    return page


if __name__ == "__main__":
    sys.exit(main())
