"""kill -9 with calls in flight: what can be asked for comes out, what cannot is unknown, and nothing is sent again."""

from __future__ import annotations

import json
import time
from pathlib import Path

from .conftest import Command, Slow, Vendor

WORDS = ("run", "generate", "--prompt", "a kettle", "--takes", "4", "--yes", "--json", "--to", "out")


def until(holds: object) -> None:
    end = time.monotonic() + 40
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_without_ids_the_outcome_is_unknown_and_nothing_goes_out_again(
    folder: Path, vendor: Vendor, command: Command
) -> None:
    words = (*WORDS, "--model", "toy/fixed")
    vendor.gate.clear()
    process = command(*words)
    until(lambda: vendor.busiest == 4)
    process.kill()
    process.wait()
    vendor.gate.set()
    again = command(*words)
    told = json.loads(again.communicate(timeout=60)[0])
    assert (again.returncode, len(vendor.paid())) == (1, 4)
    assert {one["code"] for one in told["failures"]} == {"outcome-unknown"}
    entries = json.loads(command("ledger", "--json").communicate(timeout=60)[0])
    assert [one["state"] for one in entries] == ["unknown"] * 4
    # A person looks at the account and says so: that one, and only that one, is made anew.
    command("ledger", "reconcile", entries[0]["name"], "--not-charged").communicate(timeout=60)
    told = json.loads(command(*words).communicate(timeout=60)[0])
    assert (len(told["files"]), len(told["failures"]), len(vendor.paid())) == (1, 3, 5)


def test_with_ids_four_billed_are_four_saved(folder: Path, slow: Slow, command: Command) -> None:
    words = (*WORDS, "--model", "bfl/flux-2-pro", "--size", "1024x1024")
    process = command(*words)
    until(lambda: sum(call.method == "GET" for call in slow.calls) >= 8)
    process.kill()
    process.wait()
    slow.done.set()
    again = command(*words)
    told = json.loads(again.communicate(timeout=60)[0])
    assert (again.returncode, len(told["files"]), len(slow.billed)) == (0, 4, 4)
    assert len({one["sha256"] for one in told["files"]}) == 4
    entries = json.loads(command("ledger", "--json").communicate(timeout=60)[0])
    assert {(one["state"], one["settled"]) for one in entries} == {("settled", "0.04")}
    assert {one["provider_id"] for one in entries} == {"job-1", "job-2", "job-3", "job-4"}
    assert not list((folder / ".maquette" / "replies").iterdir())
