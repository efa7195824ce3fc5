"""Keys: what makes two requests the same request.

``key = sha256(op, version, canonical parameters, keys of inputs)``. A leaf's key is the hash of its bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
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
        if hasattr(value, "content_key"):
            return str(value.content_key)
        told = (field.name for field in fields(value) if field.metadata.get("key", True))
        return {name: canonical(getattr(value, name)) for name in told}
    raise TypeError(f"a {type(value).__name__} cannot be a parameter of a step: {value!r:.80}")


def digest(parts: Canonical) -> Key:
    """SHA-256 of the canonical JSON text of *parts*, which must already be canonical."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
