"""The vendors' own specifications, where the shared data has them: what we send is held against them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@cache
def specification(name: str) -> dict[str, Any]:
    """The JSON specification *name*; the test skips, saying so, where the shared data is absent."""
    places = [parent / "shared/specs" / name for parent in Path(__file__).resolve().parents]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        pytest.skip(f"the shared data has no {name} here")
    return json.loads(found.read_text("utf-8"))  # type: ignore[no-any-return]


def hold(content: Any, name: str, schema: str) -> None:
    """Hold *content* against a schema of the specification; a field that the schema does not name is wrong too."""
    from jsonschema import Draft202012Validator

    document = _closed(specification(name))
    wanted = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    errors = [f"{one.json_path}: {one.message[:200]}" for one in Draft202012Validator(wanted).iter_errors(content)]
    assert not errors, errors


def _closed(value: Any) -> Any:
    if isinstance(value, list):
        return [_closed(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _closed(one) for key, one in value.items()}
    if isinstance(value.get("properties"), dict) and "additionalProperties" not in value and "allOf" not in value:
        found["additionalProperties"] = False
    return found
