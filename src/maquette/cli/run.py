"""``maquette run``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from maquette.cli import plan as plan_command
from maquette.cli.job import add_rows, read_job
from maquette.cli.show import as_json, shortened

if TYPE_CHECKING:
    from maquette.models.price import PriceRange


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    add_rows(command)
    command.add_argument("--to", metavar="DIR", help="where the files go (default: ./out)")
    command.add_argument("--plan", action="store_true", help="only say what would be done")
    command.add_argument("--yes", action="store_true", help="do not ask before spending")
    command.add_argument("--budget", metavar="USD", help="spend at most this much")
    command.add_argument("--workers", type=int, metavar="N", help="rows at once (default: the cores)")
    command.add_argument("--no-sheet", action="store_true", help="make no contact sheet")


def do(options: argparse.Namespace) -> int:
    """Run and report."""
    if options.plan:
        return plan_command.do(options)
    job = read_job(options, "run")
    if job is None:
        return 0
    from maquette.cli.progress import progress
    from maquette.workspace import open_workspace

    to = Path(options.to or "out")
    with open_workspace(options.workspace) as workspace, progress(quiet=options.json) as tell:
        report = workspace.run(
            to=to,
            workers=options.workers,
            sheet=not options.no_sheet,
            budget=options.budget,
            yes=options.yes,
            ask=ask_at_terminal if sys.stdin.isatty() and not options.json else None,
            progress=tell,
            **job,
        )
    if options.json:
        as_json(report.json)
        return report.exit_code
    rows, steps = report.rows, report.steps
    print(
        f"{rows['done']} of {rows['total']} rows done, {rows['waiting']} need a person, {rows['failed']} failed; "
        f"{steps['done']} steps made, {steps['cached']} cached; {report.seconds:.1f} s"
    )
    if report.cost["estimated"][1] != "0.00":
        low, high = report.cost["estimated"]
        print(f"cost      ${report.cost['settled']} settled, ${low} to ${high} estimated; see: maquette ledger")
    for title, told, limit in (("failed", report.failures, 20), ("needs a person", report.waiting, 10)):
        for row in told[:limit]:
            print(
                f"  {title}: {row['row']}{'-' + row['format'] if 'format' in row else ''} ({shortened(row['input'])}): "
                f"{row['reason']}\n      -> {row['mend']}",
                file=sys.stderr,
            )
        if len(told) > limit:
            print(f"  ... and {len(told) - limit} more, all in the manifest", file=sys.stderr)
    print(f"files     {to}")
    if report.manifest:
        print(f"manifest  {report.manifest}")
    if report.sheet:
        print(f"look at   {report.sheet}")
    if report.waiting:
        print(f"decide    maquette review {report.run}")
    return report.exit_code


def ask_at_terminal(expected: PriceRange) -> bool:
    """Ask on the terminal whether to spend."""
    print(f"this run may cost {expected}. Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
