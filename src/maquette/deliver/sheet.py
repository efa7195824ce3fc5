"""The contact sheet: before and after of every row, as a page and as a picture."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from maquette.store import in_batches, write_whole

S = TypeVar("S")
T = TypeVar("T")

THUMB = 480
_CELL, _LABEL, _ACROSS, _MOST = 220, 44, 4, 60
_STATES = {"done": "Done", "waiting": "Needs a person", "failed": "Failed"}


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
    shown: list[tuple[SheetRow, Path | None, Path | None]] = []
    counts = dict.fromkeys(_STATES, 0)
    for row, before, after in _in_step(partial(_thumbs, thumbs), rows):
        cards.append(_card(row, before, after))
        counts[row.state] += 1
        if len(shown) < _MOST:
            first = after[0][1] if after else None
            several = before is None and len(after) > 1
            shown.append((row, first, after[1][1]) if several else (row, before, first))
    page, picture = folder / "contact-sheet.html", folder / "contact-sheet.png"
    write_whole(page, _page(title, summary, counts, cards).encode(), durable=False)
    write_whole(picture, _picture(shown, len(cards), title, summary), durable=False)
    return page, picture


def _thumbs(folder: Path, row: SheetRow) -> tuple[SheetRow, Path | None, list[tuple[str, Path]]]:
    """The row with the small pictures of what it shows."""
    before = _thumb(row.before, folder) if row.before else None
    shows = row.afters[:1] if before or row.state != "done" else row.afters
    return row, before, [(label, found) for label, path in shows if (found := _small(path, folder))]


def _in_step(function: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """*function* of every item in order, a few at once."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores, "sheet") as pool:
        for some in in_batches(items, 8 * cores):
            yield from pool.map(function, some)


def _thumb(path: Path, folder: Path) -> Path | None:
    """A JPEG of at most 480 px, named by the picture's own bytes; None when it cannot be opened."""
    from maquette.errors import MaquetteError
    from maquette.picture.decode import read
    from maquette.picture.encode import jpeg, shrink

    try:
        data = path.read_bytes()
        target = folder / f"{hashlib.sha256(data).hexdigest()[:24]}.jpg"
        if not target.exists():
            pixels = shrink(read(data, path.name).pixels, THUMB)
            shown = _on_checker(pixels) if pixels.shape[2] == 4 else pixels
            write_whole(target, jpeg(shown, 85), durable=False)
    except (OSError, MaquetteError):
        return None
    return target


def _small(path: Path, folder: Path) -> Path | None:
    """As ``_thumb``, of a file of our own: it is opened at its small size, without decoding all of it."""
    from maquette.picture.encode import quick_jpeg, read_small_jpeg

    # Kept results are named by their hash.
    target = folder / f"{path.name[:24]}.jpg"
    if target.exists():
        return target
    try:
        data = path.read_bytes()
        if not data.startswith(b"\xff\xd8\xff"):
            return _thumb(path, folder)
        write_whole(target, quick_jpeg(read_small_jpeg(data, THUMB // 2), 85), durable=False)
    except (OSError, ValueError):
        return None
    return target


def _on_checker(pixels: Any) -> Any:
    import numpy as np

    y, x = np.indices(pixels.shape[:2]) // 12
    ground = np.where((x + y) % 2, 232, 255)[..., None]
    share = pixels[..., 3:].astype(np.uint16)
    return ((pixels[..., :3] * share + ground * (255 - share)) // 255).astype(np.uint8)


def _card(row: SheetRow, before: Path | None, after: list[tuple[str, Path]]) -> str:
    if before is None and len(after) > 1:
        pictures = [_linked(thumb, f"{row.name}, {label}") for label, thumb in after]
    else:
        first = _linked(before, f"{row.name}, before") if before else '<div class="none">cannot be opened</div>'
        none = '<div class="none">nothing was made</div>'
        pictures = [first, _linked(after[0][1], f"{row.name}, {after[0][0]}") if after else none]
    kind = "pair" if len(pictures) == 2 else "many"
    facts = " · ".join(escape(f"{name} {value}") for name, value in row.facts.items())
    more = f" · {len(row.afters)} formats" if len(row.afters) > 1 else ""
    told = f"<p>{escape(row.reason)}</p>" if row.reason else ""
    told += f'<p class="mend">{escape(row.mend)}</p>' if row.mend else ""
    return (
        f'<article class="{row.state}" tabindex="0"><div class="{kind}">{"".join(pictures)}</div>'
        f'<div class="told"><h2 title="{escape(row.name)}">{escape(row.name)}</h2>'
        f'<p><span class="state">{_STATES[row.state]}</span> {facts}{more}</p>{told}</div></article>'
    )


def _linked(thumb: Path, text: str) -> str:
    address = quote(f"{thumb.parent.name}/{thumb.name}")
    return f'<a href="{address}"><img src="{address}" alt="{escape(text)}" loading="lazy" decoding="async"></a>'


def _page(title: str, summary: str, counts: dict[str, int], cards: list[str]) -> str:
    here = files("maquette.deliver")
    style, script = (here.joinpath(name).read_text("utf-8") for name in ("sheet.css", "sheet.js"))
    policy = f"default-src 'none'; img-src 'self' file:; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    chips = [
        ("all", "All", sum(counts.values())),
        *((name, word, counts[name]) for name, word in _STATES.items()),
    ]
    filters = "".join(
        f'<label><input type="radio" name="state" value="{value}"{" checked" if value == "all" else ""}> '
        f"{word} {count}</label>"
        for value, word, count in chips
        if count
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><header><h1>{escape(title)}</h1><p>{escape(summary)}</p></header><nav>{filters}</nav>"
        f"<main>{''.join(cards)}</main><script>{script}</script></body></html>\n"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _picture(shown: list[tuple[SheetRow, Path | None, Path | None]], total: int, title: str, summary: str) -> bytes:
    """The first sixty rows as one PNG: pairs in columns, a name and a state under each."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    from maquette.picture.encode import png

    pair, gap, head = 2 * _CELL, 24, 96
    across = min(_ACROSS, max(1, len(shown)))
    down = -(-len(shown) // across)
    sheet = Image.new("RGB", (gap + across * (pair + gap), head + down * (_CELL + _LABEL + gap) + gap), "#f7f6f3")
    draw, large, small = ImageDraw.Draw(sheet), ImageFont.load_default(26), ImageFont.load_default(14)
    draw.text((gap, 26), title.capitalize(), "#1c1b1a", large)
    more = f", the first {len(shown)} of {total} rows" if total > len(shown) else ""
    draw.text((gap, 62), summary + more, "#74706a", small)
    marks = {"done": "#2e6b3f", "waiting": "#a15c00", "failed": "#b3261e"}
    for place, (row, before, after) in enumerate(shown):
        x, y = gap + (place % across) * (pair + gap), head + (place // across) * (_CELL + _LABEL + gap)
        draw.rectangle((x, y, x + pair - 1, y + _CELL - 1), "#ffffff")
        for number, thumb in enumerate((before, after)):
            if thumb:
                with Image.open(thumb) as opened:
                    opened.thumbnail((_CELL, _CELL))
                    corner = (
                        x + number * _CELL + (_CELL - opened.width) // 2,
                        y + (_CELL - opened.height) // 2,
                    )
                    sheet.paste(opened, corner)
            else:
                draw.text((x + number * _CELL + 40, y + _CELL // 2 - 8), "cannot be opened", "#74706a", small)
        draw.ellipse((x, y + _CELL + 12, x + 9, y + _CELL + 21), marks[row.state])
        name = row.name.encode("latin-1", "replace").decode("latin-1")
        while draw.textlength(name, small) > pair - 150 and len(name) > 4:
            name = name[:-2].rstrip("…") + "…"
        draw.text((x + 18, y + _CELL + 8), name, "#1c1b1a", small)
        word = _STATES[row.state]
        draw.text((x + pair - draw.textlength(word, small), y + _CELL + 8), word, "#74706a", small)
    return png(np.asarray(sheet))
