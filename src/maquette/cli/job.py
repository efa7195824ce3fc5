"""What ``run`` and ``plan`` share: rows, and the workflow's own inputs as flags."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

from maquette.errors import InputError


def add_rows(command: argparse.ArgumentParser) -> None:
    """The flags that say what a job is done for."""
    command.add_argument("workflow", nargs="?", help="its name; `maquette workflows` lists them")
    command.add_argument("-h", "--help", action="store_true", help="this, with the inputs of the workflow")
    rows = command.add_argument_group("rows")
    rows.add_argument("--over", metavar="TABLE", help="a CSV or TSV table, one row a product")
    rows.add_argument("--photos", metavar="DIR", help="a folder of photos, one row a photo, folders below included")
    rows.add_argument("--columns", metavar="A=B,..", help="which column holds what: photo=Bild,id=Artikel")
    rows.add_argument(
        "--encoding", metavar="NAME", help="the table's text encoding (default: UTF-8, or what it declares)"
    )


def read_job(options: argparse.Namespace, command: str) -> dict[str, Any] | None:
    """Arguments for ``Workspace.run`` and ``plan``; None when help was asked for and printed."""
    from maquette.workflows import registry

    if options.workflow is None:
        _help(command)
        if options.help:
            return None
        raise InputError("no workflow was named", mend=f"maquette {command} {registry.shipped()[-1]} --help")
    workflow = registry.find(options.workflow)
    flags = argparse.ArgumentParser(prog=f"maquette {command} {workflow.name}", add_help=False, allow_abbrev=False)
    inputs = flags.add_argument_group(f"inputs of {workflow.name}")
    for parameter in workflow.parameters.values():
        default = "" if parameter.required or parameter.default in (None, ()) else f" (default: {parameter.default})"
        inputs.add_argument(
            parameter.flag,
            dest=parameter.name,
            metavar=_metavar(parameter.type, parameter.name),
            help=(parameter.help + default).replace("%", "%%"),
            default=None,
        )
    if options.help:
        print(f"{workflow.name}: {workflow.summary}\n")
        if workflow.doc:
            print(f"{workflow.doc}\n")
        print(flags.format_help().partition("\n\n")[2])
        _help(command)
        return None
    if workflow.takes_texts:
        for word in options.extra:
            name = word.partition("=")[0]
            if name.startswith("--") and name[2:].replace("-", "_").isidentifier() and name not in _known(flags):
                inputs.add_argument(name, default=None)
    given = vars(flags.parse_args(options.extra))
    return {
        "workflow": workflow.name,
        "over": options.over,
        "photos": options.photos,
        "columns": _columns(options.columns),
        "encoding": options.encoding,
        **{name: value for name, value in given.items() if value is not None},
    }


def _known(flags: argparse.ArgumentParser) -> set[str]:
    return {name for action in flags._actions for name in action.option_strings}


def _help(command: str) -> None:
    command_parser = argparse.ArgumentParser(prog=f"maquette {command}", add_help=False)
    import_module(f"maquette.cli.{command}").add(command_parser)
    print(command_parser.format_help())


def _columns(text: str | None) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in (text or "").split(",") if pair.strip()]
    if any(not name or not column for name, _, column in pairs):
        raise InputError(f"--columns {text!r} is not a list of input=column", mend="--columns photo=Bild,id=Artikel")
    return {name.strip().replace("-", "_"): column.strip() for name, _, column in pairs}


def _metavar(kind: Any, name: str) -> str:
    inner = [one for one in get_args(kind) if one is not type(None)]
    if get_origin(kind) is Literal:
        return "|".join(map(str, inner))
    if get_origin(kind) is not tuple and inner:
        return _metavar(inner[0], name)
    plain = inner[0] if inner else kind
    return str(getattr(plain, "__name__", name)).upper()
