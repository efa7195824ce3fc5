"""The page's types, made of what the API says of itself.

    uv run python tools/page_types.py

Writes studio-web/src/api/schema.ts from the OpenAPI document. The file is committed; a test says when it is old.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "studio-web/src/api/schema.ts"
HEAD = "/** What the API answers and takes. Made by tools/page_types.py of its OpenAPI document: do not edit. */\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def written() -> str:
    """The types as they ought to be."""
    from maquette.studio.app import create_app
    from maquette.workspace import open_workspace

    with tempfile.TemporaryDirectory() as folder, open_workspace(folder) as workspace:
        schemas: dict[str, Any] = create_app(workspace).openapi()["components"]["schemas"]
    return HEAD + "".join(_interface(name, schemas[name]) for name in sorted(schemas))


def _interface(name: str, schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"\nexport type {name} = {_type(schema)}\n"
    needed = set(schema.get("required", ()))
    about = " ".join(schema.get("description", "").split())
    lines = [f"\n/** {about} */" if about else "", f"export interface {name} {{"]
    for field, kind in schema["properties"].items():
        named = field if re.fullmatch(r"[A-Za-z_]\w*", field) else json.dumps(field)
        if said := kind.get("description"):
            lines.append(f"  /** {said} */")
        lines.append(f"  {named}{'' if field in needed else '?'}: {_type(kind)}")
    return "\n".join([*lines, "}"]) + "\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(json.dumps(one) for one in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    kind = schema.get("type")
    if kind == "array":
        return _array(schema)
    if kind == "object":
        more = schema.get("additionalProperties", True)
        return f"Record<string, {_type(more) if isinstance(more, dict) else 'unknown'}>"
    return PLAIN.get(str(kind), "unknown")


def _array(schema: dict[str, Any]) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(_type(one) for one in schema['prefixItems'])}]"
    inner = _type(schema.get("items", {}))
    return f"({inner})[]" if " | " in inner else f"{inner}[]"


if __name__ == "__main__":
    OUT.write_text(written(), "utf-8")
