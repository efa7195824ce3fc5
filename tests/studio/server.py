"""A studio in a process of its own, as a person starts it, and a browser's part in talking to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect


class Server:
    """``maquette studio``, started and entered."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "maquette", "studio", "--port", "0", "--no-open", "--json"]
        environment = {**os.environ, "MAQUETTE_SPEND": "never"}
        # What it complains of stands beside a test that fails.
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        lines = iter(self.process.stdout.readline, "")
        told = ""
        for line in lines:
            told += line
            if line.startswith("}"):
                break
        address = json.loads(told)["address"]
        self.base = address.partition("/enter")[0]
        self.client = httpx.Client(base_url=f"{self.base}/api/v1", timeout=60)
        entered = httpx.get(address)
        self.cookie = "; ".join(f"{name}={value}" for name, value in entered.cookies.items())
        self.client.headers.update({"Cookie": self.cookie, "Origin": self.base})
        self.client.headers["X-CSRF-Token"] = self.get("/session")["csrf"]

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def live(self, after: int) -> ClientConnection:
        address = f"{self.base.replace('http', 'ws')}/api/v1/live?after={after}"
        return connect(address, origin=self.base, additional_headers={"Cookie": self.cookie})  # type: ignore[arg-type]

    def kill(self) -> None:
        self.process.kill()
        self._ended()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self._ended()

    def _ended(self) -> None:
        self.process.wait(timeout=30)
        self.client.close()
        if self.process.stdout:
            self.process.stdout.close()


def until(socket: ClientConnection, kind: str, **facts: Any) -> list[dict[str, Any]]:
    """Every message up to the first of that kind with those facts; it has to come before three pings."""
    told: list[dict[str, Any]] = []
    while sum(one["type"] == "ping" for one in told) < 3:
        told.append(json.loads(socket.recv(timeout=60)))
        if told[-1]["type"] == kind and all(told[-1].get(name) == value for name, value in facts.items()):
            return [one for one in told if one["type"] != "ping"]
    raise AssertionError(f"no {kind} {facts} among {told}")
