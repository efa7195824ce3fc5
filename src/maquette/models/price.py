"""What a request will cost, as a range, and what it did cost, from what the provider says it used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from maquette.models.answer import Answer
from maquette.models.cards import Card
from maquette.models.money import Micro, dollars, micro
from maquette.models.request import Request, Size

_AROUND = 32
OLD_DAYS = 120
"""A price read longer ago than this is shown as old."""


@dataclass(frozen=True)
class PriceRange:
    """From *low* to *high* micro-dollars; ``None`` where nobody knows. *note* says what to think of it."""

    low: Micro | None
    high: Micro | None
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether a cap can be held with it."""
        return self.high is not None

    def __add__(self, other: PriceRange) -> PriceRange:
        """Both together; unknown as soon as one of them is."""
        if not (self.known and other.known):
            return PriceRange(None, None, self.note or other.note)
        low, high = (self.low or 0) + (other.low or 0), (self.high or 0) + (other.high or 0)
        return PriceRange(low, high, self.note or other.note)

    @property
    def strings(self) -> list[str] | None:
        """As two decimal strings, or None where it is unknown."""
        return [dollars(self.low or 0), dollars(self.high)] if self.high is not None else None

    def __str__(self) -> str:
        if self.high is None:
            return "price unknown"
        low, high = dollars(self.low or 0), dollars(self.high)
        return f"${low}" if low == high else f"${low} to ${high}"


FREE = PriceRange(0, 0)


def owed(request: Request, card: Card, today: date | None = None) -> PriceRange:
    """What *request* can really cost: as ``estimate``, but nothing for a rehearsal."""
    would_be = estimate(request, card, today)
    return PriceRange(0, 0, f"rehearsed; it would be {would_be}") if card.rehearses else would_be


def estimate(request: Request, card: Card, today: date | None = None) -> PriceRange:
    """The range of what *request* can cost on the model of *card*, all of its pictures together."""
    price = card.price
    fitting = [row for row in price.rows if _fits(row, request)]
    if not fitting:
        return PriceRange(None, None, f"the price of {card.name} is not known")
    rows = fitting if _open(request, price.rows) else fitting[:1]
    ranges = [_row(row, request, price.tokens) for row in rows]
    low, high = min(one[0] for one in ranges), max(one[1] for one in ranges)
    pictures = max(request.count, 1)
    low, high = low * (1 if card.limits.group else pictures), high * pictures
    charged = request.pictures[price.free_references :]
    if price.per_reference and charged:
        low += len(charged) * micro(price.per_reference[0])
        high += len(charged) * micro(price.per_reference[-1])
    if price.reference_mp:
        along = sum(_megapixels(one.width, one.height) for one in charged) * micro(price.reference_mp)
        low, high = low + along, high + along
    if price.per_preview and request.previews:
        low += request.previews * micro(price.per_preview[0])
        high += request.previews * micro(price.per_preview[-1])
    if rate := price.tokens.get("text_input_tokens"):
        # A token is 2 to 6 bytes of text, in whatever language, and providers put some of their own around it.
        size = len(request.prompt.encode())
        low, high = low + round(size / 6 * float(rate)), high + round((size / 2 + _AROUND) * float(rate))
    if price.thinking:
        low += micro(price.thinking[0])
        high += micro(price.thinking[-1])
    return PriceRange(low, high, _age(card, today))


def settle(request: Request, card: Card, answer: Answer) -> Micro | None:
    """What *answer* cost: the provider's own word, else its tokens at the card's rates, else the card's price.

    None when the price is unknown.
    """
    if answer.cost is not None:
        return answer.cost
    if (used := spent(card, answer.usage)) is not None:
        return used
    made = max(1, len(answer.results))
    expected = estimate(request, card)
    if expected.high is None:
        return None
    return round(expected.high * made / max(1, request.count)) if made < request.count else expected.high


def spent(card: Card, usage: Mapping[str, Any]) -> Micro | None:
    """What *usage* costs at the card's rates, that of a failed call too; None when the card has none for it."""
    return _tokens(card.price.tokens, usage)


def _fits(row: Mapping[str, Any], request: Request) -> bool:
    """Whether a price row can apply: what the request leaves open, any row may answer."""
    if (quality := row.get("quality")) and request.quality not in ("", "auto", quality):
        return False
    if (tier := row.get("tier")) and request.size.tier not in ("", tier):
        return False
    if (size := row.get("size")) and request.size.width and str(request.size) != size:
        return False
    limit = row.get("pixels_up_to")
    return not (limit and request.size.width and request.size.width * request.size.height > limit)


def _open(request: Request, rows: tuple[Mapping[str, Any], ...]) -> bool:
    """Whether the request leaves open something that the price depends on."""
    asks = {key for row in rows for key in row}
    size_open = not request.size.width and bool(asks & {"size", "pixels_up_to"})
    tier_open = not request.size.tier and "tier" in asks
    return size_open or tier_open or ("quality" in asks and request.quality in ("", "auto"))


def _row(row: Mapping[str, Any], request: Request, tokens: Mapping[str, str]) -> tuple[Micro, Micro]:
    if "patches" in row:
        rate = float(tokens["image_output_tokens"])
        sizes = [request.size] if request.size.width else [Size(1536, 1024), Size(1024, 1024)]
        counts = [patch_tokens(size.width, size.height, int(row["patches"])) for size in sizes]
        return round(min(counts) * rate), round(max(counts) * rate)
    if "first_mp" in row:
        width, height = request.size.width, request.size.height
        if not width:
            # An edit without a size keeps that of its picture.
            width, height = (request.image.width, request.image.height) if request.image else (1024, 1024)
        more = _megapixels(width, height) - 1
        amount = micro(row["first_mp"]) + more * micro(row.get("more_mp", "0"))
        return amount, amount
    return micro(row.get("usd_low", row.get("usd", "0"))), micro(row.get("usd_high", row.get("usd", "0")))


def patch_tokens(width: int, height: int, patches: int) -> int:
    """The tokens of a picture of *width* x *height* px that is made of *patches* along its longer side.

    Not the vendor's own words, but worked out from its prices: patches along both sides (the shorter in halves),
    times two and the megapixels. It gives every price per picture that OpenAI publishes for GPT Image 2 and 2.5.
    """
    short = math.ceil(2 * patches * min(width, height) / max(width, height)) / 2
    return math.ceil(patches * short * (2_000_000 + width * height) / 1_000_000)


def _megapixels(width: int, height: int) -> int:
    return max(1, math.ceil(width * height / 1024**2))


def _tokens(rates: Mapping[str, str], usage: Mapping[str, Any]) -> Micro | None:
    counted = {name: int(usage[name]) for name in rates if isinstance(usage.get(name), int | float)}
    if not counted:
        return None
    # Dollars a million tokens are micro-dollars a token.
    return round(sum(float(rates[name]) * count for name, count in counted.items()))


def _age(card: Card, today: date | None) -> str:
    if card.price.as_of:
        days = ((today or date.today()) - date.fromisoformat(card.price.as_of)).days  # noqa: DTZ011
        if days > OLD_DAYS:
            return f"the price of {card.name} was read on {card.price.as_of}"
    return card.price.note
