"""Every format of a design at once, painted while somebody writes."""

from __future__ import annotations

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
    page.get_by_role("button", name="Add a version").click()
    expect(page.get_by_text("4 files")).to_be_visible()


def test_a_kit_shows_its_palette(open_page: Any) -> None:
    page = open_page("brands")
    expect(page.get_by_role("heading", name="North Harbour")).to_be_visible()
    expect(page.get_by_role("button").filter(has_text="#0a5a7a")).to_be_visible()
