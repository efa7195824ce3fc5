"""JSON as people write it: comments, trailing commas, plain keys, single quotes (the part of JSON5 that files use)."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<double>"(?:\\.|[^"\\])*")|(?P<single>'(?:\\.|[^'\\])*')"""
    r"""|(?P<sign>[{}\[\]:,])|(?P<word>[^\s{}\[\]:,"'/]+)|(?P<space>\s+)|(?P<other>.)""",
    re.DOTALL,
)
_LITERAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def loads(text: str) -> Any:
    """The value of *text*. Raises ``ValueError`` that says where it is not even relaxed JSON."""
    pieces: list[str] = []
    for found in _TOKEN.finditer(text.removeprefix("\ufeff")):
        kind, piece = found.lastgroup, found.group()
        if kind in ("comment", "space"):
            continue
        if kind == "other":
            line = text.count("\n", 0, found.start()) + 1
            raise ValueError(f"line {line}: {piece!r} was not expected")
        if kind == "sign" and piece in "}]" and pieces and pieces[-1] == ",":
            pieces.pop()
        if piece == ":" and pieces and pieces[-1][:1] not in ('"', "{", "}", "[", "]", ",", ":"):
            pieces[-1] = json.dumps(pieces[-1])
        pieces.append(_plain(kind or "", piece))
    try:
        return json.loads("".join(pieces), parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _plain(kind: str, piece: str) -> str:
    if kind == "double":
        return piece.replace("\\\n", "")
    if kind == "single":
        inner = piece[1:-1].replace("\\\n", "").replace("\\'", "'")
        return '"' + re.sub(r'(?<!\\)"', '\\\\"', inner) + '"'
    if kind == "word" and not _LITERAL.fullmatch(piece) and _NUMBER.fullmatch(piece):
        return repr(float(piece))
    return piece


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")
