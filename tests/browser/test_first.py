"""The first minute, in a workspace where nothing was made yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from served import Served


def test_an_empty_workspace_shows_what_to_do_and_the_sample_runs_offline(
    tmp_path: Path, browser: Any, watched: Any
) -> None:
    served = Served(tmp_path / "empty")
    served.folder.mkdir()
    served.start()
    page: Page = browser.new_context(reduced_motion="reduce", locale="en-GB").new_page()
    watched.watch(page)
    page.goto(served.entry)
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    page.goto(f"{served.address}#/gallery")
    expect(page.get_by_text("No pictures yet")).to_be_visible()
    page.goto(f"{served.address}#/brands")
    expect(page.get_by_text("No brand kits yet")).to_be_visible()
    page.goto(f"{served.address}#/home")
    page.get_by_role("button", name="Run the sample").click()
    expect(page.get_by_role("listbox", name="Rows").get_by_role("option").first).to_be_visible(timeout=90_000)
    with page.expect_response("**/cancel"):
        page.goto(page.url.replace("/catalog/", "/runs/"))
        page.get_by_role("button", name="Cancel").click()
    page.context.close()
    served.stop()
