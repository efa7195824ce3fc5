"""Every format of a design at once, painted while somebody writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect


def test_all_formats_are_painted_while_the_headline_is_written(open_page: Any) -> None:
    page = open_page("campaign")
    page.get_by_role("combobox", name="Brand").select_option("harbour")
    tokens = page.get_by_role("combobox", name="Formats")
    for name in ("instagram-square", "gdn-300x250"):
        tokens.fill(name)
        tokens.press("Enter")
    tiles = page.get_by_role("region", name="Results").locator("figure img")
    expect(tiles).to_have_count(2, timeout=60_000)
    before = [one.get_attribute("src") for one in tiles.all()]
    page.get_by_role("textbox", name="Headline").first.fill("The kettle that listens")
    for tile, source in zip(tiles.all(), before, strict=True):
        expect(tile).not_to_have_attribute("src", source or "", timeout=60_000)
    expect(page.get_by_text("2 files")).to_be_visible()
    # Written where it is seen, from right to left, by the keyboard alone.
    slot = page.get_by_role("region", name="Formats").get_by_role("button", name="Write: Headline").first
    slot.press("Enter")
    page.keyboard.type("غلاية تصغي")
    page.keyboard.press("Enter")
    expect(slot).to_be_focused()
    expect(page.get_by_role("textbox", name="Headline").first).to_have_value("غلاية تصغي")
    # How far each is on brand stands on it, and opens to say what is not.
    score = page.get_by_role("region", name="Formats").locator("button", has_text=re.compile(r"^\s*\d+/\d+$")).first
    expect(score).to_be_visible(timeout=60_000)
    score.click()
    expect(score).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="Add a version").click()
    expect(page.get_by_text("4 files")).to_be_visible()


def test_what_stays_in_view_is_dragged_on_a_tile_and_the_others_follow(open_page: Any, filled: Path) -> None:
    page = open_page("campaign")
    page.get_by_role("combobox", name="Brand").select_option("harbour")
    page.get_by_role("combobox", name="Template").select_option("post")
    formats = page.get_by_role("combobox", name="Formats")
    for name in ("300x300", "300x600"):
        formats.fill(name)
        formats.press("Enter")
    page.get_by_label("Picture", exact=True).locator("input[type=file]").set_input_files(
        next((filled / "photos").iterdir())
    )
    page.get_by_role("button", name="Stays in view").click()
    areas = page.get_by_role("button", name="What stays in view")
    expect(areas).to_have_count(2)
    other = page.locator("figure img").nth(1)
    before = other.get_attribute("src") or ""
    box = areas.first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 200, box["y"] + box["height"] / 2, steps=3)
    expect(other).not_to_have_attribute("src", before)
    page.mouse.up()
    area = page.get_by_role("textbox", name="Stays in view")
    expect(area).to_have_value(re.compile(r"^0,"))
    areas.first.press("ArrowRight")
    expect(area).to_have_value(re.compile(r"^0\.02,"))
    areas.first.press("Delete")
    expect(area).to_have_value("")


def test_a_kit_shows_its_palette(open_page: Any) -> None:
    page = open_page("brands")
    expect(page.get_by_role("heading", name="North Harbour")).to_be_visible()
    expect(page.get_by_role("button").filter(has_text="#0a5a7a")).to_be_visible()
