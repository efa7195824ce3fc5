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
    """One row on the sheet. *before* is the input, or None when it is not there; *afters* are labelled results."""

    name: str
    before: Path | None
    afters: list[tuple[str, Path]]
    state: str
    reason: str = ""
    mend: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def write_sheet(folder: Path, rows: Iterable[SheetRow], title: str, summary: str) -> tuple[Path, Path]:
    """Write contact-sheet.html and contact-sheet.png into *folder*, small pictures into contact-sheet/ beside them.

    The page asks for nothing from outside, runs no script but its own, and works from the disk. A small picture that
    is there already is not made again.
    """
    thumbs = folder / "contact-sheet"
    thumbs.mkdir(parents=True, exist_ok=True)
    cards: list[str] = []
    panels: list[Panel] = []
    counts = dict.fromkeys(_STATES, 0)
    for row, before, after in in_step(partial(_thumbs, thumbs), rows):
        cards.append(_card(row, before, after))
        counts[row.state] += 1
        if len(panels) < _MOST:
            panels.append(_panel(row, before, [small for _, small in after]))
    page, picture = folder / "contact-sheet.html", folder / "contact-sheet.png"
    write_whole(page, html_page(title, summary, _STATES, counts, cards).encode(), durable=False)
    if len(cards) > len(panels):
        summary += f", the first {len(panels)} of {len(cards)} rows"
    draw = draw_bands if any(len(panel.tiles) > 2 for panel in panels) else draw_grid
    write_whole(picture, draw(panels, title, summary), durable=False)
    return page, picture


def _thumbs(folder: Path, row: SheetRow) -> tuple[SheetRow, Path | None, list[tuple[str, Path]]]:
    """The row with the small pictures of what it shows."""
    before = thumb(row.before, folder) if row.before else None
    shows = row.afters[:1] if before or row.state != "done" else row.afters
    return row, before, [(label, found) for label, path in shows if (found := small_thumb(path, folder))]


def _panel(row: SheetRow, before: Path | None, after: list[Path]) -> Panel:
    tiles: list[Path | str] = [*after]
    if before or len(after) < 2:
        tiles = [before or "cannot be opened", after[0] if after else "nothing was made"]
    return Panel(row.name, tiles, _STATES[row.state], _MARKS[row.state])


def _card(row: SheetRow, before: Path | None, after: list[tuple[str, Path]]) -> str:
    if before is None and len(after) > 1:
        pictures = [linked(thumb, f"{row.name}, {label}") for label, thumb in after]
    else:
        first = linked(before, f"{row.name}, before") if before else '<div class="none">cannot be opened</div>'
        none = '<div class="none">nothing was made</div>'
        pictures = [first, linked(after[0][1], f"{row.name}, {after[0][0]}") if after else none]
    kind = "pair" if len(pictures) == 2 else "many"
    facts = " · ".join(escape(f"{name} {value}") for name, value in row.facts.items())
    more = f" · {len(row.afters)} formats" if len(row.afters) > 1 else ""
    told = f"<p>{escape(row.reason)}</p>" if row.reason else ""
    told += f'<p class="mend">{escape(row.mend)}</p>' if row.mend else ""
    return card(row.state, _STATES[row.state], row.name, facts + more, told, kind, pictures)
