"""Keys: what makes two requests the same request.

``key = sha256(op, version, canonical parameters, keys of inputs)``. A leaf's key is the hash of its bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

Key = str
"""64 lower-case hexadecimal digits of a SHA-256."""

Canonical = None | bool | int | float | str | list[Any] | dict[str, Any]


def canonical(value: Any) -> Canonical:
    """The plain form of a parameter, equal for equal meanings: tuples are lists, enums their value, -0.0 is 0.0.

    A dataclass that has a ``content_key`` is that key; of others, a field with ``metadata={"key": False}`` (where a
    file lies, say) is left out.

    Raises ``TypeError`` for a value that has no plain form (a picture, a function) and ``ValueError`` for NaN or
    infinity, which equal nothing and so could never be found again.
    """
    if value is None or isinstance(value, bool | str):
        return str(value.value) if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return canonical(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} cannot be a parameter: it is not a finite number")
        return float(value) + 0.0
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): canonical(item) for name, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if is_dataclass(value) and not isinstance(value, type):
        return _of_dataclass(value)
    raise TypeError(f"a {type(value).__name__} cannot be a parameter of a step: {value!r:.80}")


_RECENT: OrderedDict[int, tuple[Any, Canonical]] = OrderedDict()
_MOST_RECENT = 64


def _of_dataclass(value: Any) -> Canonical:
    if hasattr(value, "content_key"):
        return str(value.content_key)
    # A template stands in every step of a campaign. Holding on to the object keeps its id its own.
    known = _RECENT.get(id(value))
    if known is not None:
        return known[1]
    plain: Canonical = {name: canonical(getattr(value, name)) for name in _told(value.__class__)}
    if _frozen(value.__class__):
        _RECENT[id(value)] = value, plain
        while len(_RECENT) > _MOST_RECENT:
            _RECENT.popitem(last=False)
    return plain


@cache
def _told(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.metadata.get("key", True))


@cache
def _frozen(kind: Any) -> bool:
    return bool(kind.__dataclass_params__.frozen)


def digest(parts: Canonical) -> Key:
    """SHA-256 of the canonical JSON text of *parts*, which must already be canonical."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
