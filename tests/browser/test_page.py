"""What holds for every view: reachable by keyboard, readable, accessible, light, in two languages."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from served import VIEWS

AXE = Path(__file__).parents[2] / "studio-web" / "node_modules" / "axe-core" / "axe.min.js"
BUDGET = 100_000
"""Bytes of script for the first screen, compressed."""


def everything(page: Page) -> list[str]:
    """All views, a kit and a cut-out being edited, and two runs held against each other."""
    runs = page.request.get(f"{page.url.split('#')[0]}api/v1/runs").json()["items"]
    after, before = [one["id"] for one in runs if one["workflow"] == "generate"][:2]
    return [*VIEWS, "brands/kits/harbour", "catalog?queue=yes&mend=noise", f"runs/{before}/diff/{after}"]


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("main")).to_be_visible()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: npm ci in studio-web")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_has_serious_faults_of_access(
    open_page: Any, opening: Any, studio: Any, watched: Any, theme: str
) -> None:
    watched.pardoned += ["401"]
    page = open_page(color_scheme=theme)
    found = []
    for view in everything(page):
        page.goto(f"{page.url.split('#')[0]}#/{view}")
        settled(page)
        found += faults(page, view)
    stranger = opening(studio, [], color_scheme=theme)
    expect(stranger.get_by_role("button", name="Sign in")).to_be_visible()
    found += faults(stranger, "sign in")
    assert not found, "\n".join(found)


def faults(page: Page, view: str) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    report = page.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{view}: {one['id']}: {node['target']} {node['failureSummary']}"
        for one in report["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("width", [820, 1280, 1920])
def test_no_view_is_wider_than_the_screen(open_page: Any, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    for view in everything(page):
        page.goto(f"{page.url.split('#')[0]}#/{view}")
        settled(page)
        main = page.get_by_role("main")
        wide = main.evaluate("main => main.scrollWidth - main.clientWidth")
        assert wide <= 0, view


def test_a_template_with_many_texts_scrolls_in_its_own_table(open_page: Any) -> None:
    page = open_page("campaign", viewport={"width": 1024, "height": 800})
    choice = page.get_by_label("Template")
    expect(choice.locator("option")).not_to_have_count(0)
    names = choice.locator("option").evaluate_all("all => all.map(one => one.value)")
    assert "event" in names
    for name in names:
        choice.select_option(name)
        expect(page.get_by_role("region", name="Copy")).to_be_visible()
        main = page.get_by_role("main")
        assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0, name


def test_the_first_screen_is_light(open_page: Any) -> None:
    sizes: dict[str, int] = {}
    page = open_page("home")
    page.on(
        "response",
        lambda one: sizes.update({one.url: len(gzip.compress(one.body(), 6))}) if one.url.endswith(".js") else None,
    )
    page.reload()
    expect(page.get_by_role("heading", name="atelier")).to_be_visible()
    settled(page)
    assert 0 < sum(sizes.values()) <= BUDGET


def test_everything_is_reached_from_the_keyboard(open_page: Any) -> None:
    page = open_page("home")
    expect(page.get_by_role("heading", name="atelier")).to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("combobox", name="Search and commands")
    expect(palette).to_be_focused()
    palette.fill("money")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Runs & money")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.get_by_role("listbox", name="Gallery")).to_be_visible()
    page.keyboard.press("?")
    map_ = page.get_by_role("dialog", name="Keyboard")
    expect(map_.get_by_text("Reject")).to_be_visible()
    page.keyboard.press("Escape")
    expect(map_).to_be_hidden()


def test_the_page_speaks_german_and_stays_with_it(open_page: Any) -> None:
    page = open_page("settings/page")
    page.get_by_role("radio", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Galerie")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "de"


def test_a_key_goes_in_and_never_comes_out(open_page: Any) -> None:
    page = open_page("settings/keys")
    page.get_by_role("listitem").filter(has_text="OpenAI").get_by_role("button", name="Add a key").click()
    secret = "sk-never-to-be-seen-again"
    page.get_by_label("Key of OpenAI").fill(secret)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("listitem").filter(has_text="OpenAI").first).to_contain_text("Ready")
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="OpenAI").first).to_contain_text("Ready")
    assert secret not in page.content()


def test_a_view_that_is_not_there_says_so(open_page: Any) -> None:
    page = open_page("nowhere")
    expect(page.get_by_text("There is nothing here")).to_be_visible()
