"""Somebody is let in, may what the role may, and is asked to sign in again without losing a word."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

PASSWORD = "a long word for the door"


def test_a_member_is_let_in_and_loses_nothing_when_the_session_ends(
    open_own: Any, opening: Any, own_studio: Any, watched: Any
) -> None:
    watched.pardoned += ["401", "403", "WebSocket"]
    owner = open_own("settings/members")
    owner.get_by_role("button", name="Add a member").click()
    dialog = owner.get_by_role("dialog")
    dialog.get_by_label(re.compile("^Name")).fill("mara")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("radio", name="Viewer", exact=True).click()
    dialog.get_by_role("button", name="Add a member").click()
    listed = owner.get_by_role("listitem").filter(has_text="mara")
    expect(listed).to_contain_text("Viewer")

    page = opening(own_studio, [], "make/generate")
    for word, inside in (("a wrong one", False), (PASSWORD, True)):
        page.get_by_label(re.compile("^Name")).fill("mara")
        page.get_by_label("Password").fill(word)
        page.get_by_role("button", name="Sign in").click()
        told = page.get_by_role("main", name="Make") if inside else page.get_by_text("Name or password is wrong.")
        expect(told).to_be_visible()
    prompt = page.get_by_role("textbox", name="Prompt")
    prompt.fill("a careful brief")
    expect(page.get_by_text("You may look, not make.")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("spinbutton", name="Takes").fill("2")
    again = page.get_by_role("dialog")
    again.get_by_label(re.compile("^Name")).fill("mara")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_be_hidden()
    expect(prompt).to_have_value("a careful brief")
    expect(page.get_by_text("Your session has ended.")).to_have_count(0)
    listed.get_by_role("button", name="Remove mara").click()
    expect(owner.get_by_text("Nobody else may sign in yet.")).to_be_visible()
