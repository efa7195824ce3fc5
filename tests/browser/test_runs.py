"""Runs are stopped, taken up and looked into; a set is made again in a look."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect


def ordered(page: Page, prompt: str, takes: int) -> None:
    page.get_by_role("textbox", name="Prompt").fill(prompt)
    page.get_by_role("button", name="Change").click()
    page.get_by_role("searchbox", name="Find a model").fill("sandbox/slow")
    page.get_by_role("dialog").get_by_role("option").first.click()
    page.get_by_role("spinbutton", name="Takes").fill(str(takes))
    page.keyboard.press("Control+Enter")
    page.get_by_role("region", name="Results").get_by_role("link", name=prompt, exact=True).click()


def test_a_run_is_paused_taken_up_and_cancelled_and_its_plan_opens(open_own: Any) -> None:
    page = open_own("make/generate")
    ordered(page, "a slow river", 3)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("main").get_by_text("Paused").first).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("main").get_by_text("Cancelled").first).to_be_visible()

    page.goto(f"{page.url.split('#')[0]}#/catalog")
    expect(page.get_by_role("listbox", name="Rows").get_by_role("option")).to_have_count(3)
    page.get_by_role("link", name="Runs & money").click()
    page.get_by_role("main").get_by_role("link", name="Catalog").first.click()
    page.get_by_role("radio", name="Plan").click()
    steps = page.locator(".node")
    expect(steps.first).to_be_visible()
    steps.first.click()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_text("Why")).to_be_visible()
    expect(details.get_by_text("Key")).to_be_visible()


def test_what_a_picture_came_from_and_what_is_like_it_are_found(open_own: Any) -> None:
    page = open_own("gallery?text=kettle")
    expect(page.get_by_role("option")).to_have_count(4)
    tree = page.get_by_role("tree")
    expect(tree.get_by_role("treeitem").first).to_be_visible()
    page.get_by_role("listbox", name="Gallery").focus()
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile("like="))
    expect(page.get_by_role("option").nth(2)).to_be_visible()


def test_the_set_is_made_again_in_a_look_that_was_changed(open_own: Any) -> None:
    page = open_own("brands/looks")
    expect(page.locator("figure img[src^='data:']")).to_have_count(2, timeout=60_000)
    page.get_by_role("slider", name="Size of the product").fill("0.5")
    page.get_by_role("button", name="Save as a look").click()
    expect(page.get_by_role("status").filter(has_text="Saved as")).to_be_visible()
    with page.expect_response("**/again") as made:
        page.get_by_role("button", name="Run the set").click()
    assert made.value.status == 202
    rows = page.get_by_role("listbox", name="Rows").get_by_role("option")
    expect(rows.filter(has_text="mug").get_by_text("Done")).to_have_count(1, timeout=60_000)
