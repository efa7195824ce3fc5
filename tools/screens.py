"""Pictures of every view of the studio, in both themes and on three screens, to be looked at.

    python tools/screens.py demo screens                         (all of them)
    python tools/screens.py demo screens --only settings --width 820 --theme dark

The workspace is served as it is and nothing is changed in it. One sheet of all views is made a theme and width.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from served import VIEWS, Served, chromium

HEIGHTS = {820: 1180, 1280: 800, 1920: 1080}


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")


def _keys(page: Page) -> None:
    page.keyboard.press("?")


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    page.evaluate("location.hash = '#/runs'")


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "palette": ("home", _palette),
    "keys": ("gallery", _keys),
    "offline": ("gallery", _offline),
}
"""What a view looks like when something was done in it: where, and what."""


def found(page: Page) -> list[str]:
    """Views of things that this workspace has: its first brand kit, two runs beside each other, a row's brush."""

    def asked(path: str) -> Any:
        return page.request.get(f"{page.url.split('#')[0]}api/v1{path}").json()

    views = [f"brands/kits/{kit['name']}" for kit in asked("/brands")[:1]]
    runs = asked("/runs")["items"]
    for newer in runs:
        older = [one for one in runs if one["workflow"] == newer["workflow"] and one["id"] != newer["id"]]
        if older:
            views.append(f"runs/{older[0]['id']}/diff/{newer['id']}")
            break
    return views


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Served]:
    one = Served(folder)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def settled(page: Page) -> None:
    with contextlib.suppress(Exception):
        page.wait_for_load_state("networkidle", timeout=15_000)
    page.wait_for_timeout(400)


def named(view: str) -> str:
    return "".join(one if one.isalnum() else "_" for one in view)


def shoot(
    browser: Browser, studio: Served, cookies: list[Any], out: Path, width: int, theme: str, only: str, locale: str
) -> None:
    size = {"width": width, "height": HEIGHTS.get(width, 800)}
    shots: list[Path] = []

    def kept(page: Page, name: str) -> None:
        shots.append(out / f"{named(name)}-{theme}-{width}.png")
        page.screenshot(path=shots[-1])

    def opened(known: bool = True) -> Page:
        context = browser.new_context(viewport=size, color_scheme=theme, locale=locale, reduced_motion="reduce")
        if known:
            context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{studio.address}#/home")
        return page

    page = opened()
    for view in (*VIEWS, "nowhere", *found(page)):
        if only in view:
            page.goto(f"{studio.address}#/{view}")
            settled(page)
            kept(page, view)
    page.context.close()
    for name, (view, act) in STATES.items():
        if only in name:
            page = opened()
            page.goto(f"{studio.address}#/{view}")
            settled(page)
            act(page)
            page.wait_for_timeout(800)
            kept(page, name)
            page.context.close()
    if only in "signin":
        page = opened(known=False)
        settled(page)
        kept(page, "signin")
        page.context.close()
    sheet(shots, out / f"sheet-{theme}-{width}.png")


def sheet(shots: list[Path], path: Path, columns: int = 4, wide: int = 640) -> None:
    if not shots:
        return
    pictures = [Image.open(one).convert("RGB") for one in shots]
    tall = round(wide * pictures[0].height / pictures[0].width)
    whole = Image.new("RGB", (columns * (wide + 8), -(-len(pictures) // columns) * (tall + 8)), "#888")
    for index, picture in enumerate(pictures):
        whole.paste(picture.resize((wide, tall)), (index % columns * (wide + 8), index // columns * (tall + 8)))
    whole.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, nargs="+", default=list(HEIGHTS))
    parser.add_argument("--theme", nargs="+", default=["light", "dark"])
    parser.add_argument("--only", default="", help="views whose address holds this")
    parser.add_argument("--locale", default="en-GB")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with served(given.workspace) as studio, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        context.new_page().goto(studio.entry)
        cookies: list[Any] = list(context.cookies())
        for width in given.width:
            for theme in given.theme:
                shoot(browser, studio, cookies, given.out, width, theme, given.only, given.locale)
        browser.close()


if __name__ == "__main__":
    main()
