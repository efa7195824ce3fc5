"""The queue of what needs a person, and what else a catalog needs."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect


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


def test_a_row_is_sent_back_with_a_word_or_made_again_with_other_inputs(open_fresh: Any) -> None:
    page = open_fresh("catalog?queue=yes")
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", name="noise")).to_be_visible()
    page.keyboard.press("Shift+R")
    page.get_by_role("dialog").get_by_role("textbox").fill("a plainer ground, please")
    with page.expect_response("**/review") as answer:
        page.get_by_role("dialog").get_by_role("button", name="Send back").click()
    assert answer.value.request.post_data_json["comment"] == "a plainer ground, please"
    expect(details.get_by_text("Sent back", exact=True)).to_be_visible()
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Edit noise")
    area = dialog.get_by_role("application").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 40, area["y"] + 40)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 40, area["y"] + area["height"] - 40, steps=2)
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


def test_a_cut_out_is_mended_with_a_brush_and_only_that_product_is_made_again(open_fresh: Any) -> None:
    page = open_fresh("catalog?queue=yes")
    page.get_by_role("button", name="Mend the cut-out").click()
    photo = page.get_by_role("application", name="The photo, to be painted on")
    expect(photo.locator("canvas")).to_be_visible()
    area = photo.bounding_box()
    assert area is not None
    middle = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    for _ in range(12):
        page.keyboard.press("]")
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=3)
    page.mouse.up()
    page.keyboard.press("x")
    expect(page.get_by_role("radio", name="Erase")).to_be_checked()
    page.mouse.click(middle[0] - 200, middle[1] - 150)
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    page.keyboard.press("Control+z")
    expect(redo).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.get_by_text("What you painted is not saved yet").last).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Save the cut-out")).to_be_enabled()
    expect(undo).to_be_disabled()
    with page.expect_response(lambda one: one.request.method == "PUT") as kept:
        page.keyboard.press("Enter")
    assert kept.value.json()["member"]
    page.get_by_role("button", name="Make it again").click()
    expect(page.get_by_role("button", name="Make it again")).to_be_hidden()
    rows = page.get_by_role("listbox", name="Rows").get_by_role("option")
    rows.filter(has_text="noise").click(timeout=60_000)
    expect(page.get_by_text("Cut-out mended by hand")).to_be_visible()
