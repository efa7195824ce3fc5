"""The queue of what needs a person, and what else a catalog needs."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect


def test_the_queue_is_worked_off_with_keys_and_what_was_accepted_goes_out(own_studio: Any, open_own: Any) -> None:
    page = open_own("home")
    page.get_by_role("link", name="1 result to review").click()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", name="noise")).to_be_visible()
    expect(page.locator("figure .pane img")).to_have_count(2)
    with page.expect_response("**/review") as answer:
        page.keyboard.press("a")
    assert answer.value.json() == {"left": 0}
    expect(details.get_by_text("Accepted", exact=True)).to_be_visible()
    sent = own_studio.folder / "out" / "noise.jpg"
    assert not sent.exists()
    details.get_by_role("button", name="Deliver what was accepted").click()
    expect(page.get_by_role("option")).to_have_count(3)
    expect(page.get_by_role("radio", name=re.compile("Needs a person ?0"))).to_be_visible(timeout=60_000)
    assert sent.exists()


def test_a_row_is_given_a_box_sent_back_with_a_word_or_made_again_with_other_inputs(open_fresh: Any) -> None:
    page = open_fresh("catalog?queue=yes")
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", name="noise")).to_be_visible()
    boxes = details.get_by_role("button", name=re.compile("Take box"))
    expect(boxes).to_have_count(3)
    with page.expect_response("**/box?version=") as chosen:
        page.keyboard.press("2")
    assert chosen.value.json()["box"] == "0.1,0.1,0.5,0.9"
    expect(boxes.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(details.get_by_role("button", name="Make it again")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(boxes.nth(1)).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Shift+R")
    page.get_by_role("dialog").get_by_role("textbox").fill("a plainer ground, please")
    with page.expect_response("**/review") as answer:
        page.get_by_role("dialog").get_by_role("button", name="Send back").click()
    assert answer.value.request.post_data_json["comment"] == "a plainer ground, please"
    expect(details.get_by_text("Sent back", exact=True)).to_be_visible()
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Edit noise")
    drawn_on = dialog.get_by_role("application")
    # The area has its place once the photo in it has its shape.
    expect(drawn_on.locator("img.shown")).to_be_visible()
    area = drawn_on.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 40, area["y"] + 40)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 40, area["y"] + area["height"] - 40, steps=8)
    page.mouse.up()
    with page.expect_response("**/rows/noise") as edited:
        dialog.get_by_role("button", name="Make again").click()
    assert len(edited.value.request.post_data_json["values"]["box"].split(",")) == 4
    expect(page.get_by_role("option")).to_have_count(3)
    expect(details.get_by_role("heading", name="noise")).to_be_visible()
    expect(details.get_by_text("box")).to_be_visible()


def test_before_and_after_stand_beside_every_row(open_page: Any) -> None:
    page = open_page("catalog")
    rows = page.get_by_role("listbox", name="Rows").get_by_role("option")
    expect(rows).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.locator("figure .pane img")).to_have_count(2)
    expect(page.get_by_text("Before", exact=True)).to_be_visible()


def test_how_alike_a_set_is_is_drawn(open_page: Any) -> None:
    page = open_page("catalog")
    page.get_by_role("button", name="Uniformity").click()
    expect(page.get_by_role("heading", name="How alike the set is")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("img").first).to_be_visible(timeout=60_000)


def test_a_look_is_tried_on_photos_before_the_set_is_made(open_page: Any) -> None:
    page = open_page("brands/looks")
    shots = page.locator("figure img[src^='data:']")
    expect(shots).to_have_count(2, timeout=60_000)
    page.get_by_role("button", name="Dark slate").click()
    before = shots.first.get_attribute("src")
    page.get_by_role("slider", name="Size of the product").fill("0.5")
    expect(page.get_by_role("button", name="Save as a look")).to_be_visible()
    expect(shots.first).not_to_have_attribute("src", before or "", timeout=60_000)


def under_the_brush(page: Page) -> Any:
    photo = page.get_by_role("application", name="The photo, to be painted on")
    expect(photo.locator("canvas")).to_be_visible()
    return photo


def stroke(page: Page, across: int, down: int = 0) -> None:
    """From the middle of the photo."""
    area = under_the_brush(page).bounding_box()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=3)
    page.mouse.up()


def save_and_make(page: Page) -> None:
    with page.expect_response(lambda one: one.request.method == "PUT") as kept:
        page.keyboard.press("Enter")
    assert kept.value.json()["member"]
    page.get_by_role("button", name="Make it again").click()
    expect(page.get_by_role("button", name="Make it again")).to_be_hidden()


def test_a_cut_out_is_mended_with_a_brush_and_only_that_product_is_made_again(open_fresh: Any) -> None:
    page = open_fresh("catalog?queue=yes")
    page.get_by_role("button", name="Mend the cut-out").click()
    under_the_brush(page)
    for _ in range(12):
        page.keyboard.press("]")
    stroke(page, 60)
    page.keyboard.press("x")
    expect(page.get_by_role("radio", name="Erase")).to_be_checked()
    stroke(page, -200, -150)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo", exact=True)).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.get_by_text("What you painted is not saved yet").last).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Save the cut-out")).to_be_enabled()
    save_and_make(page)
    rows = page.get_by_role("listbox", name="Rows").get_by_role("option")
    rows.filter(has_text="noise").click(timeout=60_000)
    expect(page.get_by_text("Cut-out mended by hand")).to_be_visible()

    rows.filter(has_text="mug").click()
    page.keyboard.press("m")
    under_the_brush(page)
    page.keyboard.press("x")
    stroke(page, 90, 20)
    save_and_make(page)
    expect(rows.filter(has_text="mug").get_by_text("Done")).to_have_count(1, timeout=60_000)
    what_changed_is_seen(page, page.url.split("#")[0])


def test_a_box_drawn_round_the_product_is_cut_out_and_taken_back(open_fresh: Any) -> None:
    page = open_fresh("catalog?queue=yes")
    expect(page.get_by_role("button", name="Mend the cut-out")).to_be_visible()
    page.keyboard.press("b")
    area = under_the_brush(page).bounding_box()
    expect(page.get_by_role("radio", name="Box")).to_be_checked()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(x - 150, y - 150)
    page.mouse.down()
    page.mouse.move(x + 150, y + 150, steps=4)
    with page.expect_response(lambda one: "/mask?" in one.url, timeout=60_000) as cut:
        page.mouse.up()
    assert cut.value.headers["content-type"] == "image/png"
    expect(page.get_by_role("button", name="Save the cut-out")).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo", exact=True)).to_be_enabled()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    page.keyboard.press("Control+y")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2, y + 2)
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text="Cutting out")).to_have_count(0)
    expect(page.get_by_role("button", name="Save the cut-out")).to_be_enabled()


def what_changed_is_seen(page: Page, address: str) -> None:
    """Of the two newest runs of the catalog, in which one product was made again."""
    page.goto(f"{address}#/runs")
    page.get_by_role("button", name="Compare two runs").click()
    catalogs = page.get_by_role("checkbox", name=re.compile("Catalog"))
    catalogs.nth(1).check()
    catalogs.nth(0).click()
    expect(page.get_by_role("listbox", name="Files").get_by_role("option")).to_have_count(1)
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", name="mug")).to_be_visible()
    expect(details.get_by_text("matte now comes from mended_matte")).to_be_visible()
    expect(details.get_by_text("Pixels that differ")).to_be_visible()
    expect(page.locator("figure .pane img")).to_have_count(2)
    page.keyboard.press("d")
    expect(page.locator(".difference .pane img")).to_have_count(2)


def test_a_look_is_learnt_from_the_gallery_and_seen_on_photos_at_once(open_own: Any) -> None:
    page = open_own("gallery?text=kettle")
    expect(page.get_by_role("option")).to_have_count(4)
    page.get_by_role("listbox", name="Gallery").focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Learn a look").click()
    found = page.get_by_role("region", name="What was measured")
    expect(found.get_by_text("Measured on 4 pictures")).to_be_visible(timeout=60_000)
    expect(found.get_by_role("img", name=re.compile("Lightness: .* ± .* L"))).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("kettles")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="learnt from 4 pictures")).to_be_visible()
    assert page.url.endswith("#/brands/looks?look=kettles")
