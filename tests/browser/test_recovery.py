"""A server that dies under an open page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

DIED = (
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
)
"""What a browser says of a server that is not there, before its answer, or in the middle of it."""


def test_the_open_tab_recovers_by_itself_and_shows_the_truth(own_studio: Any, open_own: Any, watched: Any) -> None:
    watched.pardoned += ["WebSocket", *DIED]
    page = open_own("make/generate")
    page.get_by_role("textbox", name="Prompt").fill("a slow morning")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("searchbox", name="Find a model").fill("sandbox/slow")
    page.get_by_role("dialog").get_by_role("option").first.click()
    page.get_by_role("spinbutton", name="Takes").fill("2")
    page.keyboard.press("Control+Enter")
    made = page.get_by_role("region", name="Results").get_by_role("article").first
    expect(made.get_by_text("a slow morning")).to_be_visible()
    own_studio.kill()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    own_studio.start()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(made.locator("a img")).to_have_count(2, timeout=120_000)
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("a slow morning")
