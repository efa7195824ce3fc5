"""Journeys in a real Chromium. A page that complains, breaks its policy or asks for what is not there fails."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from served import Served, chromium

from maquette.studio.page import HOW_TO_BUILD, is_built

WIDE = {"width": 1280, "height": 800}
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = "" if chromium() else "no Chromium here; on Debian: apt-get install chromium"
    reason = reason or ("" if is_built() else HOW_TO_BUILD)
    if reason:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with its module: while it is open an event loop runs, which other tests must not meet."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "atelier"
    subprocess.run([sys.executable, Path(__file__).with_name("served.py"), folder], check=True)
    return folder


@pytest.fixture(scope="session")
def studio(filled: Path) -> Iterator[Served]:
    """One server for journeys that leave each other in peace."""
    served = Served(filled)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def own_studio(filled: Path, tmp_path: Path) -> Iterator[Served]:
    """A server of a test's own, over a copy of the workspace."""
    folder = tmp_path / "atelier"
    shutil.copytree(filled, folder)
    served = Served(folder)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def cookies(filled: Path, studio: Served, browser: Browser) -> list[Any]:
    """The address that was printed lets in once; the session is good for every page."""
    context: BrowserContext = browser.new_context()
    kept = filled / "cookies.json"
    if kept.exists():
        return list(json.loads(kept.read_text()))
    context = browser.new_context()
    context.new_page().goto(studio.entry)
    found = context.cookies()
    context.close()
    assert found
    assert all(one["httpOnly"] and one["sameSite"] == "Strict" for one in found)
    kept.write_text(json.dumps(found))
    return list(found)


class Watched:
    """What a page complained of. *pardoned* are texts of complaints that a test asks for."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.pardoned: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("response", lambda one: self._note(f"{one.status} {one.url}") if one.status >= 400 else None)
        page.on("requestfailed", lambda one: self._failed(one.url, one.failure or ""))

    def _failed(self, url: str, why: str) -> None:
        # What scrolled past, or was asked for anew, is let go of on purpose.
        if "ERR_ABORTED" not in why:
            self._note(f"{why} {url}")

    def _note(self, text: str) -> None:
        self.complaints.append(text)

    @property
    def left(self) -> list[str]:
        return [one for one in self.complaints if not any(text in one for text in self.pardoned)]


@pytest.fixture
def watched() -> Iterator[Watched]:
    found = Watched()
    yield found
    assert not found.left


Opening = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, studio: Served, cookies: list[Any], watched: Watched) -> Iterator[Opening]:
    """Open a view of the studio; each test has a browser of its own, as far as it can tell."""
    contexts: list[BrowserContext] = []

    def opened(view: str = "home", **options: Any) -> Page:
        context: BrowserContext = browser.new_context(
            **{"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB", **options}
        )
        contexts.append(context)
        context.add_cookies(cookies)
        page = context.new_page()
        watched.watch(page)
        page.goto(f"{studio.address}#/{view}")
        return page

    yield opened
    for context in contexts:
        context.close()
