"""Vendors' own specifications, read from the shared folder beside the checkout, never from the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDERS = [parent / "shared" / "specs" for parent in Path(__file__).resolve().parents]


def specification(name: str) -> dict[str, Any]:
    """The specification in the file *name*; skips the test where it is not here."""
    folder = next((one for one in FOLDERS if (one / name).is_file()), None)
    if folder is None:
        pytest.skip(f"{name} is not beside this checkout (shared/specs)")
    if name.endswith(".yaml"):
        pytest.importorskip("yaml")
    return _read(folder / name)


def demand_valid(body: Any, spec: dict[str, Any], schema: str) -> None:
    """Fail unless *body* is what the schema named *schema* describes, with no field that it does not know."""
    jsonschema = pytest.importorskip("jsonschema")
    whole = {"$ref": f"#/components/schemas/{schema}", "components": spec["components"]}
    errors = list(jsonschema.Draft202012Validator(_nullable(whole)).iter_errors(body))
    assert not errors, errors[0].message
    known = spec["components"]["schemas"][schema].get("properties")
    assert not known or set(body) <= set(known)


@cache
def _read(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        found: dict[str, Any] = json.loads(text)
        return found
    import yaml

    # The parser in C: the specifications are large.
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # type: ignore[no-any-return]


def _nullable(node: Any) -> Any:
    """OpenAPI 3.0's ``nullable`` in the words of JSON Schema."""
    if isinstance(node, list):
        return [_nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    plain = {name: _nullable(value) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


def hold(content: Any, name: str, schema: str) -> None:
    """Hold *content* against a schema of the specification; a field that the schema does not name is wrong too."""
    jsonschema = pytest.importorskip("jsonschema")
    document = _closed(specification(name))
    wanted = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    errors = [
        f"{one.json_path}: {one.message[:200]}" for one in jsonschema.Draft202012Validator(wanted).iter_errors(content)
    ]
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
