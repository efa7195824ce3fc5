"""What happens, told to every open page: one socket a tab, numbered, so that a tab can ask for what it missed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from maquette.store import Record
from maquette.workspace import Workspace

_LOOK_SECONDS = 0.15
_IDLE_SECONDS = 1.0
_PING_SECONDS = 20.0
_AT_ONCE = 500
_MOST_MISSED = 5000
_MOST_WAITING = 5000
_TOO_SLOW = 1013

Numbered = tuple[int, str]
"""A message, and the number of its event."""


class Hub:
    """Reads the feed of a workspace and passes it on. *news* is called with the types of what just happened."""

    def __init__(self, workspace: Workspace, news: Callable[[set[str]], None]) -> None:
        self._workspace = workspace
        self._news = news
        self._queues: set[asyncio.Queue[Numbered | None]] = set()
        self._seq = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin with what happens from now on."""
        self._seq = self._workspace.desk.last_event()
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Let go of every page."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        for queue in self._queues:
            queue.put_nowait(None)

    async def serve(self, socket: WebSocket, after: int | None) -> None:
        """Tell one page, until it leaves: what it missed behind *after*, then what happens."""
        await socket.accept()
        queue: asyncio.Queue[Numbered | None] = asyncio.Queue(_MOST_WAITING)
        self._queues.add(queue)
        try:
            # A page that is gone before it was told anything is no fault.
            with suppress(WebSocketDisconnect):
                await self._tell(socket, queue, after)
        finally:
            self._queues.discard(queue)

    async def _tell(self, socket: WebSocket, queue: asyncio.Queue[Numbered | None], after: int | None) -> None:
        missed = await asyncio.to_thread(self._missed, after)
        for _, message in missed:
            await socket.send_text(message)
        told = missed[-1][0] if missed else 0
        # Whoever never reads does not notice that a page is gone.
        reading = asyncio.create_task(_read(socket))
        writing = asyncio.create_task(self._write(socket, queue, told))
        _, left = await asyncio.wait((reading, writing), return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await asyncio.gather(reading, writing)

    def _missed(self, after: int | None) -> list[Numbered]:
        last = self._workspace.desk.last_event()
        if after is None or after == last:
            return [_numbered({"seq": last, "type": "hello"})]
        events = self._workspace.desk.events(after, _MOST_MISSED + 1)
        if events is None or len(events) > _MOST_MISSED or after > last:
            return [_numbered({"seq": last, "type": "reset"})]
        return [_numbered(one) for one in self._told(events)]

    async def _write(self, socket: WebSocket, queue: asyncio.Queue[Numbered | None], told: int) -> None:
        while True:
            try:
                message = await asyncio.wait_for(queue.get(), _PING_SECONDS)
            except TimeoutError:
                _, ping = _numbered({"seq": max(told, self._seq), "type": "ping"})
                await socket.send_text(ping)
                continue
            if message is None:
                await socket.close(_TOO_SLOW)
                return
            # What came in while the page was told what it had missed, it was told already.
            if message[0] > told:
                await socket.send_text(message[1])

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS if self._queues else _IDLE_SECONDS)
            events = await asyncio.to_thread(self._workspace.desk.events, self._seq, _AT_ONCE)
            if events is None:
                self._seq = self._workspace.desk.last_event()
                self._pass_on([{"seq": self._seq, "type": "reset"}])
                continue
            if events:
                self._seq = events[-1]["seq"]
                self._news({one["type"] for one in events})
                if self._queues:
                    self._pass_on(await asyncio.to_thread(self._told, events))

    def _told(self, events: list[Record]) -> list[Record]:
        """Events with what a page would ask for next: pictures, and how far the runs are."""
        briefs = self._workspace.gallery.briefs([one["subject"] for one in events if one["type"] == "asset"])
        last = {one["run"]: one["seq"] for one in events if one["type"] in ("row", "run") and one["run"]}
        told: list[Record] = []
        for one in events:
            message = {
                "seq": one["seq"],
                "type": one["type"],
                "run": one["run"],
                "state": one["state"],
                "at": one["at"],
            }
            if one["type"] == "asset":
                message["picture"] = briefs.get(one["subject"])
            elif one["type"] == "unfinished":
                message |= {"key": one["subject"], "row": one["state"]}
            elif one["type"] == "row":
                message["row"] = one["subject"]
            elif one["type"] in ("ledger", "review"):
                message["subject"] = one["subject"]
            if one["type"] in ("row", "run") and last.get(one["run"]) == one["seq"] and one["state"] != "gone":
                message["progress"] = self._workspace.desk.progress(one["run"])
            told.append(message)
        return told

    def _pass_on(self, messages: Iterable[Record]) -> None:
        texts = [_numbered(one) for one in messages]
        for queue in tuple(self._queues):
            if queue.qsize() + len(texts) >= _MOST_WAITING:
                # It comes back and asks for what it missed.
                self._queues.discard(queue)
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)
                continue
            for text in texts:
                queue.put_nowait(text)


def _numbered(message: dict[str, Any]) -> Numbered:
    return message["seq"], json.dumps(message, ensure_ascii=False, separators=(",", ":"))


async def _read(socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
