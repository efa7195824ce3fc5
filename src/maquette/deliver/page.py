"""A page of cards beside delivered files: works from the disk, asks for nothing from outside, runs no other script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

NO_VIEWS: Mapping[str, str] = {}


def html_page(
    title: str,
    summary: str,
    states: Mapping[str, str],
    counts: Mapping[str, int],
    cards: Iterable[str],
    views: Mapping[str, str] = NO_VIEWS,
) -> str:
    """The whole page: *cards* as ``card`` gives them, and a filter for each of *states* (by class) that has any.

    *title* and *summary* are plain text; *views* are the ways to look at the same, by their word: each the
    file of its page, empty for this one.
    """
    here = files("maquette.deliver")
    style, script = (here.joinpath(name).read_text("utf-8") for name in ("sheet.css", "sheet.js"))
    policy = f"default-src 'none'; img-src 'self' file:; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    chips = [("all", "All", sum(counts.values())), *((name, word, counts[name]) for name, word in states.items())]
    ways = "".join(
        f'<a href="{quote(file)}">{word}</a>' if file else f'<span aria-current="page">{word}</span>'
        for word, file in views.items()
    )
    ways = f"<div>{ways}</div>" if ways else ""
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
        f"<body><header><h1>{escape(title)}</h1><p>{escape(summary)}</p></header><nav>{filters}{ways}</nav>"
        f"<main>{''.join(cards)}</main><script>{script}</script></body></html>\n"
    )


def card(state: str, word: str, name: str, facts: str, told: str, kind: str, pictures: Iterable[str]) -> str:
    """One card: *pictures* in a frame of that *kind*, a name, its state in a word, *facts* and paragraphs of *told*.

    *name* is plain text; the others are HTML.
    """
    return (
        f'<article class="{state}" tabindex="0"><div class="{kind}">{"".join(pictures)}</div>'
        f'<div class="told"><h2 title="{escape(name)}">{escape(name)}</h2>'
        f'<p><span class="state">{word}</span> {facts}</p>{told}</div></article>'
    )


def linked(thumb: Path, text: str, caption: str = "") -> str:
    """A small picture in a folder beside the page, with its text for those who do not see it, and a caption."""
    address = quote(f"{thumb.parent.name}/{thumb.name}")
    under = f"<span>{escape(caption)}</span>" if caption else ""
    return f'<a href="{address}"><img src="{address}" alt="{escape(text)}" loading="lazy" decoding="async">{under}</a>'


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
