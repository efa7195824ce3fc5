"""Who sees to it that orders are carried out goes on, whatever fails on the way."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maquette.cli import main
from maquette.errors import StoreError
from maquette.painted import paint
from maquette.studio.carrier import Carrier
from maquette.workspace import init_workspace, open_workspace

PATIENCE = 60


def told_when(function: Callable[..., Any], called: threading.Event) -> Callable[..., Any]:
    """*function*, which sets *called* when it has been called."""

    def telling(*given: Any) -> Any:
        found = function(*given)
        called.set()
        return found

    return telling


def test_a_run_whose_process_dies_before_it_begins_is_given_up_and_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(tmp_path / "photos", 1)
    init_workspace(tmp_path)
    given_up = threading.Event()
    with open_workspace(tmp_path) as workspace:
        run = workspace.order("upscale", photos="photos", to="out")
        monkeypatch.setattr(workspace.orders, "give_up", told_when(workspace.orders.give_up, given_up))
        monkeypatch.setattr(sys, "executable", "/bin/false")
        carrier = Carrier(workspace)
        carrier.start()
        assert given_up.wait(PATIENCE)
        carrier.stop()
        ended = workspace.orders.get(run)
    assert ended["state"] == "failed"
    assert f"{run}.log" in ended["problem"]["mend"]


@pytest.mark.parametrize("stopped", ["paused", "cancelled"])
def test_a_run_that_is_stopped_while_its_process_starts_up_stays_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    """It was taken up again: the process could not tell it from one that a person resumes."""
    paint(tmp_path / "photos", 1)
    init_workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    with open_workspace(tmp_path) as workspace:
        run = workspace.order("upscale", photos="photos", to="out")
        begun: list[list[str]] = []
        monkeypatch.setattr(subprocess, "Popen", lambda command, **_: begun.append(command))
        Carrier(workspace)._begin(run)
        (workspace.orders.pause if stopped == "paused" else workspace.orders.cancel)(run)
        assert main(begun[0][3:]) == 2
        assert workspace.orders.get(run)["state"] == stopped
    assert not (tmp_path / "out").exists()


def test_a_look_that_fails_is_not_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init_workspace(tmp_path)
    looked_again = threading.Event()
    with open_workspace(tmp_path) as workspace:
        looks = iter([StoreError("the disk is full"), OSError("no process to be had")])

        def waiting() -> list[Any]:
            if error := next(looks, None):
                carrier.poke()
                raise error
            looked_again.set()
            return []

        monkeypatch.setattr(workspace.orders, "waiting", waiting)
        carrier = Carrier(workspace)
        carrier.start()
        assert looked_again.wait(PATIENCE)
        carrier.stop()
