"""A vendor on loopback with a fixed price, one that is asked for by id, and workspaces that know them."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.conftest import no_spending  # noqa: F401 (a fixture that every test here takes)
from conformance.pictures import painted
from conformance.server import Arrived, Sent, Server, demand
from maquette import open_workspace
from maquette.workspace import Workspace

KEY = "secret-of-the-house"
CARD = """
name = "{provider}/{name}"
title = "{name}"
provider = "{provider}"
protocol = "{protocol}"
wire = "{wire}"
base = "{base}"
{key}
capabilities = ["generate", "edit", "mask", "references"]
[limits]
references = 4
prompt_characters = 200
[price]
rows = [{{ usd = "{usd}" }}]
as_of = "2026-11-20"
{terms}
"""


class Vendor(Server):
    """Answers at once or, while ``held`` is set, not before ``let_go``; counts what it bills."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()
        self.busiest = self._busy = 0

    def reply(self, call: Arrived) -> Sent:
        if call.path == "/models":
            return Sent.json({"data": [{"id": "fixed"}]})
        demand(call.headers.get("authorization") == f"Bearer {KEY}", "wrong key", 401)
        with self._lock:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        self.gate.wait(20)
        with self._lock:
            self._busy -= 1
        if call.path == "/images/generations":
            prompt, shade = call.json["prompt"], len(self.billed)
        else:
            prompt, shade = str(call.fields["prompt"][0]), len(self.billed)
        self.bill("picture", prompt=prompt)
        data = base64.b64encode(painted(64, 48, shade=shade)).decode()
        return Sent.json({"data": [{"b64_json": data}]})


class Slow(Server):
    """Takes a request at once, bills it, and has the picture when ``done`` is set; counts what it has under way."""

    def __init__(self) -> None:
        super().__init__()
        self.done = threading.Event()
        self.busiest, self._told = 0, 0

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("x-key") == KEY, "wrong key", 403)
        if call.method == "POST":
            self.bill("picture", prompt=call.json["prompt"])
            number = len(self.billed)
            self.busiest = max(self.busiest, number - self._told)
            return Sent.json({"id": f"job-{number}", "polling_url": f"{self.url}/poll/{number}", "cost": 4})
        if not self.done.is_set():
            return Sent.json({"status": "Pending"})
        self._told += 1
        url = self.host_file(painted(64, 48, shade=int(call.path.rpartition("/")[2])))
        return Sent.json({"status": "Ready", "result": {"sample": url}})


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    with Vendor() as server:
        monkeypatch.setenv("TOY_KEY", KEY)
        yield server


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    with Slow() as server:
        monkeypatch.setenv("BFL_API_KEY", KEY)
        monkeypatch.setenv("MAQUETTE_BFL_BASE_URL", server.url)
        yield server


@pytest.fixture
def folder(tmp_path: Path, vendor: Vendor) -> Path:
    place = tmp_path / "space"
    (place / "models").mkdir(parents=True)
    text = CARD.format(
        provider="toy", name="fixed", protocol="openai_compatible", wire="fixed", base=vendor.url, usd="0.05",
        key='key_variable = "TOY_KEY"', terms='[terms]\noutputs_commercial = "yes"',
    )  # fmt: skip
    (place / "models" / "fixed.toml").write_text(text)
    (place / "maquette.toml").write_text("")
    return place


@pytest.fixture
def space(folder: Path) -> Iterator[Workspace]:
    with open_workspace(folder) as opened:
        yield opened


Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def command(folder: Path) -> Iterator[Command]:
    """``maquette WORDS`` in the workspace, as a process of its own."""
    begun: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "maquette", *words],
            cwd=folder, env=os.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()
