"""``maquette check``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("files", nargs="+", metavar="FILE", help="finished pictures")
    command.add_argument("--look", metavar="LOOK", help="a look, by name or file")
    command.add_argument("--channel", metavar="CHANNEL", help="a channel: google, amazon, ebay, zalando ...")
    command.add_argument("--brand", metavar="BRAND", help="a brand kit, by name or folder: colours, type, logo")
    command.add_argument("--format", metavar="FORMAT", help="a format: its size, safe zone and kilobytes")
    command.add_argument("--all", action="store_true", help="also print the rules that passed")


def do(options: argparse.Namespace) -> int:
    """Print every verdict; 1 when a picture is sent back."""
    from maquette.workspace import open_workspace

    listed = []
    with open_workspace(options.workspace) as workspace:
        against = {key: getattr(options, key) for key in ("look", "channel", "brand", "format")}
        for checked in workspace.check(options.files, **against):
            listed.append(asdict(checked))
            if not options.json:
                _print(listed[-1], everything=options.all)
    good = sum(picture["accepted"] for picture in listed)
    if options.json:
        as_json(listed)
    else:
        print(f"{good} of {len(listed)} accepted, {len(listed) - good} sent back", file=sys.stderr)
    return 0 if good == len(listed) else 1


def _print(picture: dict[str, object], *, everything: bool) -> None:
    score = f"{picture['passed']}/{picture['tested']}" if picture["tested"] else ""
    print(f"{'accept   ' if picture['accepted'] else 'send back'}  {score:>7}  {picture['name']}")
    if picture["error"]:
        print(f"  {picture['error']['reason']}\n  -> {picture['error']['mend']}")  # type: ignore[index]
    verdicts = [one | {"range": _range(one), "verdict": _word(one)} for one in picture["verdicts"]]  # type: ignore[attr-defined]
    shown = verdicts if everything else [one for one in verdicts if one["passed"] is False]
    if shown:
        table(shown, ("of", "rule", "value", "range", "verdict", "mend"))
    for one in verdicts:
        if one.get("correction"):
            print(f"  can be corrected: {one['rule']}: {one['correction']}")


def _range(verdict: dict[str, object]) -> str:
    if "limit" in verdict:
        return str(verdict["limit"])
    ends = ("-" if end is None else f"{end:.4g}" for end in (verdict["low"], verdict["high"]))
    return " to ".join(ends) + f" {verdict['unit']}"


def _word(verdict: dict[str, object]) -> str:
    return {True: "pass", False: "fail", None: "not measured"}[verdict["passed"]]  # type: ignore[index]
