"""Where a provider's key comes from: its variable, the system's keyring, or a file that only its owner can read.

A key lives in a ``Secret``, which never shows itself.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from maquette.errors import MaquetteError
from maquette.models.adapter import Provider
from maquette.models.failures import NoKey

SERVICE = "maquette"


class Secret:
    """Text that is only given to who asks for it by ``reveal``."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the header it belongs in."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(****)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


def key_file() -> Path:
    """The file of keys: MAQUETTE_KEYS, or ``maquette/keys.toml`` in the user's configuration folder."""
    named = os.environ.get("MAQUETTE_KEYS")
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(named) if named else base / "maquette" / "keys.toml"


def find_key(provider: Provider) -> tuple[Secret, str] | None:
    """The provider's key and where it was found, or None."""
    return find_secret(provider.name, provider.key_variables)


def find_secret(name: str, variables: Sequence[str]) -> tuple[Secret, str] | None:
    """What is kept under that *name*, or in one of the *variables*, and where it was found, or None."""
    for variable in variables:
        if text := os.environ.get(variable, "").strip():
            return Secret(text), f"variable {variable}"
    if found := _from_keyring(name):
        return Secret(found), "system keyring"
    if found := _from_file(name):
        return Secret(found), str(key_file())
    return None


def need_key(provider: Provider) -> Secret:
    """The provider's key. Raises ``NoKey`` that says which is missing and how to set it."""
    found = find_key(provider)
    if found:
        return found[0]
    names = " or ".join(provider.key_variables) or "none"
    page = f" (get one at {provider.key_page})" if provider.key_page else ""
    raise NoKey(
        f"there is no key for {provider.title}{page}",
        mend=f"set the variable {names}, or: maquette models key {provider.name}",
    )


def renewal(provider: Provider) -> str:
    """How a key that is not accepted any more is replaced, by where it was found."""
    page = f"get a new key at {provider.key_page}, then " if provider.key_page else ""
    found = find_key(provider)
    if found and found[1].startswith("variable "):
        return f"{page}put it into the {found[1]}"
    return f"{page}maquette models key {provider.name}"


def lacks_key(provider: Provider) -> NoKey | None:
    """What to tell where the provider cannot be asked without a key that is not here; None where it can."""
    try:
        if provider.key_variables and not provider.key_optional:
            need_key(provider)
    except NoKey as missing:
        return missing
    return None


def key_states() -> list[dict[str, Any]]:
    """Each provider that takes a key: its name and title, where its key was found (empty: nowhere), whether it is
    needed, and the page where one gets one. Never the key.
    """
    from maquette.models.registry import providers

    told = []
    for provider in providers().values():
        if provider.key_variables:
            found = find_key(provider)
            told.append(
                {
                    "provider": provider.name,
                    "title": provider.title,
                    "set": found is not None,
                    "where": found[1] if found else "",
                    "variables": list(provider.key_variables),
                    "needed": not provider.key_optional,
                    "page": provider.key_page,
                }
            )
    return told


def keep_key(name: str, text: str) -> str:
    """Keep a key in the system's keyring, else in the file, and say where it is."""
    with suppress(Exception):
        import keyring

        keyring.set_password(SERVICE, name, text)
        if keyring.get_password(SERVICE, name) == text:
            return "system keyring"
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = _read(path) if path.exists() else {}
    keys[name] = text
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f'{one} = "{_escaped(value)}"\n' for one, value in sorted(keys.items()))
    os.replace(part, path)
    return str(path)


def _from_keyring(name: str) -> str | None:
    # A machine without a keyring, or with a locked one, has simply no key there.
    with suppress(Exception):
        import keyring

        found: str | None = keyring.get_password(SERVICE, name)
        return found
    return None


def _from_file(name: str) -> str | None:
    path = key_file()
    if not path.is_file():
        return None
    mode = path.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MaquetteError(
            f"{path} can be read by others, so its keys are not used", mend=f"chmod 600 {path}", code="open-keys"
        )
    return _read(path).get(name)


def _read(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in tomllib.loads(path.read_text("utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's message would quote the line, and the line is a key.
        raise MaquetteError(
            f"{path} cannot be read as TOML", mend='write a line a provider: openai = "sk-..."', code="bad-keys"
        ) from None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
