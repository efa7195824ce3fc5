"""Finds the adapter and the provider that a card names, and where that provider is."""

from __future__ import annotations

import importlib
import os
import pkgutil
from dataclasses import dataclass, replace
from types import ModuleType
from urllib.parse import urlsplit

from maquette.errors import NotFound
from maquette.lazy import once
from maquette.models import adapters
from maquette.models.adapter import Adapter, InProcess, Provider
from maquette.models.cards import Card

GROUP = "maquette.adapters"


@dataclass(frozen=True)
class Bound:
    """A card with what it takes to call its model: the adapter, the provider, and the provider's base address."""

    card: Card
    adapter: Adapter | InProcess
    provider: Provider
    base: str

    @property
    def host(self) -> str:
        """The host that the provider's key may be shown."""
        return urlsplit(self.base).hostname or ""


def bind(card: Card) -> Bound:
    """The card with its adapter and provider. Raises ``NotFound`` for a protocol or a provider that is not there."""
    module = _protocol(card.protocol)
    provider = _provider(card, module)
    own = {name: value for name in ("concurrency", "per_minute") if (value := getattr(card.limits, name))}
    provider = replace(provider, **own) if own else provider
    return Bound(card, module.ADAPTER, provider, base_of(provider, card.base))


def base_of(provider: Provider, own: str = "") -> str:
    """The provider's address: the one that was set by hand, or the public one."""
    return (named_base(provider, own) or provider.base).rstrip("/")


def named_base(provider: Provider, own: str = "") -> str:
    """The address that was set by hand: MAQUETTE_<NAME>_BASE_URL, *own*, or the vendor's variables; else empty."""
    variable = f"MAQUETTE_{provider.name.upper().replace('-', '_')}_BASE_URL"
    named = [os.environ.get(variable, ""), own, *(os.environ.get(name, "") for name in provider.base_variables)]
    return next((text for text in named if text), "")


def providers() -> dict[str, Provider]:
    """Every provider of every adapter, by name."""
    names = {*(module.name for module in pkgutil.iter_modules(adapters.__path__)), *_points()}
    found = {one.name: one for name in sorted(names) for one in _protocol(name).PROVIDERS}
    return dict(sorted(found.items()))


def _protocol(name: str) -> ModuleType:
    if point := _points().get(name):
        return importlib.import_module(point)
    try:
        return importlib.import_module(f"{adapters.__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{adapters.__name__}.{name}":
            raise
        known = ", ".join(module.name for module in pkgutil.iter_modules(adapters.__path__))
        raise NotFound(
            f"there is no protocol {name!r}", mend=f"a card's protocol is one of {known}", code="unknown-protocol"
        ) from None


def _provider(card: Card, module: ModuleType) -> Provider:
    for one in module.PROVIDERS:
        if one.name == card.provider:
            return one  # type: ignore[no-any-return]
    if card.base:
        keys = (card.key_variable,) if card.key_variable else ()
        return Provider(name=card.provider, title=card.provider, base=card.base, key_variables=keys)
    raise NotFound(
        f"{card.name} names the provider {card.provider!r}, which {card.protocol} does not know",
        mend="give the card a `base`, the address of the server",
        code="unknown-provider",
    )


@once
def _points() -> dict[str, str]:
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=GROUP)}
