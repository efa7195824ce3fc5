"""What ``run`` and ``plan`` share: rows, and the workflow's own inputs as flags."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

from maquette.errors import InputError
from maquette.graph import Workflow


def add_rows(command: argparse.ArgumentParser) -> None:
    """The flags that say what a job is done for."""
    command.add_argument("workflow", nargs="?", help="its name; `maquette workflows` lists them")
    command.add_argument("-h", "--help", action="store_true", help="this, with the inputs of the workflow")
    money = command.add_argument_group("models and money")
    money.add_argument("--project", metavar="NAME", help="the project that it is for, with its budget and its rules")
    money.add_argument("--rehearse", action="store_true", help="let the sandbox stand in for every model, for nothing")
    rows = command.add_argument_group("rows")
    rows.add_argument("--over", metavar="TABLE", help="a CSV or TSV table, one row a product")
    rows.add_argument("--photos", metavar="DIR", help="a folder of photos, one row a photo, folders below included")
    rows.add_argument("--columns", metavar="A=B,..", help="which column holds what: photo=Bild,id=Artikel")
    rows.add_argument("--names", metavar="PATTERN", help="names of the files: {row}/{brand}-{format}")
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
    read, others = flags.parse_known_args(options.extra)
    given = vars(read) | _fields(workflow, others, flags)
    return {
        "project": options.project,
        "rehearse": options.rehearse,
        "workflow": workflow.name,
        "over": options.over,
        "photos": options.photos,
        "columns": _columns(options.columns),
        "encoding": options.encoding,
        "names": options.names,
        **{name: value for name, value in given.items() if value is not None},
    }


def _fields(workflow: Workflow, words: list[str], flags: argparse.ArgumentParser) -> dict[str, str]:
    """Flags that are no inputs of the workflow's own, for one that takes others: ``--product kettle``."""
    found: dict[str, str] = {}
    rest = list(words)
    while rest and workflow.fields is not None and rest[0].startswith("--"):
        name, equals, value = rest.pop(0)[2:].partition("=")
        if not equals:
            if not rest:
                flags.error(f"argument --{name}: expected one argument")
            value = rest.pop(0)
        found[name] = value
    if rest:
        flags.error(f"unrecognized arguments: {' '.join(rest)}")
    return found


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
