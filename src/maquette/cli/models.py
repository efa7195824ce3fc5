"""``maquette models``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from maquette.cli.show import as_json, facts, table
from maquette.errors import InputError


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("what", nargs="?", choices=["show", "get"], help="show one, or fetch one's weights")
    command.add_argument("name", nargs="?", help="the model")


def do(options: argparse.Namespace) -> int:
    """List models, show one, or fetch its weights."""
    from maquette.models.cards import find_card, load_cards
    from maquette.models.weights import get_weights
    from maquette.pixels.networks import find_weights, weights_folder

    def told(name: str) -> dict[str, object]:
        card = find_card(name)
        here = str(find_weights(card.aliases[0]) or "not here") if card.weights else ""
        return asdict(card) | {"licence": card.terms.licence, "here": here}

    if options.what and not options.name:
        raise InputError("no model was named", mend=f"maquette models {options.what} u2net")
    if options.what == "get":
        get_weights(find_card(options.name), weights_folder(), tell=lambda line: print(line, file=sys.stderr))
    if options.what:
        as_json(told(options.name)) if options.json else facts(told(options.name))
        return 0
    listed = [told(name) for name in load_cards()]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "title", "capabilities", "runs_on", "licence", "here"))
    return 0
