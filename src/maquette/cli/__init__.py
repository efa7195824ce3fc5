"""The command line: one file a command, each with ``add`` (its flags) and ``do`` (its work, giving the exit code)."""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from maquette import __version__
from maquette.errors import MaquetteError

COMMANDS = {
    "init": "make a workspace",
    "run": "run a workflow over a table, a folder or a photo",
    "plan": "what a run would do; nothing is made",
    "review": "decide on rows that wait for a person",
    "mend": "the cut-out of a photo, by a mask of your own",
    "pick": "choose among the takes of a run",
    "prompt": "have a text model reword a brief, to keep or to drop",
    "ledger": "what was spent, call by call; reconcile what is unknown",
    "why": "where a file comes from, and why it was made (again)",
    "diff": "what changed between two runs, file by file",
    "check": "hold pictures against a brand, a look or a channel's rules",
    "brand": "make a brand kit of what a brand has, or write its tokens",
    "look": "learn a look from an existing catalog, or write one out",
    "workflows": "list workflows",
    "models": "list models; show, check or import one; set a key; get weights",
    "templates": "list templates and their slots",
    "formats": "list output formats",
    "channels": "list channels and their rules",
    "looks": "list looks",
    "brands": "list brand kits; show one",
    "scenes": "list scene sets; write one out",
    "mockups": "list mockup scenes",
    "runs": "list runs; show one",
    "assets": "list what was made",
    "studio": "the page: see, make, choose",
    "members": "who may come into the studio over the network",
    "doctor": "what works here, what is missing, what is slow",
}

EXIT_CODES = """exit codes: 0 all done; 1 some rows failed; 2 wrong usage or input; 3 consent or budget needed;
4 refused by rights; 130 interrupted (and safe to run again)"""


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole parser, or with the flags of *only* one command filled in (the start is quicker)."""
    top = argparse.ArgumentParser(
        prog="maquette",
        description="Make images with any model or none, and trust everything around the picture.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"maquette {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=summary, allow_abbrev=False, add_help=name not in ("run", "plan")
        )
        if only in (None, name):
            import_module(f"maquette.cli.{name}").add(command)
            command.add_argument("--workspace", metavar="DIR", help="the workspace (default: the one you are in)")
            command.add_argument("--json", action="store_true", help="one JSON document on stdout, the rest on stderr")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in arguments if not word.startswith("-")), None)
    as_json = "--json" in arguments
    # Read when NumPy is first imported: its threads would contend with rows that are worked on side by side.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A start makes many objects that all stay: looking for garbage among them is a fifth of its time.
    gc.set_threshold(50_000)
    # What is left at the end goes with the process: looking through it takes up to a tenth of a second.
    atexit.register(gc.freeze)
    try:
        if name not in COMMANDS:
            parser(only="").parse_args(arguments)
        options, extra = parser(only=name).parse_known_args(arguments)
        if extra and name not in ("run", "plan"):
            parser(only=name).error(f"unrecognized arguments: {' '.join(extra)}")
        options.extra = extra
        code: int = import_module(f"maquette.cli.{options.command}").do(options)
    except MaquetteError as error:
        if as_json:
            told = {"code": error.code, "reason": error.reason, "mend": error.mend}
            print(json.dumps({"error": told}, ensure_ascii=False))
        print(f"{'' if error.code == 'interrupted' else 'error: '}{error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("stopped; running the same command again continues", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
