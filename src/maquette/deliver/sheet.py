"""The contact sheet: before and after of every row, as a page and as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import ParamSpec

from maquette.deliver.drawing import Panel, band_of, draw_bands, draw_grid
from maquette.deliver.page import card, html_page, linked
from maquette.deliver.thumbs import in_step, small_thumb, thumb
from maquette.design.pool import painters
from maquette.errors import PaintError
from maquette.store import write_whole

P = ParamSpec("P")

THUMBS = "contact-sheet"
"""The folder of the small pictures, beside the pages."""

_MOST_DRAWN = 60
_ROWS, _FORMATS = "contact-sheet", "contact-sheet-formats"
_STATES = {"done": "Done", "waiting": "Needs a person", "failed": "Failed"}
_MARKS = {"done": "#2e6b3f", "waiting": "#a15c00", "failed": "#b3261e"}


@dataclass(frozen=True)
class SheetRow:
    """One row on the sheet. *before* is the photo that it is about, if it is; *afters* are labelled results."""

    name: str
    before: Path | None
    afters: list[tuple[str, Path]]
    state: str
    reason: str = ""
    mend: str = ""
    facts: dict[str, str] = field(default_factory=dict)


Shown = tuple[SheetRow, Path | None, list[tuple[str, Path]]]
"""A row with the small pictures of what it shows: before, and by label after."""


def write_sheet(folder: Path, rows: Iterable[SheetRow], title: str, summary: str) -> tuple[Path, Path]:
    """Write contact-sheet.html and contact-sheet.png into *folder*, small pictures into contact-sheet/ beside them.

    Where several rows have several formats, contact-sheet-formats.html and .png show the same format by format.
    The page asks for nothing from outside, runs no script but its own, and works from the disk. A small picture that is
    there already is not made again.
    """
    # A painting process may be in a folder of its own.
    thumbs = (folder / THUMBS).absolute()
    thumbs.mkdir(parents=True, exist_ok=True)
    shown = list(in_step(partial(_thumbs, thumbs), rows))
    formats = _by_format(shown)
    panels = [_panel(*one) for one in shown[:_MOST_DRAWN]]
    bands = [_band(label, pictures) for label, pictures in formats.items()]
    drawn = f"{summary}, the first {_MOST_DRAWN} of {len(shown)} rows" if len(shown) > _MOST_DRAWN else summary
    draw: Callable[[], bytes] = partial(_drawn(draw_grid), panels, title, drawn)
    drawings = {_ROWS: draw}
    if bands or any(len(panel.tiles) > 2 for panel in panels):
        band = band_of(len({tile for panel in (*panels, *bands) for tile in panel.tiles}))
        drawings[_ROWS] = partial(_drawn(draw_bands), panels, title, drawn, band)
        if bands:
            drawings[_FORMATS] = partial(_drawn(draw_bands), bands, title, summary, band)
    counts = Counter(row.state for row, _, _ in shown)
    views = {"By row": f"{_ROWS}.html", "By format": f"{_FORMATS}.html"} if bands else {}
    pages = {_ROWS: html_page(title, summary, _STATES, counts, (_card(*one) for one in shown), _but(views, _ROWS))}
    if bands:
        cards = (_format_card(label, pictures) for label, pictures in formats.items())
        pages[_FORMATS] = html_page(title, summary, {}, {}, cards, _but(views, _FORMATS))
    for name, picture in in_step(lambda one: (one[0], one[1]()), drawings.items()):
        write_whole(folder / f"{name}.png", picture, durable=False)
        write_whole(folder / f"{name}.html", pages[name].encode(), durable=False)
    return folder / f"{_ROWS}.html", folder / f"{_ROWS}.png"


def _drawn(draw: Callable[P, bytes]) -> Callable[P, bytes]:
    """*draw*, in a painting process where there is one: what painted the pictures has loaded all that it takes."""

    def drawn(*args: P.args, **kwargs: P.kwargs) -> bytes:
        if painters().processes:
            # The files are there: a sheet is drawn here rather than not at all.
            with suppress(PaintError):
                return painters().call(draw, *args, **kwargs)
        return draw(*args, **kwargs)

    return drawn


def _but(views: dict[str, str], name: str) -> dict[str, str]:
    """The views as the page of that *name* shows them: it is the one that one is at."""
    return {word: "" if file == f"{name}.html" else file for word, file in views.items()}


def _by_format(shown: list[Shown]) -> dict[str, list[tuple[str, Path]]]:
    """What was delivered, format by format; nothing where there is one format, or one row."""
    found: dict[str, list[tuple[str, Path]]] = {}
    done = [(row, after) for row, _, after in shown if row.state == "done"]
    for row, after in done if len(done) > 1 else ():
        for label, small in after:
            found.setdefault(label, []).append((row.name, small))
    return found if len(found) > 1 else {}


def _thumbs(folder: Path, row: SheetRow) -> Shown:
    """The row with the small pictures of what it shows."""
    before = thumb(row.before, folder) if row.before else None
    shows = row.afters if row.state == "done" else row.afters[:1]
    return row, before, [(label, found) for label, path in shows if (found := small_thumb(path, folder))]


def _format_card(label: str, pictures: list[tuple[str, Path]]) -> str:
    tiles = [linked(small, f"{name}, {label}", name) for name, small in pictures]
    return card("done", f"{len(pictures)} {'row' if len(pictures) == 1 else 'rows'}", label, "", "", "many", tiles)


def _band(label: str, pictures: list[tuple[str, Path]]) -> Panel:
    more = f", the first {_MOST_DRAWN} are shown" if len(pictures) > _MOST_DRAWN else ""
    return Panel(label, [small for _, small in pictures[:_MOST_DRAWN]], f"{len(pictures)} rows{more}", _MARKS["done"])


def _panel(row: SheetRow, before: Path | None, after: list[tuple[str, Path]]) -> Panel:
    tiles: list[Path | str] = [small for _, small in after] or ["nothing was made"]
    if row.before:
        tiles = [before or "cannot be opened", tiles[0]]
    return Panel(row.name, tiles, _STATES[row.state], _MARKS[row.state])


def _card(row: SheetRow, before: Path | None, after: list[tuple[str, Path]]) -> str:
    none = '<div class="none">nothing was made</div>'
    if row.before:
        first = linked(before, f"{row.name}, before") if before else '<div class="none">cannot be opened</div>'
        pictures = [first, linked(after[0][1], f"{row.name}, {after[0][0]}") if after else none]
    else:
        pictures = [linked(small, f"{row.name}, {label}", label) for label, small in after] or [none]
    kind = "pair" if row.before else "many" if len(pictures) > 1 else "one"
    facts = " · ".join(escape(f"{name} {value}") for name, value in row.facts.items())
    more = f" · {len(row.afters)} formats" if len(row.afters) > 1 else ""
    told = f"<p>{escape(row.reason)}</p>" if row.reason else ""
    told += f'<p class="mend">{escape(row.mend)}</p>' if row.mend else ""
    return card(row.state, _STATES[row.state], row.name, facts + more, told, kind, pictures)
