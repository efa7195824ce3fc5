"""The gallery in Chromium: the first thumbnail of a project of 10,000 pictures, and scrolling through it.

    python bench/gallery.py [--pictures 10000] [--repeats 5]

Every picture has a file and an address of its own, so that nothing is shown twice for one decoding; the files are links
to a few dozen painted photos of the gallery's own sizes. Times are from the start of the navigation, in a browser that
has nothing of the page in its cache, to the frame behind the one in which the first thumbnail of the grid was loaded.
Scrolling is Chromium's own gesture; frames are those that the page was asked for (``requestAnimationFrame``), and those
that the compositor says it drew or dropped. Two cores without a GPU paint in software and serve the pictures as well.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import json
import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from maquette.painted import painted
from maquette.picture.encode import jpeg, webp
from maquette.picture.glance import glance
from maquette.picture.thumbnail import small
from studio import Server, fill

PHOTOS = 8
"""Painted, and brought to each size that the gallery holds."""
SPEED, DISTANCE = 2000, 20_000
"""px a second, px."""
VIEW = {"width": 1440, "height": 900}

WATCH = """
document.addEventListener('load', (event) => {
  if (!(event.target instanceof HTMLImageElement) || !event.target.closest('.tile')) return
  const told = (window.bench ??= { first: 0, whole: 0 })
  requestAnimationFrame(() => setTimeout(() => {
    told.first ||= performance.now()
    const box = document.querySelector('[role=listbox]').getBoundingClientRect()
    const inside = (one) => one.getBoundingClientRect().top < box.bottom
    const seen = [...document.querySelectorAll('.tile img')].filter(inside)
    if (seen.every((one) => one.complete)) told.whole ||= performance.now()
  }))
}, true)
"""
COUNT = """
() => {
  const box = document.querySelector('[role=listbox]')
  const told = (window.bench = { frames: [], empty: 0, looks: 0, box })
  const step = (now) => {
    told.frames.push(now)
    told.next = requestAnimationFrame(step)
    // Looking takes time of its own: now and then is enough to know how much of the view was still empty.
    if (told.frames.length % 15) return
    const edge = box.getBoundingClientRect()
    const seen = [...box.querySelectorAll('.tile')].filter((one) => {
      const place = one.getBoundingClientRect()
      return place.bottom > edge.top && place.top < edge.bottom
    })
    told.empty += seen.filter((one) => !one.querySelector('img')?.complete).length / Math.max(1, seen.length)
    told.looks++
  }
  told.next = requestAnimationFrame(step)
}
"""
COUNTED = """
() => {
  cancelAnimationFrame(bench.next)
  return {
    frames: bench.frames,
    empty: bench.empty / bench.looks,
    top: bench.box.scrollTop,
    elements: document.querySelectorAll('*').length,
  }
}
"""


def pictured(folder: Path) -> list[tuple[str, str]]:
    """Give every picture of the workspace pixels, and say its asset and the size it has."""
    store = folder / ".maquette"
    with sqlite3.connect(store / "maquette.sqlite") as connection:
        rows = connection.execute("SELECT asset, width, height FROM pictures").fetchall()
        kinds: dict[tuple[int, int], list[Path]] = {}
        hashes = {}
        chance = np.random.default_rng(5)
        photos = [painted(number)[0] for number in range(PHOTOS)]
        for number, (wide, high) in enumerate(sorted({row[1:] for row in rows})):
            for take, photo in enumerate(photos):
                path = folder / f"photo-{number}-{take}.jpg"
                whole = cv2.resize(photo, (wide, high), interpolation=cv2.INTER_CUBIC).astype(np.float32)
                # As grainy as a photographed surface: a small copy has 5 to 15 kB, as those of photos have.
                grain = cv2.resize(chance.normal(0, 10, (high // 4, wide // 4, 3)), (wide, high))
                path.write_bytes(jpeg(np.clip(whole + grain, 0, 255).astype(np.uint8), 92))
                hashes[path] = base64.b64encode(glance(small(path.read_bytes(), 320)).thumbhash).decode()
                kinds.setdefault((wide, high), []).append(path)
        chosen = [(asset, kinds[wide, high][number % PHOTOS]) for number, (asset, wide, high) in enumerate(rows)]
        for asset, photo in chosen:
            place = store / "assets" / asset[:2] / asset
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(photo, place)
        connection.executemany(
            "UPDATE pictures SET thumbhash = ? WHERE asset = ?", [(hashes[photo], asset) for asset, photo in chosen]
        )
    connection.close()
    return [(asset, photo.name) for asset, photo in chosen]


def looked_at(folder: Path, chosen: Iterable[tuple[str, str]]) -> None:
    """The smallest copies, as the studio makes them in the background."""
    for asset, name in chosen:
        copy = folder / f"{name}-320.webp"
        if not copy.exists():
            copy.write_bytes(webp(small((folder / name).read_bytes(), 320), 80))
        place = folder / ".maquette" / "small" / asset[:2] / f"{asset[:16]}-320.webp"
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(copy, place)


def forgotten(folder: Path) -> None:
    """As after a run of the command line that no studio has seen."""
    shutil.rmtree(folder / ".maquette" / "small", ignore_errors=True)
    with sqlite3.connect(folder / ".maquette" / "maquette.sqlite") as connection:
        connection.execute("UPDATE pictures SET thumbhash = NULL, colour = '', likeness = NULL")
    connection.close()


def entered(browser: Browser, server: Server) -> Page:
    context = browser.new_context(viewport=VIEW)
    jar = server.client.cookies.jar
    context.add_cookies(
        [{"name": one.name, "value": one.value or "", "domain": "127.0.0.1", "path": "/"} for one in jar]
    )
    return context.new_page()


def first(browser: Browser, server: Server) -> dict[str, float]:
    """ms from the navigation to the first thumbnail, and to all that are in view."""
    page = entered(browser, server)
    page.add_init_script(WATCH)
    page.goto(str(server.client.base_url).partition("/api")[0] + "/#/gallery")
    found = page.evaluate(
        "async () => { while (!window.bench?.whole) await new Promise((done) => setTimeout(done, 20)); return bench }"
    )
    page.context.close()
    return {"first thumbnail, ms": found["first"], "all that are in view, ms": found["whole"]}


def scrolled(browser: Browser, server: Server, trace: Path) -> dict[str, float]:
    """Frames a second while DISTANCE px go by at SPEED."""
    page = entered(browser, server)
    page.goto(str(server.client.base_url).partition("/api")[0] + "/#/gallery")
    page.get_by_text("10,000 pictures").wait_for()
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    browser.start_tracing(
        page=page, path=trace, categories=["disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame"]
    )
    page.evaluate(COUNT)
    session.send(
        "Input.synthesizeScrollGesture",
        {"x": 500, "y": 500, "yDistance": -DISTANCE, "speed": SPEED, "gestureSourceType": "mouse"},
    )
    found: dict[str, Any] = page.evaluate(COUNTED)
    browser.stop_tracing()
    page.context.close()
    frames = found["frames"]
    gaps = sorted(after - before for before, after in itertools.pairwise(frames))
    events = json.loads(trace.read_text())["traceEvents"]
    drawn = sum(one["name"] == "DrawFrame" for one in events)
    # A frame that moved what was painted already is only late in part; it is drawn, and counted as that.
    dropped = sum(one["name"] == "DroppedFrame" and not one["args"]["hasPartialUpdate"] for one in events)
    seconds = (frames[-1] - frames[0]) / 1000
    return {
        "px/s": found["top"] / seconds,
        "frames/s": (len(frames) - 1) / seconds,
        "p95 ms": gaps[int(len(gaps) * 0.95)],
        "worst ms": gaps[-1],
        "drawn by the compositor, frames/s": drawn / seconds,
        "dropped by the compositor": dropped,
        "of the view not loaded yet, %": 100 * found["empty"],
        "elements": found["elements"],
    }


def told(found: list[dict[str, float]]) -> None:
    for key in found[0]:
        values = [one[key] for one in found]
        print(
            f"  {key:36} {statistics.median(values):8.1f} median, {min(values):8.1f} to {max(values):.1f}", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place) / "studio"
        fill(folder, options.pictures)
        chosen = pictured(folder)
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        looked_at(folder, chosen)
        server = Server(folder)
        trace = Path(place) / "trace.json"
        first(browser, server)  # once for the disk and for what the server imports at its first picture
        print("from the address to thumbnails, small copies made before")
        told([first(browser, server) for _ in range(options.repeats)])
        print(f"scrolling at {SPEED} px/s, small copies made before")
        told([scrolled(browser, server, trace) for _ in range(options.repeats)])
        server.stop()
        print("from the address to thumbnails, none made before")
        found = []
        for _ in range(options.repeats):
            forgotten(folder)
            server = Server(folder)
            found.append(first(browser, server))
            server.stop()
        told(found)
        print(f"scrolling at {SPEED} px/s, none made before")
        forgotten(folder)
        server = Server(folder)
        told([scrolled(browser, server, trace)])
        server.stop()
        browser.close()


if __name__ == "__main__":
    main()
