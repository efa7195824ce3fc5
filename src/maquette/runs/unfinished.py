"""Unfinished pictures of models that are at work, for whoever looks on: told in the feed, kept until the run ends."""

from __future__ import annotations

from pathlib import Path

from maquette.errors import MaquetteError, NotFound
from maquette.graph import Key
from maquette.store import Store, write_whole

_SIDE = 640
_FOLDER = "unfinished"
_HEX = frozenset("0123456789abcdef")


class Unfinished:
    """Takes unfinished pictures while a run is carried out, from any thread; they are gone when it ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: set[Path] = set()

    def __call__(self, key: Key, data: bytes) -> None:
        """The picture of the step of that *key* as far as it is; one that cannot be read is passed over."""
        from maquette.picture.thumbnail import encoded, small

        call = self._store.ledger.holder(key)
        if call is None or not call["run"]:
            return
        path = unfinished_path(self._store, key)
        try:
            path.parent.mkdir(exist_ok=True)
            self._seen.add(path)
            write_whole(path, encoded(small(data, _SIDE), "webp"), durable=False)
        except (MaquetteError, OSError):
            return  # a picture that is on its way is not worth an error
        self._store.feed.tell("unfinished", call["run"], key, call["row"] or "")

    def forget(self) -> None:
        """The run is at its end."""
        for path in self._seen:
            path.unlink(missing_ok=True)


def sweep(store: Store) -> None:
    """Delete what runs that were killed left: unfinished pictures that nobody is at work on any more."""
    ledger = store.ledger
    for path in (store.folder / _FOLDER).glob("*.webp"):
        call = ledger.holder(path.stem)
        if call is None or not ledger.owners.lives(call["owner"]):
            path.unlink(missing_ok=True)


def unfinished_path(store: Store, key: Key) -> Path:
    """Where the unfinished picture of a step lies, a WebP, while there is one. Raises ``NotFound`` for no key."""
    if len(key) != 64 or not _HEX.issuperset(key):
        raise NotFound(f"{key[:64]!r} is no key of a step", mend="the live socket tells it", code="unknown-picture")
    return store.folder / _FOLDER / f"{key}.webp"
