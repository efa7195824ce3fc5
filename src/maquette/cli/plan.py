"""``maquette plan``."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from typing import Any

from maquette.cli.job import add_rows, read_job
from maquette.cli.show import shortened


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    add_rows(command)
    command.add_argument("--to", metavar="DIR", help="as for run: a folder inside the photos that is left out")
    command.add_argument("--steps", action="store_true", help="a line for every step")


def do(options: argparse.Namespace) -> int:
    """Print the plan, streaming: a table of any length takes the same memory."""
    job = read_job(options, "plan")
    if job is None:
        return 0
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace, tempfile.TemporaryFile("w+") as spool:

        def each(step: dict[str, Any]) -> None:
            if options.json:
                spool.write(("," if spool.tell() else "") + "\n" + json.dumps(step, ensure_ascii=False))
            elif getattr(options, "steps", False):
                print(f"{step['state']:8}{step['operation']:14}{step['row']}  {step['reason']}")

        report = workspace.plan(to=options.to, each=each, **job)
        if options.json:
            head = json.dumps(report.json, ensure_ascii=False, indent=2)
            sys.stdout.write(head.removesuffix("\n}") + ',\n  "plan": [')
            spool.seek(0)
            shutil.copyfileobj(spool, sys.stdout)
            sys.stdout.write("]\n}\n")
            return 0
    steps = report.steps
    unknown = f", and {report.unpriced} steps whose price is not known" if report.unpriced else ""
    print(f"{report.workflow}: {report.rows} rows, {report.known}{unknown}")
    for note in report.notes:
        print(f"           {note}")
    print(
        f"  to do    {steps['to_do']:6}  " + ", ".join(f"{count} {name}" for name, count in report.operations.items())
    )
    for reason, count in report.reasons.most_common(6):
        print(f"           {count:6}  because: {reason}")
    print(f"  cached   {steps['cached']:6}")
    print(f"  refused  {steps['refused']:6}")
    for refusal in report.refusals[:20]:
        print(f"           {refusal['row']} ({shortened(refusal['input'])}): {refusal['reason']}")
        print(f"           -> {refusal['mend']}")
    return 0
