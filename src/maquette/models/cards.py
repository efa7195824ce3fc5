"""Cards: what a model can do, costs and allows, as data. A new model of a known kind is one more TOML file.

Cards come from ``models/cards`` in the package, from the folder ``models`` of a workspace, and from packages that
declare the entry point ``maquette.cards`` (a package whose folder holds TOML files).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from maquette.errors import InputError, NotFound, there_are
from maquette.lazy import once

GROUP = "maquette.cards"
CAPABILITIES = (
    "generate",
    "edit",
    "extend",
    "erase",
    "mask",
    "markup",
    "references",
    "transparency",
    "text",
    "previews",
    "turns",
    "group",
    "layers",
    "negative-prompt",
    "seed",
    "upscale",
    "remove-background",
    "vectorize",
    "vector",
    "cut-out",
    "write",
)


@dataclass(frozen=True)
class Sizes:
    """The sizes that a model makes. Exactly one of three kinds.

    ``presets``: these ``WxH`` only. ``free``: any, with both sides multiples of *multiple*, *min_pixels* to
    *max_pixels*, a *longest* side and a *ratio* (long by short) at most. ``aspect``: one of *aspects* at one of
    *tiers*. An empty ``kind`` leaves the size to the model.
    """

    kind: str = ""
    presets: tuple[str, ...] = ()
    multiple: int = 1
    min_pixels: int = 0
    max_pixels: int = 0
    shortest: int = 0
    longest: int = 0
    ratio: float = 0.0
    aspects: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True)
class Limits:
    """What a request may hold. 0 is no known limit. *concurrency* and *per_minute* are calls, over all processes, where
    a card knows better than its provider's adapter. *mask* names the form that the provider takes, for people;
    *needs_mask* says that it works only where a mask tells it to.
    """

    prompt_characters: int = 0
    references: int = 0
    pictures: int = 1
    group: int = 0
    picture_bytes: int = 0
    request_bytes: int = 0
    mask_bytes: int = 0
    media_types: tuple[str, ...] = ("image/png", "image/jpeg", "image/webp")
    file_types: tuple[str, ...] = ("png",)
    transparent_file_types: tuple[str, ...] = ("png", "webp")
    qualities: tuple[str, ...] = ()
    default_quality: str = ""
    mask: str = ""
    needs_mask: bool = False
    previews: int = 0
    concurrency: int = 0
    per_minute: int = 0


@dataclass(frozen=True)
class Price:
    """What it costs in US dollars, and who says so, when.

    *rows* are tried in their order; the first that a request fits is its price for one picture. A row names any of
    ``quality``, ``tier``, ``size``, ``pixels_up_to``, and ``usd`` or a range ``usd_low``, ``usd_high``; or, by
    megapixels begun (1024 x 1024 px), ``first_mp`` and ``more_mp``; or ``patches`` along the longer side, paid as
    ``image_output_tokens``. *per_reference* is added for each picture that goes along, but the first
    *free_references*, *reference_mp* for each megapixel begun of it, *per_preview* for each unfinished picture.
    *tokens* are dollars a million, by what the provider's usage calls them, for settling; those called
    ``text_input_tokens`` are added for the prompt. *thinking* is what hidden thought may add. An empty price is
    unknown, and said to be.
    """

    rows: tuple[Mapping[str, Any], ...] = ()
    per_reference: tuple[str, ...] = ()
    reference_mp: str = ""
    free_references: int = 0
    per_preview: tuple[str, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    thinking: tuple[str, ...] = ()
    source: str = ""
    as_of: str = ""
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """Licence and terms as read, never guessed: ``unknown`` where nobody read them."""

    licence: str = "unknown"
    licence_source: str = ""
    outputs_commercial: str = "unknown"
    condition: str = ""
    trains_on_inputs: str = "unknown"
    provenance: tuple[str, ...] = ()
    regions: str = ""
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Weights:
    """A file of a model that runs here, and the package that it comes from: ``name==1.0``, of npm ``npm:name@1.0``."""

    file: str
    bytes: int
    sha256: str
    package: str
    member: str
    shipped: bool = False
    training_data: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Card:
    """The facts of one model.

    *wire* is its id as sent. *protocol* is the adapter; *provider* is one of that adapter's, or, with *base* set, a
    server of one's own. *speed* is about how many seconds a picture takes. *defaults* and *extra* are for the
    adapter: what it sends unless told otherwise, and facts that only it needs. *folder* is where the card's file lies,
    for files that belong to it; it is no fact of the model.
    """

    name: str
    title: str
    capabilities: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    provider: str = "local"
    protocol: str = ""
    wire: str = ""
    runs_on: str = ""
    sunset: str = ""
    sunset_source: str = ""
    note: str = ""
    base: str = ""
    key_variable: str = ""
    speed: float = 0.0
    strengths: tuple[str, ...] = ()
    sizes: Sizes = Sizes()
    limits: Limits = Limits()
    price: Price = Price()
    terms: Terms = Terms()
    weights: tuple[Weights, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    folder: str = field(default="", compare=False)

    def can(self, capability: str) -> bool:
        """Whether the model has that capability."""
        return capability in self.capabilities

    def ended(self, today: date | None = None) -> bool:
        """Whether the model's last day is over."""
        return bool(self.sunset) and date.fromisoformat(self.sunset) <= (today or date.today())  # noqa: DTZ011

    @property
    def rehearses(self) -> bool:
        """Whether the sandbox answers, so that no money moves."""
        return self.protocol == "sandbox"

    @property
    def can_be_asked(self) -> bool:
        """Whether it is asked by a request, rather than being the weights of an operation."""
        return bool(self.protocol)

    @property
    def makes_pictures(self) -> bool:
        """Whether it can be asked to make or change a picture by a prompt."""
        return self.can_be_asked and set(self.capabilities) != {"write"}


REHEARSAL = "rehearsal:"


def rehearsal_of(card: Card) -> Card:
    """The card with the sandbox in the model's place: its sizes, limits and price, and not a cent spent."""
    return replace(card, name=REHEARSAL + card.name, provider="sandbox", protocol="sandbox", base="", aliases=())


@once
def shipped_cards() -> dict[str, Card]:
    """Every card of the package and of installed packages, by name."""
    from importlib.metadata import entry_points

    found = _read_all(_toml_files(files("maquette.models").joinpath("cards")))
    for point in entry_points(group=GROUP):
        found |= _read_all(_toml_files(files(point.value)))
    return dict(sorted(found.items()))


def _toml_files(folder: Any) -> Iterator[Any]:
    for entry in sorted(folder.iterdir(), key=lambda one: str(one.name)):
        if entry.is_dir():
            yield from _toml_files(entry)
        elif entry.name.endswith(".toml"):
            yield entry


def load_cards(folder: Path | None = None) -> dict[str, Card]:
    """Every card by its name; those in *folder* (a workspace's ``models``) take the place of shipped ones."""
    own = _read_all(sorted(folder.glob("*.toml"))) if folder and folder.is_dir() else {}
    return {**shipped_cards(), **own}


class Shelf(Mapping[str, Card]):
    """What ``load_cards`` gives, read when it is first looked at: most jobs ask no model, and there are many cards."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @cached_property
    def _cards(self) -> dict[str, Card]:
        return load_cards(self._folder)

    def __getitem__(self, name: str) -> Card:
        return self._cards[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cards)

    def __len__(self) -> int:
        return len(self._cards)


def find_card(name: str, cards: Mapping[str, Card] | None = None) -> Card:
    """The card of that name or unambiguous alias, whatever its case. Raises ``NotFound`` with the nearest names."""
    cards = shipped_cards() if cards is None else cards
    if name.startswith(REHEARSAL):
        return rehearsal_of(find_card(name.removeprefix(REHEARSAL), cards))
    if name in cards:
        return cards[name]
    wanted = name.casefold()
    named = [card for card in cards.values() if wanted in _names(card)]
    if len(named) == 1:
        return named[0]
    if named:
        raise NotFound(
            f"{name!r} could be {' or '.join(card.name for card in named)}",
            mend="name it with its provider",
            code="ambiguous-model",
        )
    words = {word: card.name for card in cards.values() for word in _names(card)}
    near = get_close_matches(wanted, words, 1, 0.4)
    mend = f"did you mean {words[near[0]]}?" if near else there_are(cards)
    raise NotFound(f"there is no model {name!r}", mend=mend, code="unknown-model")


def read_card(text: str, origin: str) -> Card:
    """The card in a TOML *text* from *origin*. Raises ``InputError`` that names the key that is wrong."""
    try:
        facts = tomllib.loads(text)
        card: Card = _build(Card, facts, "")
        return card
    except (tomllib.TOMLDecodeError, ValueError, TypeError) as error:
        raise InputError(
            f"{origin} is not a model's card: {error}", mend="docs/models.md shows a whole card", code="bad-card"
        ) from error


_TABLES = {"sizes": Sizes, "limits": Limits, "price": Price, "terms": Terms}
_LISTS = {"weights": Weights}


def _build(kind: Any, facts: Mapping[str, Any], where: str) -> Any:
    known = {one.name: one for one in fields(kind)}
    for key in facts:
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise ValueError(f"it has no {where}{key}" + (f"; did you mean {near[0]}?" if near else ""))
    values = {key: _value(key, value, where) for key, value in facts.items()}
    missing = [name for name, one in known.items() if name not in values and _required(one)]
    if missing:
        raise ValueError(f"{where}{missing[0]} is missing")
    if kind is Card:
        strange = [word for word in values["capabilities"] if word not in CAPABILITIES]
        if strange:
            raise ValueError(f"{strange[0]!r} is no capability; there are {', '.join(CAPABILITIES)}")
    return kind(**values)


def _value(key: str, value: Any, where: str) -> Any:
    if key in _TABLES and not where:
        return _build(_TABLES[key], value, f"{key}.")
    if key in _LISTS and not where:
        if not isinstance(value, list):
            raise ValueError(f"{key} are a list: [[{key}]] for each")
        return tuple(_build(_LISTS[key], one, f"{key}.") for one in value)
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value


def _required(one: Any) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _names(card: Card) -> set[str]:
    return {word.casefold() for word in (card.name, card.wire, *card.aliases) if word}


def _read_all(sources: Iterable[Any]) -> dict[str, Card]:
    found = {}
    for file in sources:
        card = read_card(file.read_text("utf-8"), file.name)
        found[card.name] = replace(card, folder=str(file.parent)) if isinstance(file, Path) else card
    return found
