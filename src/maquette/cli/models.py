"""``maquette models``."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path

from maquette.cli.show import as_json, facts, table
from maquette.errors import InputError


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    whats = {"show": "show one", "get": "fetch one's weights", "import": "make one of a workflow of ComfyUI"}
    command.add_argument("what", nargs="?", choices=list(whats), help="; ".join(whats.values()))
    command.add_argument("target", nargs="?", metavar="MODEL|FILE", help="the model, or the workflow in API format")
    command.add_argument("--name", default="", help="what the imported model is called (default: as its file)")
    command.add_argument("--base", default="", metavar="URL", help="where its server is (default: this machine)")


def do(options: argparse.Namespace) -> int:
    """List models, show one, fetch its weights, or make one of a workflow."""
    from maquette.models.cards import find_card, load_cards
    from maquette.models.weights import get_weights
    from maquette.pixels.networks import find_weights, weights_folder
    from maquette.workspace import workspace_folder

    cards = load_cards(workspace_folder(options.workspace) / "models")

    def told(name: str) -> dict[str, object]:
        card = find_card(name, cards)
        here = str(find_weights(card.aliases[0]) or "not here") if card.weights else ""
        return asdict(card) | {"licence": card.terms.licence, "here": here}

    if options.what and not options.target:
        example = "workflow_api.json --name mine" if options.what == "import" else "u2net"
        raise InputError("nothing was named", mend=f"maquette models {options.what} {example}")
    if options.what == "import":
        return _import(options)
    if options.what == "get":
        get_weights(find_card(options.target), weights_folder(), tell=lambda line: print(line, file=sys.stderr))
    if options.what:
        as_json(told(options.target)) if options.json else facts(told(options.target))
        return 0
    listed = [told(name) for name in cards]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "title", "capabilities", "runs_on", "licence", "here"))
    return 0


def _import(options: argparse.Namespace) -> int:
    from maquette.models.comfyui.card import import_workflow
    from maquette.workspace import workspace_folder

    folder = workspace_folder(options.workspace) / "models"
    card = import_workflow(Path(options.target), folder, options.name, options.base)
    path = os.path.relpath(folder / f"{card.aliases[0]}.toml")
    if options.json:
        as_json({"name": card.name, "path": path, "note": card.note, "capabilities": card.capabilities})
        return 0
    print(f"{card.name} is a model now: {card.note}")
    facts(
        {
            "card": path,
            "can": card.capabilities,
            "settings": dict(card.defaults),
            "see": f"maquette models show {card.aliases[0]}",
        }
    )
    return 0
