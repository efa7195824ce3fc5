"""``maquette review``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("run", nargs="?", default="last", help="a run (default: the last)")
    command.add_argument("--accept", metavar="ROW,..", default="", help="rows whose cut-out is good")
    command.add_argument("--send-back", metavar="ROW,..", default="", help="rows that shall not go out")
    command.add_argument("--accept-all", action="store_true", help="accept every row that waits")
    command.add_argument("--comment", default="", help="a word for the record")


def do(options: argparse.Namespace) -> int:
    """Record verdicts, then list what still waits."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        accept = _names(options.accept)
        if options.accept_all:
            accept = [row["name"] for row in workspace.rows(options.run) if row["state"] == "waiting"]
        left = workspace.review(
            options.run, accept=accept, send_back=_names(options.send_back), comment=options.comment
        )
    if options.json:
        as_json([{key: row[key] for key in ("name", "input", "code", "reason", "mend")} for row in left])
    elif left:
        table(left, ("name", "code", "reason"))
        print(f"{len(left)} wait. Decide with --accept ROW,ROW or --send-back ROW; then run the job again.")
    else:
        print("nothing waits. Run the job again: what was accepted goes out.")
    return 0


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
