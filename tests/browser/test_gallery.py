"""Seeing, rating, picking, finding and comparing, with the keyboard."""

from __future__ import annotations

import base64
import json
from typing import Any

from playwright.sync_api import Page, Route, expect

DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def tiles(page: Page) -> Any:
    return page.get_by_role("option")


def chosen(page: Page) -> Any:
    return page.locator(".tile.current")


def test_pictures_are_rated_and_picked_with_keys_and_that_can_be_undone(open_page: Any) -> None:
    page = open_page("gallery?text=kettle")
    expect(tiles(page)).to_have_count(4)
    page.get_by_role("listbox", name="Gallery").focus()
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda one: one.request.method == "PATCH"):
        page.keyboard.press("4")
    with page.expect_response(lambda one: one.request.method == "PATCH"):
        page.keyboard.press("p")
    expect(chosen(page)).to_have_attribute("aria-label", "Picture 2, 4 ★, picked")
    page.reload()
    expect(tiles(page).nth(1)).to_have_attribute("aria-label", "Picture 2, 4 ★, picked")
    page.goto(page.url.split("#")[0] + "#/gallery?rating=4")
    expect(tiles(page)).to_have_count(1)
    page.goto(page.url.split("#")[0] + "#/gallery?text=kettle")
    expect(tiles(page)).to_have_count(4)
    page.get_by_role("listbox", name="Gallery").focus()
    with page.expect_response(lambda one: one.request.method == "PATCH"):
        page.keyboard.press("x")
    expect(tiles(page).nth(0)).to_have_attribute("aria-label", "Picture 1, rejected")
    with page.expect_response(lambda one: one.request.method == "PATCH"):
        page.keyboard.press("Control+z")
    expect(tiles(page).nth(0)).to_have_attribute("aria-label", "Picture 1")


def test_filters_narrow_the_gallery_and_stand_in_the_address(open_page: Any) -> None:
    page = open_page("gallery")
    expect(page.get_by_text("pictures", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Project").click()
    page.get_by_role("button", name="spring").click()
    expect(tiles(page)).to_have_count(2)
    assert "project=spring" in page.url
    page.get_by_role("searchbox", name="Search").fill("nothing like that")
    expect(page.get_by_text("No picture is like that")).to_be_visible()
    page.get_by_role("button", name="Clear filters").first.click()
    expect(tiles(page).nth(5)).to_be_visible()


def test_a_picture_is_looked_at_closely_and_told_apart(open_page: Any) -> None:
    page = open_page("gallery?text=kettle")
    expect(tiles(page)).to_have_count(4)
    page.get_by_role("listbox", name="Gallery").focus()
    page.keyboard.press("Enter")
    loupe = page.get_by_role("region", name="Picture")
    expect(loupe.get_by_text("1 of 4")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(loupe.get_by_text("2 of 4")).to_be_visible()
    page.keyboard.press("Escape")
    expect(loupe).to_be_hidden()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_text("a red kettle").first).to_be_visible()
    expect(details.get_by_text("512 × 512")).to_be_visible()
    expect(details.get_by_role("treeitem").first).to_be_visible()


def test_two_pictures_are_compared_zoomed_together_and_voted_on_blindly(open_page: Any) -> None:
    page = open_page("gallery?text=kettle")
    expect(tiles(page)).to_have_count(4)
    page.get_by_role("listbox", name="Gallery").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("c")
    panes = page.locator(".pane img")
    expect(panes).to_have_count(2)
    before = panes.nth(1).evaluate("image => image.style.transform")
    page.keyboard.press("+")
    expect(page.get_by_text("140 %")).to_be_visible()
    assert panes.nth(1).evaluate("image => image.style.transform") != before
    for mode in ("Slider", "Difference", "Side by side"):
        page.get_by_role("radio", name=mode).click()
        expect(page.locator(".pane img")).to_have_count(2)
    expect(page.get_by_text("sandbox/picture").first).to_be_visible()
    page.keyboard.press("b")
    for key in ("w", "v"):
        page.keyboard.press(key)
        expect(page.get_by_role("button", name="This one")).to_have_count(2)
        expect(page.get_by_text("sandbox/picture")).to_have_count(0)
    with page.expect_response("**/compare/votes") as answer:
        page.get_by_role("button", name="This one").first.click()
    assert answer.value.status == 204
    expect(page.get_by_text("sandbox/picture").first).to_be_visible()


def test_ten_thousand_pictures_are_no_more_in_the_page_than_a_few(open_page: Any) -> None:
    page = open_page("home")
    expect(page.get_by_role("heading", name="atelier")).to_be_visible()
    entries = [[f"{number:016x}", 0.6 + number % 13 / 10, None, 0, ""] for number in range(10_000)]

    def index(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps({"items": entries, "next": None}))

    def rest(route: Route) -> None:
        route.fulfill(content_type="application/json", body='{"items": [], "next": null, "total": 0}')

    page.route("**/api/v1/assets/index*", index)
    page.route("**/api/v1/pictures/*", lambda route: route.fulfill(content_type="image/gif", body=DOT))
    page.route(lambda url: "/api/v1/assets/00000" in url, rest)
    page.evaluate("localStorage.setItem('gallery.details', 'no')")
    page.goto(page.url.split("#")[0] + "#/gallery")
    expect(page.get_by_text("10,000 pictures")).to_be_visible()
    page.get_by_role("listbox", name="Gallery").focus()
    page.keyboard.press("End")
    expect(page.locator(f"#tile-{9_999:016x}")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator(f"#tile-{0:016x}")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('*').length") <= 400
