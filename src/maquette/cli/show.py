"""How lists and records are printed: JSON for programs, aligned lines for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def as_json(value: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(records: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Aligned columns with a head; long last columns are left to the terminal to wrap."""
    lines = [list(columns), *([_cell(record.get(column)) for column in columns] for record in records)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def facts(record: Mapping[str, Any], indent: str = "") -> None:
    """One name and value a line, nested ones indented, of several of a kind each with its number."""
    width = max((len(name) for name in record), default=0)
    for name, value in record.items():
        if isinstance(value, Mapping) and value:
            print(f"{indent}{name}")
            facts(value, indent + "  ")
        elif isinstance(value, list | tuple) and value and all(isinstance(one, Mapping) for one in value):
            for number, one in enumerate(value, 1):
                print(f"{indent}{name} {number}" if len(value) > 1 else f"{indent}{name}")
                facts(one, indent + "  ")
        else:
            print(f"{indent}{name.ljust(width)}  {_cell(value)}")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(_cell, value))
    return str(value)


def shortened(text: str, most: int = 80) -> str:
    """*text* on one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
