"""What a written brand guide says in so many words: colours, faces, do and don't, sizes and clear space."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from maquette.design.brand.sources.colour import read_colour
from maquette.design.brand.sources.tokens import Entry

_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b(?![\w-])|\b(?:rgb|hsl)\(\s*\d[^()]*\)", re.IGNORECASE)
_NAMES = re.compile(
    r"\b((?:(?:very |bright|dark|light|deep|pale|warm|cool|logo|brand|primary|secondary|accent)[ -]?)*"
    r"(?:red|orange|yellow|green|teal|cyan|turquoise|blue|navy|indigo|purple|violet|magenta|pink|brown|beige|gold"
    r"|gr[ae]y|silver|black|white|dark|light|bright|medium|primary|secondary|accent))\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[ \t]*(?:[*+-]|\d+\.)[ \t]+", re.MULTILINE)
_DONT = re.compile(r"\W*(?:please )?(?:don[’']?t|do not|never|avoid)\b", re.IGNORECASE)
_DO = re.compile(r"\W*(?:do|always|make sure|use|keep|maintain)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?|[*_`]{1,3}")
_FACE = re.compile(
    r"\b(?:font|typeface)s? (?:is|are) \*\*([A-Z][\w ]{1,40}?)\*\*"
    r"|\b[Tt]he ((?:[A-Z][\w]* ?){1,4}?) (?:typeface|font)\b"
)
_LOGO = r"(primary|secondary|stacked|horizontal|vertical|logomark|wordmark|logotype|mark|icon|symbol|logo)"
_SMALLEST = re.compile(
    _LOGO
    + r"\b[^.;\d]{0,60}?(?:smaller than|minimum|at least|min\.|less than|narrower than)"
    + r"[^.;\d]{0,30}(\d{1,4}) ?(?:px|pixels)",
    re.IGNORECASE,
)
_SPACE = re.compile(
    r"(half|quarter|third|twice|\d+(?:\.\d+)? ?%|\d*\.?\d+)[ -]?(?:x|times)?[ -]?(?:of )?(?:an?|the)?[ -]?(?:the )?"
    r"(?:logo|mark|symbol)(?:[’']?s)?[ -]{1,2}(width|height)",
    re.IGNORECASE,
)
_AMOUNTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3, "twice": 2.0}
_NAME = re.compile(r"\b[A-Z0-9][\w.]*[A-Za-z]\b")
_LONGEST = 300
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_CODE = re.compile(r"```.*?```|<style.*?</style>", re.DOTALL)


@dataclass
class Guide:
    """What was read. *smallest*: least width in px by the logo's word; *space*: clear space, its unit."""

    entries: list[Entry] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    faces: list[str] = field(default_factory=list)
    do: list[str] = field(default_factory=list)
    dont: list[str] = field(default_factory=list)
    smallest: dict[str, int] = field(default_factory=dict)
    space: tuple[float, str] | None = None


def read_guide(text: str, file: str) -> Guide:
    """What the Markdown page *text* says. What it does not say in a known form is left to people."""
    text = html.unescape(_CODE.sub(" ", _FRONT.sub("", text)))
    guide = Guide(_colours(text, file), _NAME.findall(text))
    for found in _FACE.finditer(text):
        name = (found[1] or found[2]).strip()
        if name not in guide.faces:
            guide.faces.append(name)
    for item in _items(text) if "logo" in text.lower() else []:
        if _DONT.match(item):
            guide.dont.append(item)
        elif _DO.match(item) and not item.endswith("?"):
            guide.do.append(item)
    for found in _SMALLEST.finditer(text):
        guide.smallest.setdefault(found[1].lower(), int(found[2]))
    space = _SPACE.search(text)
    if space:
        guide.space = (_amount(space[1]), space[2].lower())
    return guide


def _amount(word: str) -> float:
    word = word.lower()
    if word in _AMOUNTS:
        return _AMOUNTS[word]
    return float(word.rstrip("% ")) / 100 if "%" in word else float(word)


def _colours(text: str, file: str) -> list[Entry]:
    """Each literal with the colour's name that was said last before it in the same paragraph."""
    entries: list[Entry] = []
    for paragraph in re.split(r"\n\s*\n|\n[ \t]*[*|+-]", text):
        name, count, start = "", 0, 0
        for found in _COLOUR.finditer(paragraph):
            said = _NAMES.findall(paragraph[start : found.start()])
            name, count = (said[-1].lower().replace(" ", "-"), 1) if said else (name or "colour", count + 1)
            start = found.end()
            value = read_colour(found.group())
            if value:
                entries.append(Entry((f"{name}-{count}" if count > 1 else name,), value, "color", "", file))
    return entries


def _items(text: str) -> list[str]:
    items = []
    for start in _BULLET.finditer(text):
        line = re.split(r"\n[ \t]*\n|\n[ \t]*(?:[*+-]|\d+\.)[ \t]", text[start.end() :], maxsplit=1)[0]
        plain = " ".join(_MARKUP.sub(lambda found: found[1] or "", line).split())
        sentence = re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0]
        if 0 < len(sentence) <= _LONGEST:
            items.append(sentence)
    return items
