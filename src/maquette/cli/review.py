"""``maquette review``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maquette.cli.show import as_json, table

if TYPE_CHECKING:
    from maquette.workspace import Workspace


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("run", nargs="?", default="last", help="a run (default: the last)")
    command.add_argument("--accept", metavar="ROW,..", default="", help="rows whose cut-out is good")
    command.add_argument("--send-back", metavar="ROW,..", default="", help="rows that shall not go out")
    command.add_argument("--accept-all", action="store_true", help="accept every row that waits")
    command.add_argument("--box", metavar="ROW=N,..", default="", help="rows whose product is in that candidate box")
    command.add_argument("--comment", default="", help="a word for the record")


def do(options: argparse.Namespace) -> int:
    """Record verdicts, then list what still waits."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        accept = _names(options.accept)
        boxed = _choose(workspace, options.run, _names(options.box))
        if options.accept_all:
            accept = [row["name"] for row in workspace.rows(options.run) if row["state"] == "waiting"]
        accept = [name for name in accept if name not in boxed]
        left = workspace.review(
            options.run, accept=accept, send_back=_names(options.send_back), comment=options.comment
        )
    left = [row for row in left if row["name"] not in boxed]
    if options.json:
        as_json([_told(row) for row in left])
    elif left:
        table(left, ("name", "code", "reason"))
        if boxes := [one for row in left for one in _boxes(row)]:
            print()
            table(boxes, ("box", "left,top,right,bottom"))
            print()
        print(
            f"{len(left)} wait. Decide with --accept ROW,ROW, --box ROW=N or --send-back ROW; then run the job again."
        )
    else:
        print("nothing waits. Run the job again: what was decided goes out.")
    return 0


def _choose(workspace: Workspace, run: str, chosen: list[str]) -> set[str]:
    """Take a candidate box for each row named as ROW=N, and give the rows' names."""
    from maquette.errors import InputError

    rows = {row["name"]: row for row in workspace.rows(run)} if chosen else {}
    taken = {}
    for one in chosen:
        name, _, number = one.rpartition("=")
        boxes = (rows.get(name, {}).get("facts") or {}).get("candidates", [])
        if not number.isdecimal() or not 1 <= int(number) <= len(boxes):
            raise InputError(
                f"--box {one}: there is no such box to choose",
                mend=f"maquette review {run} lists them by number; maquette mend PHOTO --box L,T,R,B takes any other",
                code="bad-value",
            )
        taken[name] = boxes[int(number) - 1]
    for name, box in taken.items():
        workspace.mend(rows[name]["values"]["path"], box=box)
    return set(taken)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    told = {key: row[key] for key in ("name", "input", "code", "reason", "mend")}
    return told | {"candidates": row["facts"].get("candidates", [])}


def _boxes(row: dict[str, Any]) -> list[dict[str, str]]:
    """What ``--box`` may be for a row, and where that is."""
    boxes = enumerate(row["facts"].get("candidates", []), 1)
    return [{"box": f"{row['name']}={number}", "left,top,right,bottom": box} for number, box in boxes]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
