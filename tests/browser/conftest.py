"""Journeys in a real Chromium. A page that complains, breaks its policy or asks for what is not there fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "studio"))

from served import Served, chromium, copied

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


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with these tests: while it is open an event loop runs, which other tests must not meet."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace to copy; nobody works in it."""
    folder = tmp_path_factory.mktemp("browser") / "atelier"
    subprocess.run([sys.executable, Path(__file__).with_name("served.py"), folder], check=True)
    return folder


@pytest.fixture(scope="package")
def studio(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for journeys that leave each other in peace: they may make pictures, and change no settings."""
    yield from serving(filled, tmp_path_factory.mktemp("shared") / "atelier")


@pytest.fixture(scope="module")
def own_studio(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the journeys of one module, over a copy of the workspace: they may change all of it."""
    yield from serving(filled, tmp_path_factory.mktemp("own") / "atelier")


@pytest.fixture
def fresh_studio(filled: Path, tmp_path: Path) -> Iterator[Served]:
    """A server of one test's own."""
    yield from serving(filled, tmp_path / "atelier")


@pytest.fixture(scope="package")
def cookies(studio: Served, browser: Browser) -> list[Any]:
    """The address that was printed lets in once; the session is good for every page."""
    found = entered(browser, studio)
    assert all(one["httpOnly"] and one["sameSite"] == "Strict" for one in found)
    return found


@pytest.fixture(scope="module")
def own_cookies(own_studio: Served, browser: Browser) -> list[Any]:
    return entered(browser, own_studio)


def serving(filled: Path, folder: Path) -> Iterator[Served]:
    copied(filled, folder)
    served = Served(folder)
    served.start()
    yield served
    served.stop()


def entered(browser: Browser, served: Served) -> list[Any]:
    context = browser.new_context()
    context.new_page().goto(served.entry)
    found = context.cookies()
    context.close()
    assert found
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
def opening(browser: Browser, watched: Watched) -> Iterator[Callable[..., Page]]:
    """Open a view of a studio; each page has a browser of its own, as far as it can tell."""
    contexts: list[BrowserContext] = []

    def opened(served: Served, cookies: list[Any], view: str = "home", **options: Any) -> Page:
        context: BrowserContext = browser.new_context(
            **{"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB", **options}
        )
        contexts.append(context)
        context.add_cookies(cookies)
        page = context.new_page()
        watched.watch(page)
        page.goto(f"{served.address}#/{view}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(opening: Callable[..., Page], studio: Served, cookies: list[Any]) -> Opening:
    """Open a view of the studio that all share."""
    return partial(opening, studio, cookies)


@pytest.fixture
def open_fresh(fresh_studio: Served, opening: Callable[..., Page], browser: Browser) -> Opening:
    """Open a view of the test's own studio."""
    return partial(opening, fresh_studio, entered(browser, fresh_studio))


@pytest.fixture
def open_own(opening: Callable[..., Page], own_studio: Served, own_cookies: list[Any]) -> Opening:
    """Open a view of the module's own studio."""
    return partial(opening, own_studio, own_cookies)
