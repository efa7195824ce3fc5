"""``maquette models``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from maquette.cli.show import as_json, facts, table
from maquette.errors import InputError

if TYPE_CHECKING:
    from maquette.models.cards import Card
    from maquette.workspace import Workspace

ACTIONS = ("show", "check", "key", "get", "import")


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("what", nargs="?", choices=ACTIONS, help="show one, check all, set a key, get weights, import")
    command.add_argument("target", nargs="?", metavar="NAME", help="the model, the provider, or the file to import")
    command.add_argument("--name", default="", help="what the imported model is called (default: as its file)")
    command.add_argument("--base", default="", metavar="URL", help="where its server is (default: this machine)")
    command.add_argument("--can", metavar="A,B", help="only models with these capabilities: edit,mask,references ...")


def do(options: argparse.Namespace) -> int:
    """List models, show one, check providers, set a key, fetch weights, or make a model of a workflow."""
    from maquette.model_cards import in_a_line, in_full
    from maquette.workspace import open_workspace

    if options.what in ("show", "key", "get", "import") and not options.target:
        example = "workflow_api.json --name mine" if options.what == "import" else "NAME"
        raise InputError("nothing was named", mend=f"maquette models {options.what} {example}", code="missing-input")
    if options.what == "import":
        return _import(options)
    if options.what == "key":
        return _key(options)
    with open_workspace(options.workspace) as workspace:
        if options.what == "check":
            return _check(options, workspace)
        if options.what:
            return _one(options, workspace)
        cards = [card for card in workspace.cards.values() if all(card.can(one) for one in _wanted(options.can))]
    listed = [in_a_line(card) for card in cards]
    if options.json:
        as_json([in_full(card) for card in cards])
    else:
        table(listed, ("name", "title", "price", "references", "ends", "licence"))
    return 0


def _wanted(can: str | None) -> list[str]:
    from maquette.models.cards import CAPABILITIES

    wanted = [one.strip() for one in (can or "").split(",") if one.strip()]
    strange = [one for one in wanted if one not in CAPABILITIES]
    if strange:
        raise InputError(
            f"{strange[0]!r} is no capability", mend=f"there are {', '.join(CAPABILITIES)}", code="bad-value"
        )
    return wanted


def _one(options: argparse.Namespace, workspace: Workspace) -> int:
    from maquette.model_cards import in_full
    from maquette.models.cards import find_card

    card = find_card(options.target, workspace.cards)
    if options.what == "get":
        _get(card)
    told = in_full(card)
    as_json(told) if options.json else facts(told)
    return 0


def _get(card: Card) -> None:
    from maquette.folders import weights_folder
    from maquette.models.pipelines import get_pipeline
    from maquette.models.weights import get_weights

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    if card.protocol == "diffusers":
        get_pipeline(card, tell=tell)
    else:
        get_weights(card, weights_folder(), tell=tell)


def _check(options: argparse.Namespace, workspace: Workspace) -> int:
    states = list(workspace.check_models([options.target] if options.target else []))
    if options.json:
        as_json(states)
        return 0
    table([one | {"reason": one["mend"] or one["reason"]} for one in states], ("name", "state", "key", "reason"))
    return 0


def _key(options: argparse.Namespace) -> int:
    """Read a key without showing it, and keep it."""
    import getpass

    from maquette.models.keys import keep_key
    from maquette.models.registry import providers

    if options.target not in providers():
        raise InputError(f"there is no provider {options.target!r}", mend=f"there are {', '.join(providers())}")
    text = getpass.getpass(f"key for {options.target}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not text.strip():
        raise InputError("no key was given", mend="type it at the prompt, or pipe it in", code="missing-input")
    print(f"kept in {keep_key(options.target, text.strip())}")
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
