"""Time as we write it: UTC, ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The moment, to the millisecond: ``2026-11-24T09:30:00.123Z``."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
