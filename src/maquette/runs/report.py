"""What a plan and a run say of themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from maquette.models.money import Micro, dollars
from maquette.models.price import FREE, PriceRange


def cost_json(low: Micro, high: Micro, settled: Micro, unknown: int = 0) -> dict[str, Any]:
    """Money as every document of ours says it; *unknown* counts steps whose price nobody knows."""
    known = {"currency": "USD", "estimated": [dollars(low), dollars(high)], "settled": dollars(settled)}
    return known | {"unknown": unknown}


@dataclass(frozen=True)
class Event:
    """Progress: one row ended. *state* is done, waiting or failed; *cached* when nothing had to be made for it."""

    run: str
    row: str
    state: str
    cached: bool
    reason: str
    finished: int
    total: int


@dataclass
class PlanReport:
    """What a job would do. *steps* counts kept steps by state; *operations* counts what would run, by operation."""

    workflow: str
    rows: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: list[dict[str, str]] = field(default_factory=list)
    known: PriceRange = FREE
    unpriced: int = 0
    notes: dict[str, None] = field(default_factory=dict)
    """What is to be said of models and prices, each once: why this model, that a price is old."""

    def add(self, cost: PriceRange) -> None:
        """Count what a step may cost; one whose price is unknown is counted apart."""
        if cost.known:
            self.known += cost
        else:
            self.unpriced += 1

    @property
    def json(self) -> dict[str, Any]:
        """The head of ``plan --json``."""
        return {
            "workflow": self.workflow,
            "rows": {"total": self.rows, "refused": self.steps["refused"]},
            "steps": {name: self.steps[name] for name in ("to_do", "cached", "refused")},
            "cost": cost_json(self.known.low or 0, self.known.high or 0, 0, self.unpriced),
            "refusals": self.refusals,
        }


@dataclass(frozen=True)
class RunReport:
    """How a run ended."""

    run: str
    workflow: str
    rows: dict[str, int]
    steps: dict[str, int]
    seconds: float
    files: list[dict[str, Any]]
    failures: list[dict[str, str]]
    waiting: list[dict[str, str]]
    cost: dict[str, Any] = field(default_factory=lambda: cost_json(0, 0, 0))
    manifest: str = ""
    sheet: str = ""

    @property
    def exit_code(self) -> int:
        """0 when every row is done or waits for a person, 3 when a budget stopped some, 1 when others failed."""
        if any(failure["code"] in ("over-budget", "price-unknown") for failure in self.failures):
            return 3
        return 1 if self.failures else 0

    @property
    def json(self) -> dict[str, Any]:
        """``run --json``."""
        return {
            "run": self.run,
            "workflow": self.workflow,
            "rows": self.rows,
            "steps": self.steps,
            "cost": self.cost,
            "seconds": round(self.seconds, 3),
            "files": self.files,
            "failures": self.failures,
            "waiting": self.waiting,
            "manifest": self.manifest,
            "sheet": self.sheet,
        }
