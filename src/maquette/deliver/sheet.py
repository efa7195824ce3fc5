"""The contact sheet: before and after of every row, as a page and as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path

from maquette.deliver.drawing import Panel, draw_bands, draw_grid
from maquette.deliver.page import card, html_page, linked
from maquette.deliver.thumbs import in_step, small_thumb, thumb
from maquette.store import write_whole

_MOST = 60
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


def write_sheet(folder: Path, rows: Iterable[SheetRow], title: str, summary: str) -> tuple[Path, Path]:
    """Write contact-sheet.html and contact-sheet.png into *folder*, small pictures into contact-sheet/ beside them.

    Where several rows have several formats, contact-sheet-formats.html and .png show the same format by format.
    The page asks for nothing from outside, runs no script but its own, and works from the disk. A small picture that
    is there already is not made again.
    """
    thumbs = folder / "contact-sheet"
    thumbs.mkdir(parents=True, exist_ok=True)
    cards: list[str] = []
    panels: list[Panel] = []
    counts = dict.fromkeys(_STATES, 0)
    by_format: dict[str, list[tuple[str, Path]]] = {}
    for row, before, after in in_step(partial(_thumbs, thumbs), rows):
        cards.append(_card(row, before, after))
        counts[row.state] += 1
        if len(panels) < _MOST:
            panels.append(_panel(row, before, [small for _, small in after]))
        for label, small in after if row.state == "done" else ():
            by_format.setdefault(label, []).append((row.name, small))
    page, formats = folder / "contact-sheet.html", folder / "contact-sheet-formats.html"
    drawn = f", the first {len(panels)} of {len(cards)} rows" if len(cards) > len(panels) else ""
    draw = draw_bands if any(len(panel.tiles) > 2 for panel in panels) else draw_grid
    pictures = [(page, partial(draw, panels, title, summary + drawn))]
    views = {}
    if len(by_format) > 1 and counts["done"] > 1:
        views = {"By row": page.name, "By format": formats.name}
        by_cards = [_format_card(label, pictures) for label, pictures in by_format.items()]
        bands = [_band(label, pictures) for label, pictures in by_format.items()]
        text = html_page(title, summary, {}, {}, by_cards, views | {"By format": ""})
        write_whole(formats, text.encode(), durable=False)
        pictures.append((formats, partial(draw_bands, bands, title, summary)))
    text = html_page(title, summary, _STATES, counts, cards, views and views | {"By row": ""})
    write_whole(page, text.encode(), durable=False)
    for beside, picture in in_step(lambda one: (one[0], one[1]()), pictures):
        write_whole(beside.with_suffix(".png"), picture, durable=False)
    return page, page.with_suffix(".png")


def _thumbs(folder: Path, row: SheetRow) -> tuple[SheetRow, Path | None, list[tuple[str, Path]]]:
    """The row with the small pictures of what it shows."""
    before = thumb(row.before, folder) if row.before else None
    shows = row.afters if row.state == "done" else row.afters[:1]
    return row, before, [(label, found) for label, path in shows if (found := small_thumb(path, folder))]


def _format_card(label: str, pictures: list[tuple[str, Path]]) -> str:
    tiles = [linked(small, f"{name}, {label}", name) for name, small in pictures]
    return card("done", f"{len(pictures)} {'row' if len(pictures) == 1 else 'rows'}", label, "", "", "many", tiles)


def _band(label: str, pictures: list[tuple[str, Path]]) -> Panel:
    more = f", the first {_MOST} are shown" if len(pictures) > _MOST else ""
    return Panel(label, [small for _, small in pictures[:_MOST]], f"{len(pictures)} rows{more}", _MARKS["done"])


def _panel(row: SheetRow, before: Path | None, after: list[Path]) -> Panel:
    tiles: list[Path | str] = [*after] or ["nothing was made"]
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
