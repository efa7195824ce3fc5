"""What a plan and a run say of themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

NO_COST = {"currency": "USD", "estimated": ["0.00", "0.00"], "settled": "0.00"}


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

    @property
    def json(self) -> dict[str, Any]:
        """The head of ``plan --json``."""
        return {
            "workflow": self.workflow,
            "rows": {"total": self.rows, "refused": self.steps["refused"]},
            "steps": {name: self.steps[name] for name in ("to_do", "cached", "refused")},
            "cost": NO_COST,
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
    manifest: str = ""
    sheet: str = ""

    @property
    def exit_code(self) -> int:
        """0 when every row is done or waits for a person, 1 when some failed."""
        return 1 if self.rows["failed"] else 0

    @property
    def json(self) -> dict[str, Any]:
        """``run --json``."""
        return {
            "run": self.run,
            "workflow": self.workflow,
            "rows": self.rows,
            "steps": self.steps,
            "cost": NO_COST,
            "seconds": round(self.seconds, 3),
            "files": self.files,
            "failures": self.failures,
            "waiting": self.waiting,
            "manifest": self.manifest,
            "sheet": self.sheet,
        }
