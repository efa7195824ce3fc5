"""Making: forms from signatures, the price before the button, takes as they come."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, expect
from served import noise


def test_takes_come_in_beside_the_brief_and_nothing_is_made_twice(open_page: Any, watched: Any) -> None:
    watched.pardoned += ["/prompts", "422"]
    page = open_page("make/generate")
    expect(page.get_by_text("Needs: Prompt")).to_be_visible()
    page.get_by_role("textbox", name="Prompt").fill("a green chair by a window")
    page.get_by_role("button", name="Help with the wording").click()
    page.get_by_role("button", name="Try it with the sandbox").click()
    page.get_by_role("group", name="Suggested wording").get_by_role("button", name="Use this").click()
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value(re.compile("by a window, seen at eye level"))
    page.get_by_role("textbox", name="Prompt").fill("a green chair by a window")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("searchbox", name="Find a model").fill("sandbox/picture")
    page.get_by_role("dialog").get_by_role("option").first.click()
    takes = page.get_by_role("spinbutton", name="Takes")
    takes.fill("2")
    bar = page.get_by_role("form")
    expect(bar.get_by_text("Free")).to_be_visible()
    expect(bar.get_by_text("2 steps to make")).to_be_visible()
    page.keyboard.press("Control+Enter")
    results = page.get_by_role("region", name="Results")
    made = results.get_by_role("article").first
    expect(made.get_by_text("a green chair by a window")).to_be_visible()
    expect(made.locator("a img")).to_have_count(2, timeout=180_000)
    takes.fill("3")
    expect(bar.get_by_text("2 already made")).to_be_visible()
    expect(bar.get_by_text("1 step to make")).to_be_visible()


def test_one_brief_goes_to_several_models_side_by_side(open_page: Any) -> None:
    page = open_page("make/explore")
    page.get_by_role("textbox", name="Prompt").fill("a poster for a jazz night")
    page.get_by_role("button", name="Remove Auto: whichever fits best").click()
    for model in ("sandbox/picture", "sandbox/fewer"):
        page.get_by_role("button", name="Add a model").click()
        page.get_by_role("searchbox", name="Find a model").fill(model)
        page.get_by_role("dialog").get_by_role("option").first.click()
        page.get_by_role("button", name="Done").click()
    page.get_by_role("spinbutton", name="Takes").fill("1")
    page.keyboard.press("Control+Enter")
    made = page.get_by_role("region", name="Results").get_by_role("article").first
    expect(made.get_by_role("heading")).to_have_text(["Sandbox", "Sandbox, fewer"], timeout=180_000)


def test_unfinished_takes_that_cost_are_in_the_price_before_they_are_asked_for(open_page: Any) -> None:
    page = open_page("make/generate")
    page.get_by_role("textbox", name="Prompt").fill("a quiet lake")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("searchbox", name="Find a model").fill("openai/gpt-image-2")
    page.get_by_role("dialog").get_by_role("option").filter(has_text=re.compile(r"openai/gpt-image-2\b")).first.click()
    expect(page.get_by_role("form").get_by_text("1 step to make")).to_be_visible()
    with page.expect_response("**/plans") as planned:
        page.get_by_role("switch", name="See takes while they are made").click()
    assert planned.value.request.post_data_json["previews"] is True
    with page.expect_response("**/plans") as plain:
        page.get_by_role("switch", name="See takes while they are made").click()
    prices = [float(one.value.json()["cost"]["estimated"][-1]) for one in (planned, plain)]
    assert round(prices[0] - prices[1], 6) == 0.006


def test_a_workflow_that_the_page_never_heard_of_has_its_whole_form(open_page: Any) -> None:
    page = open_page("home")
    expect(page.get_by_role("heading", name="atelier")).to_be_visible()
    kinds = {
        "photo": {"type": "string", "kind": "picture", "title": "Photo"},
        "words": {"type": "string", "kind": "prompt", "title": "Words", "default": ""},
        "who": {"type": "string", "kind": "model", "title": "Who", "default": "auto"},
        "grade": {
            "type": "string",
            "kind": "choice",
            "enum": ["soft", "hard"],
            "title": "Grade",
            "default": "soft",
            "more": False,
        },
        "times": {"type": "integer", "kind": "number", "title": "Times", "default": 3},
        "mirrored": {"type": "boolean", "kind": "switch", "title": "Mirrored", "default": False, "more": False},
        "tint": {"type": ["string", "null"], "kind": "colour", "title": "Tint", "default": None, "more": True},
        "oddity": {"type": "string", "kind": "never-heard-of", "title": "Oddity", "default": "", "more": True},
    }
    form = {"type": "object", "properties": kinds, "required": ["photo"], "main": "photo", "over": "pictures"}
    other = {"name": "kaleidoscope", "title": "Kaleidoscope", "help": "Turn it.", "doc": "", "form": form}
    page.route("**/api/v1/workflows", lambda route: _with(route, other))
    page.goto(page.url.split("#")[0])
    page.reload()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").fill("kaleido")
    expect(page.get_by_role("option", name="Kaleidoscope").first).to_be_visible()
    page.keyboard.press("Enter")
    main = page.get_by_role("form")
    expect(main.get_by_text("Turn it.")).to_be_visible()
    expect(main.get_by_role("textbox", name="Words")).to_be_visible()
    expect(main.get_by_role("radio", name="Hard")).to_be_visible()
    expect(main.get_by_role("spinbutton", name="Times")).to_have_value("3")
    expect(main.get_by_role("switch", name="Mirrored")).to_be_visible()
    main.get_by_text("More options").click()
    expect(main.get_by_role("group", name="Tint")).to_be_visible()
    expect(main.get_by_role("textbox", name="Oddity")).to_be_visible()


def _with(route: Route, workflow: dict[str, Any]) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=json.dumps([*answer.json(), workflow]))


def test_files_are_brought_in_and_each_that_is_refused_says_why(open_page: Any, watched: Any, tmp_path: Path) -> None:
    (tmp_path / "grain.jpg").write_bytes(noise(7))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    (tmp_path / "notes.docx").write_bytes(b"no picture at all")
    watched.pardoned += ["422", "Failed to load resource"]
    page = open_page("home")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add files").click()
    chooser.value.set_files(sorted(tmp_path.iterdir()))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("2 files could not be taken in")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_contain_text("broken.jpg")
    expect(dialog.get_by_role("alert")).to_contain_text("notes.docx")
    dialog.get_by_role("button", name="Cutout").click()
    expect(page.get_by_role("form").get_by_role("img", name="grain.jpg")).to_be_visible()
    expect(page.get_by_role("form").get_by_text("to make")).to_be_visible()


def test_what_was_typed_outlives_a_session_that_ended(open_page: Any, watched: Any) -> None:
    watched.pardoned += ["401", "WebSocket", "Failed to load resource"]
    page = open_page("make/generate")
    prompt = page.get_by_role("textbox", name="Prompt")
    prompt.fill("a long and careful brief")
    page.context.clear_cookies()
    page.get_by_role("spinbutton", name="Takes").fill("2")
    expect(page.get_by_role("dialog").get_by_text("Your session has ended.")).to_be_visible()
    expect(prompt).to_have_value("a long and careful brief")


def test_a_take_is_seen_unfinished_while_it_is_made(open_page: Any) -> None:
    page = open_page("make/generate")
    page.get_by_role("textbox", name="Prompt").fill("a tall tree at dusk")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("searchbox", name="Find a model").fill("sandbox/slow")
    page.get_by_role("dialog").get_by_role("option").first.click()
    page.keyboard.press("Control+Enter")
    made = page.get_by_role("region", name="Results").get_by_role("article").first
    unfinished = made.get_by_role("img", name="A take, not finished yet")
    expect(unfinished).to_be_visible(timeout=180_000)
    expect(made.locator("a img").first).to_be_visible(timeout=60_000)
    expect(unfinished).to_have_count(0)
