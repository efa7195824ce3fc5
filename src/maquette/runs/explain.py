"""Tells a plan step by step: what would run, what is there, what would be refused, and why."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from maquette.models.price import FREE
from maquette.runs.job import Job
from maquette.runs.planner import BATCH, RowPlan, labels, plan_rows, reasons
from maquette.runs.prices import cautions, price
from maquette.runs.report import PlanReport
from maquette.store import Store, in_batches

_REMEMBERED = 20_000
"""Shared steps are found within that many; a table of any length plans in the same memory."""


def explain(store: Store, job: Job, report: PlanReport) -> Iterator[dict[str, Any]]:
    """One dictionary a step, counted into *report*. A step that several rows share is counted once."""
    seen: OrderedDict[str, None] = OrderedDict()
    for batch in in_batches(plan_rows(store, job), BATCH):
        names = [one.row.name for one in batch if one.to_do]
        earlier = store.history.earlier_keys(job.workflow.name, names) if names else {}
        for one in batch:
            report.rows += 1
            if one.error is not None:
                yield _refused(one, report)
                continue
            named = labels(one.outcome) if one.outcome else {}
            for planned in one.steps:
                step = planned.step
                if step.key in seen:
                    continue
                seen[step.key] = None
                if len(seen) > _REMEMBERED:
                    seen.popitem(last=False)
                cost = price(step, job.cards, previews=job.previews) if step.paid and planned.state == "to_do" else FREE
                report.add(cost)
                more = cautions(step, job.cards) if step.paid and planned.state == "to_do" else []
                told = [note for note in (step.note, cost.note, *more) if note]
                report.notes |= dict.fromkeys(told)
                report.steps[planned.state] += 1
                why = []
                if planned.state == "to_do":
                    why = reasons(store, step, earlier.get((one.row.name, named[step.key])))
                    report.operations[step.op.name] += 1
                    report.reasons[why[0]] += 1
                yield {
                    "row": one.row.name,
                    "operation": step.op.name,
                    "key": step.key,
                    "state": planned.state,
                    "model": step.params.get("model") if step.paid else step.plain.get("network"),
                    "price": cost.strings,
                    "reason": "; ".join(dict.fromkeys([*why, *told])),
                }


def _refused(one: RowPlan, report: PlanReport) -> dict[str, Any]:
    error = one.error
    assert error is not None
    report.steps["refused"] += 1
    told = {
        "row": one.row.name,
        "input": one.row.input,
        "code": error.code,
        "reason": getattr(error, "reason", str(error)),
        "mend": getattr(error, "mend", ""),
    }
    report.refusals.append(told)
    return told | {
        "operation": "",
        "key": None,
        "state": "refused",
        "model": None,
        "price": ["0.00", "0.00"],
    }
