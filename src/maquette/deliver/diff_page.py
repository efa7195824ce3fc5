"""What changed between two runs, to look at: before, after and difference of every file, as a page and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from maquette.deliver.diff import ChangedFile, RunDiff, held
from maquette.deliver.drawing import Panel, draw_grid
from maquette.deliver.files import cannot_be_written
from maquette.deliver.page import card, html_page, linked
from maquette.deliver.thumbs import on_checker
from maquette.errors import MaquetteError
from maquette.store import Store, write_whole

_LONGEST = 960
_MOST, _MOST_DRAWN = 2000, 60
_STATES = {"changed": "Changed", "added": "Added", "removed": "Removed"}
_MARKS = {"changed": "#a15c00", "added": "#2e6b3f", "removed": "#b3261e"}
_GONE = {"added": "not in the earlier run", "removed": "not in the later run"}
_FILES = ("before", "after", "difference")


def write_diff(store: Store, found: RunDiff, folder: Path) -> RunDiff:
    """Write diff.html and diff.png into *folder*, pictures of at most 960 px into diff/; the result names both.

    Raises ``DeliveryError`` when the folder cannot be written.
    """
    pictures = folder / "diff"
    other = [file for file in found.files if file.fate != "same"]
    counts = {name: found.counts[name] for name in _STATES}
    words = [f"{count} {name}" for name, count in found.counts.items()]
    summary = f"{found.before} and {found.after}: {', '.join(words)}"
    cards: list[str] = []
    panels: list[Panel] = []
    try:
        pictures.mkdir(parents=True, exist_ok=True)
        for file in other[:_MOST]:
            shown = list(_shown(store, file, pictures))
            cards.append(_card(file, shown))
            if len(panels) < _MOST_DRAWN:
                panels.append(Panel(f"{file.row}, {file.format}", shown, _measure(file), _MARKS[file.fate]))
        page, drawn = folder / "diff.html", folder / "diff.png"
        told = f"{summary}; {_MOST} are shown" if len(other) > _MOST else summary
        title = f"{found.workflow.replace('-', ' ')}: what changed"
        write_whole(page, html_page(title, told, _STATES, counts, cards).encode())
        if len(other) > len(panels):
            summary += f"; the first {len(panels)} are shown"
        write_whole(drawn, draw_grid(panels, title, f"{summary}. Before, after, difference", across=2))
    except OSError as error:
        raise cannot_be_written(Path(error.filename or folder), error) from error
    return replace(found, page=str(page), picture=str(drawn))


def _shown(store: Store, file: ChangedFile, folder: Path) -> Iterator[Path | str]:
    """Before, after and difference: a small picture in *folder* each, or the words in place of one."""
    from maquette.pixels.compare import marked

    name = f"{(file.before or '')[:16]}-{(file.after or '')[:16]}"
    try:
        one, two, compared = held(store, file)
    except MaquetteError as error:
        yield from ("cannot be shown", "cannot be shown", error.reason)
        return
    for which, picture in zip(_FILES, (one, two, compared), strict=True):
        if picture is None:
            yield "" if which == "difference" else _GONE[file.fate]
        else:
            pixels = marked(two, picture.distance, _LONGEST) if which == "difference" else picture.pixels
            yield _small(pixels, folder / f"{name}-{which}.jpg")


def _small(pixels: Any, target: Path) -> Path:
    from maquette.picture.encode import jpeg, shrink

    if not target.exists():
        smaller = shrink(pixels, _LONGEST)
        write_whole(target, jpeg(on_checker(smaller) if smaller.shape[2] == 4 else smaller, 88), durable=False)
    return target


def _card(file: ChangedFile, shown: list[Path | str]) -> str:
    pictures = [
        linked(one, f"{file.row}, {file.format}, {which}", which)
        if isinstance(one, Path)
        else f'<div class="none">{escape(one)}</div>'
        for which, one in zip(_FILES, shown, strict=True)
    ]
    told = "".join(f"<p>{escape(why)}</p>" for why in file.why)
    told += f"<p>{escape(file.note)}</p>" if file.note else ""
    facts = escape(f"{file.format} · {_measure(file)}")
    return card(file.fate, _STATES[file.fate], file.row, facts, told, "trio", pictures)


def _measure(file: ChangedFile) -> str:
    if file.share is None:
        return file.fate
    return f"{file.share:.1%} of the pixels, mean difference {file.mean:.2f}, at most {file.most:.0f}"
