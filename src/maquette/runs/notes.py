"""What is written down of a call while it is under way, and how it is read back after a crash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from maquette.models.answer import Pending, Reply
from maquette.models.request import Picture, Request, Size
from maquette.store import Call, Store

NOT_SENT = "not-sent"
"""The code of a call that ended before it went out, or on this machine: its key is free again."""
_STAND_IN = Picture(b"", "image/png", 0, 0)


OnAnswer = Callable[[Callable[[], None]], None]


class Notes:
    """Keeps what happens to one call; *on_answer* is given what records its answer, and the place that this frees.

    *by_id*: an answer may be no more than an id to ask for, so the place is held until the call is over. *sent* says
    whether its first byte may have left, *holds_place* whether its provider may still be at work on it.
    """

    def __init__(
        self, store: Store, call: str, on_answer: OnAnswer = lambda record: record(), *, by_id: bool = False
    ) -> None:
        self._store = store
        self._call = call
        self._on_answer = on_answer
        self._by_id = by_id
        self.sent = False
        self.holds_place = True

    def submitted(self) -> None:
        """The ledger says so since the gate let the call through."""
        self.sent = self.holds_place = True

    def accepted(self, pending: Pending) -> None:
        """The provider's id, before anything else is done with it."""
        self._store.ledger.accepted(self._call, pending.provider_id, pending.handle)

    def answered(self, reply: Reply) -> None:
        """The raw reply, before it is read."""
        path, digest, packed = _path(self._store, self._call), hashlib.sha256(), reply.pieces
        path.parent.mkdir(exist_ok=True)
        # The file outlives this process, which is what it is for: within milliseconds its pictures are assets that
        # outlive a loss of power too, and it is removed. Half of one is never looked at: only the ledger's word counts.
        with path.open("wb") as file:
            for piece in packed:
                digest.update(piece)
                file.write(piece)
        self.holds_place = self._by_id

        def record() -> None:
            self._store.ledger.answered(self._call, digest.hexdigest(), still_busy=self._by_id)

        if self.holds_place:
            record()
        else:
            self._on_answer(record)


def reply_of(store: Store, call: Call) -> Reply | None:
    """The raw reply that was kept for *call*, if there is one."""
    if not call["reply"]:
        return None
    try:
        return Reply.unpack(_path(store, call["id"]).read_bytes())
    except OSError:
        return None


def forget_reply(store: Store, call: str) -> None:
    """Let go of a reply whose pictures are assets and whose figures stand in the ledger."""
    _path(store, call).unlink(missing_ok=True)


def plain_request(request: Request) -> dict[str, Any]:
    """The request in plain JSON, exactly as sent but for its pictures, which are named by their hash."""
    fields = {name: getattr(request, name) for name in request.__dataclass_fields__}
    for name, value in fields.items():
        if isinstance(value, Picture):
            fields[name] = _named(value)
    fields["references"] = [_named(one) for one in request.references]
    fields["history"] = [one.prompt for one in request.history]
    fields["size"] = dict(request.size._asdict())
    fields["options"] = dict(request.options)
    return fields


def request_of(plain: Mapping[str, Any]) -> Request:
    """As much of a request as settling needs: its pictures are counted, not there."""
    fields = dict(plain)
    for name in ("image", "mask", "markup"):
        fields[name] = _STAND_IN if fields.get(name) else None
    fields["references"] = (_STAND_IN,) * len(fields["references"])
    fields["history"], fields["size"] = (), Size(**fields["size"])
    return Request(**fields)


def _path(store: Store, call: str) -> Path:
    return store.folder / "replies" / call


def _named(picture: Picture) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(picture.data).hexdigest(),
        "type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
    }
