"""Runs as people follow them: how far, at what rate, for how much, and what can be done about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from maquette.runs.report import cost_json
from maquette.store import Record, Store

_LATELY = 60.0
_STATES = ("to_do", "done", "waiting", "failed")
_CAN = {
    "queued": ["pause", "cancel"],
    "running": ["pause", "cancel"],
    "planned": ["pause", "cancel"],
    "paused": ["resume", "cancel"],
    "interrupted": ["resume", "cancel"],
    "cancelled": ["resume"],
    "failed": ["resume"],
}


def overview(store: Store, record: Record | None, order: Record | None) -> Record:
    """One run: the *record* of what was made and the *order* that it came from; one of them may be None.

    *can* lists what may be asked of it: pause, cancel, resume.
    """
    assert record or order
    head = record or order or {}
    run = record["id"] if record else head["run"]
    state = _state(record, order)
    rows = _rows(store, record)
    told: dict[str, Any] = {
        "id": run,
        "workflow": head["workflow"],
        "project": (record["job"].get("project") if record else head["project"]) or "",
        "state": state,
        "source": head["job"].get("over") or head["job"].get("photos") or "",
        "destination": (record["destination"] if record else head["job"].get("to")) or "",
        "created_at": head["created_at"],
        "finished_at": record["finished_at"] if record else head["ended_at"],
        "rows": rows,
        "problem": order["problem"] if order else None,
        "can": _CAN.get(state, []) if order else [],
        "member": order["member"] if order else "",
    }
    return told


def details(store: Store, record: Record | None, order: Record | None) -> Record:
    """One run as ``overview`` tells it, with its inputs, its money, its steps, its rate and the time left."""
    told = overview(store, record, order)
    run = told["id"]
    money = store.ledger.totals(run)
    steps = store.history.count_uses(run)
    return told | {
        "inputs": record["job"].get("inputs", {}) if record else (order or {})["job"].get("inputs", {}),
        "cost": cost_json(money["low"], money["high"], money["settled"], money["unknown"]),
        "steps": {"made": steps.get("made", 0), "cached": steps.get("cached", 0)},
        **_pace(store, run, told["rows"], told["state"]),
    }


def _state(record: Record | None, order: Record | None) -> str:
    if order and (record is None or order["state"] in ("queued", "paused", "cancelled", "failed")):
        return str(order["state"])
    return str(record["state"]) if record else ""


def _rows(store: Store, record: Record | None) -> dict[str, int]:
    if record is None:
        return {"total": 0, **dict.fromkeys(_STATES, 0)}
    if record["state"] == "done" and record["summary"]:
        return {"to_do": 0, **record["summary"]["rows"]}
    counts = store.history.count_rows(record["id"])
    return {"total": sum(counts.values()), **{name: counts.get(name, 0) for name in _STATES}}


def _pace(store: Store, run: str, rows: dict[str, int], state: str) -> Record:
    """Rows a second over the last minute, and the seconds that the others will take at that rate."""
    if state != "running":
        return {"rate": None, "seconds_left": None}
    instant = datetime.now(UTC)
    since = instant - timedelta(seconds=_LATELY)
    count, first = store.feed.ended_since(run, since.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    if not first:
        return {"rate": None, "seconds_left": None}
    seconds = max((instant - datetime.fromisoformat(first)).total_seconds(), 0.5)
    rate = count / seconds
    return {"rate": round(rate, 3), "seconds_left": round(rows["to_do"] / rate, 1)}
