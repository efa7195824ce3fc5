"""Runs as people follow them: how far, at what rate, for how much, and what can be done about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from maquette.runs.report import cost_json
from maquette.store import Record, Store

_LATELY_SECONDS = 60.0
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
_ABOUT = ("prompt", "template", "look", "style", "set", "scene", "what")


def overview(store: Store, record: Record | None, order: Record | None) -> Record:
    """One run: the *record* of what was made and the *order* that it came from; one of them may be None.

    *about* is the input that tells it from others; *can* lists what may be asked of it: pause, cancel, resume, again,
    edit (of its rows).
    """
    head = record or order or {}
    job = head["job"]
    inputs = job.get("inputs", {})
    told = progress(store, record, order)
    return told | {
        "workflow": head["workflow"],
        "project": (job.get("project") if record else head["project"]) or "",
        "about": str(next((inputs[name] for name in _ABOUT if inputs.get(name)), "")),
        "source": job.get("over") or job.get("photos") or "",
        "destination": (record["destination"] if record else job.get("to")) or "",
        "created_at": head["created_at"],
        "finished_at": record["finished_at"] if record else head["ended_at"],
        "problem": order["problem"] if order else None,
        "can": _can(told["state"], record, order),
        "member": order["member"] if order else "",
    }


def _can(state: str, record: Record | None, order: Record | None) -> list[str]:
    found = list(_CAN.get(state, [])) if order else []
    return [*found, "again", "edit"] if record and state not in ("planned", "running", "queued") else found


def details(store: Store, record: Record | None, order: Record | None) -> Record:
    """One run as ``overview`` tells it, with its inputs and steps."""
    told = overview(store, record, order)
    steps = store.history.count_uses(told["id"])
    return told | {
        "inputs": (record or order or {})["job"].get("inputs", {}),
        "steps": {"made": steps.get("made", 0), "cached": steps.get("cached", 0)},
    }


def progress(store: Store, record: Record | None, order: Record | None) -> Record:
    """How far a run is: id, state, rows, cost, rows a second over the last minute, seconds left at that rate."""
    run = record["id"] if record else (order or {})["run"]
    state = _state(record, order)
    rows = _rows(store, record)
    money = store.ledger.totals(run)
    return {
        "id": run,
        "state": state,
        "rows": rows,
        "cost": cost_json(money["low"], money["high"], money["settled"], money["unknown"]),
        **_pace(store, run, rows, state),
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


def _pace(store: Store, run: str, rows: dict[str, int], state: str) -> dict[str, Any]:
    instant = datetime.now(UTC)
    since = (instant - timedelta(seconds=_LATELY_SECONDS)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    count, first = store.feed.ended_since(run, since) if state == "running" else (0, None)
    if not first:
        return {"rate": None, "seconds_left": None}
    rate = count / max((instant - datetime.fromisoformat(first)).total_seconds(), 0.5)
    return {"rate": round(rate, 3), "seconds_left": round(rows["to_do"] / rate, 1)}
