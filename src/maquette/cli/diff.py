"""``maquette diff``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("before", nargs="?", default="last~1", help="a run (default: the last but one)")
    command.add_argument(
        "after", nargs="?", default="last", help="a later one of the same workflow (default: the last)"
    )
    command.add_argument("--to", metavar="DIR", help="write a page and a picture there: before, after, difference")
    command.add_argument("--all", action="store_true", help="also list the files that are the same")


def do(options: argparse.Namespace) -> int:
    """Tell what became of every file between two runs."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        found = workspace.diff(options.before, options.after, to=options.to)
    if options.json:
        as_json(asdict(found))
        return 0
    shown = [file for file in found.files if options.all or file.fate != "same"]
    if shown:
        table(
            [
                {**vars(file), "changed": _percent(file.share), "why": "; ".join(file.why) or file.note or None}
                for file in shown
            ],
            ("row", "format", "fate", "changed", "mean", "most", "why"),
        )
    for row in found.rows:
        print(f"row {row['row']}: {row['before'] or 'not there'} -> {row['after'] or 'not there'}  {row['reason']}")
    print(", ".join(f"{count} {fate}" for fate, count in found.counts.items()))
    if found.page:
        print(f"look at   {found.page}")
    return 0


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.1%}"
