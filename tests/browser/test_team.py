"""Somebody is let in, may what the role may, and is asked to sign in again without losing a word."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
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


def test_a_member_signs_in_with_the_teams_provider_and_comes_back_to_what_was_typed(
    open_own: Any, opening: Any, own_studio: Any, watched: Any
) -> None:
    pytest.importorskip("joserfc", reason="the extra oidc is not installed")
    from login_server import CLIENT, SECRET, login_server

    watched.pardoned += ["401", "WebSocket"]
    with login_server() as provider:
        owner = open_own("settings/members")
        for label, text in (("Issuer", provider.issuer), ("Client", CLIENT), ("Name on the button", "The door")):
            owner.get_by_label(label, exact=True).fill(text)
        owner.get_by_label("Client’s secret").fill(SECRET)
        owner.get_by_role("button", name="Save").click()
        expect(owner.get_by_role("status").filter(has_text="Saved")).to_be_visible()
        owner.get_by_role("button", name="Add a member").click()
        dialog = owner.get_by_role("dialog")
        dialog.get_by_label("Name, or e-mail address").fill(provider.email)
        dialog.get_by_role("radio", name="Viewer", exact=True).click()
        dialog.get_by_role("button", name="Add a member").click()
        expect(owner.get_by_role("listitem").filter(has_text=provider.email)).to_contain_text("Viewer")

        page = opening(own_studio, [], "make/generate")
        page.get_by_role("link", name="Sign in with The door").click()
        prompt = page.get_by_role("textbox", name="Prompt")
        prompt.fill("a careful brief")
        expect(page.get_by_text("You may look, not make.")).to_be_visible()

        # The session ends, and is begun anew in another tab, before what was typed last is planned.
        expect(page.get_by_text("1 row cannot be made")).to_be_visible()
        page.clock.install()
        page.clock.pause_at(time.time() + 60)
        page.context.clear_cookies()
        page.get_by_role("spinbutton", name="Takes").fill("2")
        page.get_by_role("button", name="Pick", exact=True).first.click()
        door = page.get_by_role("dialog").get_by_role("link", name="Sign in with The door")
        with page.context.expect_page() as opened:
            door.click()
        expect(opened.value.get_by_role("main", name="Home")).to_be_visible()
        opened.value.close()
        page.clock.run_for(1000)
        with page.expect_response("**/api/v1/plans") as planned:
            page.bring_to_front()
            page.evaluate("dispatchEvent(new Event('focus'))")
            page.clock.resume()
        assert planned.value.ok, "planned once the tab knows who is here, and not before"
        expect(door).to_have_count(0)
        expect(prompt).to_have_value("a careful brief")

        page.goto(f"{page.url.split('#')[0]}#/settings/page")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Sign in with The door")).to_be_visible()
        provider.lies = {"email": "eve@example.com"}
        page.get_by_role("link", name="Sign in with The door").click()
        expect(page.get_by_role("alert")).to_contain_text("You are no member of this workspace yet")
