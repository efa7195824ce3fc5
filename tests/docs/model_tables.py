"""Writes the tables of docs/models.md from the cards and the adapters: ``python tests/docs/model_tables.py``."""

from __future__ import annotations

import re
from pathlib import Path

from maquette.models.cards import Card, shipped_cards
from maquette.models.price import estimate
from maquette.models.registry import providers
from maquette.models.request import Request

PAGE = Path(__file__).parents[2] / "docs" / "models.md"
TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """The *page* with each of its marked tables as the cards say now."""
    made = {"models": models, "terms": terms, "keys": keys}
    return TABLE.sub(lambda found: f"{found[1]}{made[found[2]]()}\n{found[3]}", page)


def models() -> str:
    """One row a model: what it does, how many pictures go along, its price, its end."""
    rows = []
    for card in _asked():
        usual = Request("generate", card.name, "", quality=card.limits.default_quality)
        price = "free" if _is_free(card) else str(estimate(usual, card)).replace("price ", "")
        quality = f" ({card.limits.default_quality})" if card.limits.default_quality else ""
        rows.append([f"`{card.name}`", ", ".join(card.capabilities), _limit(card), price + quality, card.sunset])
    return _table(["model", "can", "pictures along", "a picture costs", "ends"], rows)


def terms() -> str:
    """One row for all models of a provider that have the same terms."""
    alike: dict[tuple[str, ...], list[Card]] = {}
    for card in _asked():
        told = card.terms
        marks = ", ".join(told.provenance) or "unknown"
        row = (told.licence, told.outputs_commercial, told.condition, told.trains_on_inputs, marks, told.as_of)
        alike.setdefault((card.runs_on, *row), []).append(card)
    rows = [[", ".join(f"`{card.name}`" for card in cards), *row[1:]] for row, cards in alike.items()]
    head = ["model", "licence or terms", "outputs may be sold", "condition", "trains on inputs", "marks", "read"]
    return _table(head, rows)


def keys() -> str:
    """One row a provider: its key's variable, where to get one, and the variables of its address."""
    rows = []
    for one in providers().values():
        if one.base:
            variables = [f"MAQUETTE_{one.name.upper().replace('-', '_')}_BASE_URL", *one.base_variables]
            key = " or ".join(f"`{name}`" for name in one.key_variables) or "none"
            page = one.key_page or ("`name:password`, if it asks" if one.key_optional else "")
            rows.append([f"`{one.name}`", key, page, ", ".join(f"`{name}`" for name in variables)])
    return _table(["provider", "key", "where to get it", "address"], rows)


def _asked() -> list[Card]:
    return [card for card in shipped_cards().values() if card.makes_pictures and not card.rehearses]


def _is_free(card: Card) -> bool:
    return bool(card.price.rows) and all(row.get("usd") == "0.00" for row in card.price.rows)


def _limit(card: Card) -> str:
    if not (card.can("edit") or card.can("references")):
        return "none"
    return f"up to {card.limits.references}" if card.limits.references else "any"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line).replace("  ", " ") + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
