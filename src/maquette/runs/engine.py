"""The only module that knows the engine: DBOS, embedded, on a SQLite file beside our own.

A run is one durable workflow; its rows go in chunks of a hundred, each chunk a durable workflow of its own with one
recorded step. After kill -9 the same run, started again, goes on with the chunks that have no record. What each row
made, and that it is done, is in our tables: a row that was done is passed over, and the engine's file may be deleted
at any time.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, WorkflowHandle

from maquette.runs.head_start import NextRows
from maquette.store.database import BUSY_SECONDS, SETTINGS

INTERPRETER = "2"
"""Raised when the meaning of recorded workflows changes; runs begun under another are not continued by this one."""

CHUNK = 100
_CHUNKS = 2
_RESULT_POLL = 0.05
_GOING_ON = ("PENDING", "ENQUEUED", "DELAYED")
_NEVER = 1e6

Begin = Callable[[int], Future[None]]


class _Json(Serializer):
    """The engine's rows hold plain JSON, never pickles."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "maquette-json"


class _Current:
    """The run that this process is carrying out; the engine's functions are global and find it here."""

    run = ""
    begin: Begin
    next_rows: NextRows
    slots: asyncio.Semaphore
    stopping = False


def carry_out(folder: Path, run: str, *, begin: Begin, next_rows: NextRows, workers: int) -> None:
    """Do every row of *run* that is not done, durably, and return when all are.

    *next_rows(after, limit)* gives the indexes of unfinished rows; *begin(index)* begins one, or gives the work on it
    that was begun before. *workers* rows are worked on at once. A run that was killed is taken up where it stood. One
    run at a time in a process.
    """
    logging.getLogger("dbos").setLevel(logging.ERROR)
    engine = _sqlite(folder / "engine.sqlite")
    config: DBOSConfig = {
        "name": "maquette",
        "system_database_url": str(engine.url),
        "system_database_engine": engine,
        "application_version": INTERPRETER,
        # Recovery at launch takes up what this id left: the run asked for, and no other run of the workspace.
        "executor_id": run,
        "serializer": _Json(),
        "log_level": "ERROR",
        # Leaving waits for this poll, so it is also how long a finished run lingers.
        "notification_listener_polling_interval_sec": 0.1,
    }
    _Current.run, _Current.begin, _Current.next_rows = run, begin, next_rows
    _Current.slots, _Current.stopping = asyncio.Semaphore(workers), False
    DBOS(config=config)
    try:
        DBOS.launch()
        attempt = 0
        while next_rows(-1, 1):
            # An id that has ended answers its old result; rows left over by it are a new attempt of the same run.
            status = DBOS.get_workflow_status(f"{run}:{attempt}")
            if status is None or status.status in _GOING_ON:
                with SetWorkflowID(f"{run}:{attempt}"):
                    handle: WorkflowHandle[Any] = DBOS.start_workflow(_run, run, attempt)
                handle.get_result(polling_interval_sec=_RESULT_POLL)
            attempt += 1
    except KeyboardInterrupt:
        _Current.stopping = True
        raise
    finally:
        DBOS.destroy()
        engine.dispose()


def _sqlite(path: Path) -> sa.Engine:
    """The engine's database, with the settings that survive kill -9 and let processes share it."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, pool_size=8)

    @sa.event.listens_for(engine, "connect")
    def settings(connection: Any, _: Any) -> None:
        for setting in SETTINGS:
            connection.execute(setting)

    return engine


@DBOS.workflow(name="run", max_recovery_attempts=1000)
async def _run(run: str, attempt: int) -> None:
    after = -1
    under_way: list[Any] = []
    while indexes := await _choose(after):
        with SetWorkflowID(f"{run}:{attempt}:{indexes[0]}"):
            under_way.append(await DBOS.start_workflow_async(_chunk, indexes))
        after = indexes[-1]
        # The next chunk begins while the last rows of this one wait for their answers.
        if len(under_way) == _CHUNKS:
            await under_way.pop(0).get_result(polling_interval_sec=_RESULT_POLL)
    for handle in under_way:
        await handle.get_result(polling_interval_sec=_RESULT_POLL)


@DBOS.workflow(name="chunk", max_recovery_attempts=1000)
async def _chunk(indexes: list[int]) -> None:
    await _rows(indexes)


@DBOS.step(name="choose")
async def _choose(after: int) -> list[int]:
    return await asyncio.to_thread(_Current.next_rows, after, CHUNK)


@DBOS.step(name="rows")
async def _rows(indexes: list[int]) -> None:
    await asyncio.gather(*map(_row, indexes))


async def _row(index: int) -> None:
    async with _Current.slots:
        if _Current.stopping:
            # A step that ends is recorded as done: one that must not begin waits until the process leaves.
            await asyncio.sleep(_NEVER)
        await asyncio.wrap_future(_Current.begin(index))
