"""Finds templates: the shipped ones, and those in a folder of one's own."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from maquette.design.formats import not_found
from maquette.design.template.model import Template
from maquette.design.template.read import MAX_BYTES, read_template
from maquette.errors import InputError


def shipped_templates() -> list[str]:
    """Names of the templates that come with the package."""
    return sorted(one.name.removesuffix(".toml") for one in _shipped().iterdir() if one.name.endswith(".toml"))


def find_template(name: str, folder: Path | None = None) -> Template:
    """The template in the file *name*, of that name in *folder*, or shipped.

    Raises ``NotFound`` with the nearest names and ``InputError`` for a file that is no template.
    """
    for path in (Path(name), *([folder / f"{name}.toml"] if folder else [])):
        if path.suffix == ".toml" and path.is_file():
            return _read_file(path)
    if name in shipped_templates():
        return _shipped_template(name)
    own = sorted(path.stem for path in folder.glob("*.toml")) if folder and folder.is_dir() else []
    raise not_found("template", name, [*own, *shipped_templates()])


def _read_file(path: Path) -> Template:
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"{path} is larger than {MAX_BYTES} bytes", mend="make it simpler", code="bad-template")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", mend="save it as UTF-8", code="bad-template") from error
    return read_template(text, path.stem)


@lru_cache(maxsize=64)
def _shipped_template(name: str) -> Template:
    return read_template(_shipped().joinpath(f"{name}.toml").read_text("utf-8"), name)


def _shipped() -> Path:
    return Path(str(files("maquette.design").joinpath("templates")))
