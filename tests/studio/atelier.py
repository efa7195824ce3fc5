"""A small workspace to serve, and the client of somebody who came in."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from maquette.painted import paint
from maquette.studio.app import create_app
from maquette.workspace import Workspace, init_workspace, open_workspace

with warnings.catch_warnings():
    # Starlette's client names a class of anyio by its old name.
    warnings.simplefilter("ignore", DeprecationWarning)
    from starlette.testclient import TestClient

BASE = "http://127.0.0.1:8765"
API = "/api/v1"


class Studio:
    """A served workspace and its owner."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.app = create_app(workspace)
        self.client = TestClient(self.app, base_url=BASE)
        entry = self.app.state.studio.entry
        self.client.get("/enter", params={"token": entry}, follow_redirects=False)
        csrf = self.client.get(f"{API}/session").json()["csrf"]
        self.client.headers.update({"X-CSRF-Token": csrf, "Origin": BASE})

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(API + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, *, status: int = 200, **headers: str) -> Any:
        answer = self.client.post(API + path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def stranger(self) -> TestClient:
        """A client that nobody let in."""
        return TestClient(self.app, base_url=BASE, headers={"Origin": BASE})


def fill(folder: Path) -> None:
    """Three rehearsed takes and two cut-outs."""
    paint(folder / "photos", 2)
    init_workspace(folder)
    with open_workspace(folder) as workspace:
        workspace.run("generate", prompt="a red kettle on slate", takes=3, rehearse=True)
        workspace.run("cutout", photos=folder / "photos", to=folder / "out", quality="draft")
