"""kill -9 with calls in flight: what can be asked for comes out, what cannot is unknown, and nothing is sent again."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from conformance.pictures import painted
from maquette.models.answer import Reply
from maquette.runs.notes import Notes
from maquette.workspace import open_workspace

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


def test_a_reply_that_was_kept_is_read_and_a_busy_one_is_asked_again(folder: Path, vendor: Vendor) -> None:
    """The process ended between keeping the reply and reading it."""
    body = json.dumps({"data": [{"b64_json": base64.b64encode(painted(64, 48)).decode()}]}).encode()
    for reply, sent in ((Reply(200, {}, body), 0), (Reply(429, {"retry-after": "1"}, b"{}"), 1)):
        with open_workspace(folder) as space, pytest.MonkeyPatch.context() as patch:
            patch.setattr(Notes, "answered", _killed_with(reply))
            ask = {"prompt": f"a kettle {sent}", "model": "toy/fixed", "yes": True}
            assert space.run("generate", **ask).failures[0]["code"] == "internal"
            space._store.ledger.leave(space._store.ledger.entries(limit=1)[0]["id"])
        before = len(vendor.paid())
        with open_workspace(folder) as space:
            assert len(space.run("generate", **ask).files) == 1
        assert len(vendor.paid()) == before + sent


def _killed_with(reply: Reply) -> object:
    answered = Notes.answered

    def stop(notes: Notes, _: Reply) -> None:
        answered(notes, reply)
        raise ZeroDivisionError("the process ends here")

    return stop
