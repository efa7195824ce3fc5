"""Vendors' own interface descriptions, where the shared folder is at hand: they check what we send."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator


@cache
def description(name: str) -> dict[str, Any]:
    """The OpenAPI description in the file *name*; skips the test, saying so, where it is absent."""
    given = os.environ.get("MAQUETTE_SPECIFICATIONS")
    places = [Path(given)] if given else [one / "shared/specs" for one in Path(__file__).resolve().parents]
    found = next((place / name for place in places if (place / name).is_file()), None)
    if found is None:
        pytest.skip(f"the vendor's description {name} is not here (MAQUETTE_SPECIFICATIONS names its folder)")
    return json.loads(found.read_text("utf-8"))  # type: ignore[no-any-return]


def schema_of(name: str, path: str, media_type: str = "application/json") -> dict[str, Any]:
    """The schema of what is posted to *path*."""
    content = description(name)["paths"][path]["post"]["requestBody"]["content"]
    assert media_type in content, f"{path} takes {', '.join(content)}"
    return content[media_type]["schema"]  # type: ignore[no-any-return]


def properties_of(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Every property that *schema* knows, through references and ``allOf``."""
    if ref := schema.get("$ref"):
        return properties_of(name, description(name)["components"]["schemas"][ref.rpartition("/")[2]])
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found |= properties_of(name, part)
    return found


def check(name: str, path: str, body: dict[str, Any], media_type: str = "application/json") -> None:
    """Assert that *body* is what *path* takes: no field that it does not know, every value in its range."""
    schema = schema_of(name, path, media_type)
    unknown = sorted(set(body) - set(properties_of(name, schema)))
    assert not unknown, f"{path} knows no {', '.join(unknown)}"
    whole = {**schema, "components": description(name)["components"]}
    errors = [f"{list(one.path)}: {one.message[:200]}" for one in Draft202012Validator(whole).iter_errors(body)]
    assert not errors, errors
