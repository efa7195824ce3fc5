"""``maquette prompt``."""

from __future__ import annotations

import argparse
import shlex
import sys

from maquette.cli.show import as_json


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("brief", help="what the picture shows, in your own words")
    command.add_argument("--wish", default="", metavar="TEXT", help="what to mind besides: a mood, a medium, a length")
    command.add_argument("--model", default="auto", help="a text model: maquette models --can write (default: auto)")
    command.add_argument("--project", metavar="NAME", help="the project that pays")
    command.add_argument("--rehearse", action="store_true", help="let the sandbox write; nothing is spent")
    command.add_argument("--yes", action="store_true", help="do not ask before spending")
    command.add_argument("--budget", metavar="USD", help="spend at most this much")


def do(options: argparse.Namespace) -> int:
    """Show the brief and what a text model makes of it; nothing is made or changed."""
    from maquette.cli.run import ask_at_terminal
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        told = workspace.reword(
            options.brief,
            wish=options.wish,
            model=options.model,
            project=options.project,
            budget=options.budget,
            yes=options.yes,
            ask=ask_at_terminal if sys.stdin.isatty() and not options.json else None,
            rehearse=options.rehearse,
        )
    if options.json:
        as_json(told.json)
        return 0
    paid = "nothing, it was made before" if told.cached else f"${told.cost}" if told.cost else "an unknown amount"
    print(f"yours:  {told.before}\n\n{told.model}:  {told.after}\n")
    for note in told.notes:
        print(f"look: {note}")
    print(f"cost {paid}; to make it: maquette run generate --prompt {shlex.quote(told.after)}")
    return 0
