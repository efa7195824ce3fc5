"""A small workspace served by `maquette studio` itself, as people start it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from maquette.painted import paint
from maquette.picture.encode import jpeg
from maquette.workspace import init_workspace, open_workspace

TOKENS = '{"color": {"sea": {"$type": "color", "$value": "#0a5a7a"}, "sand": {"$type": "color", "$value": "#fffaf0"}}}'

VIEWS = (
    "home",
    "make/generate",
    "make/product-listing",
    "make/explore",
    "gallery",
    "compare",
    "catalog",
    "catalog?queue=yes",
    "campaign",
    "brands",
    "brands/looks",
    "brands/learn",
    "runs",
    "runs?tab=money",
    "runs/last",
    "settings/page",
    "settings/keys",
    "settings/models",
    "settings/budgets",
    "settings/members",
)
"""Every view that is there in every workspace."""


def chromium() -> str | None:
    """Where a Chromium is, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def noise(seed: int = 0) -> bytes:
    """A JPEG in which no product can be told from what is behind it."""
    return jpeg(np.random.default_rng(seed).integers(90, 160, (450, 600, 3)).astype(np.uint8), 90)


def fill(folder: Path) -> None:
    """Takes of two briefs, a catalog of which one row needs a person, and a brand."""
    paint(folder / "photos", 2)
    (folder / "photos" / "noise.jpg").write_bytes(noise())
    (folder / "brand").mkdir()
    (folder / "brand" / "tokens.json").write_text(TOKENS)
    init_workspace(folder)
    (folder / "maquette.toml").write_text('[projects.spring]\nbudget = "40.00"\n')
    with open_workspace(folder) as workspace:
        workspace.run("generate", prompt="a red kettle", takes=4, size="512x512", model="sandbox/picture")
        workspace.run(
            "generate", prompt="a blue lamp", takes=2, size="768x512", model="sandbox/picture", project="spring"
        )
        workspace.run("product-listing", photos=folder / "photos", to=folder / "out", quality="draft")
        ask_about_noise(folder)
        workspace.import_brand([folder / "brand"], "harbour", title="North Harbour")


def ask_about_noise(folder: Path) -> None:
    """What there is to choose among: what a network sees in noise is not the same everywhere."""
    boxes = '["0.1,0.1,0.9,0.9","0.1,0.1,0.5,0.9","0.5,0.1,0.9,0.9"]'
    with sqlite3.connect(folder / ".maquette" / "maquette.sqlite") as connection:
        connection.execute(
            "UPDATE rows SET facts = json_set(facts, '$.candidates', json(?)) WHERE name = 'noise'", (boxes,)
        )
    connection.close()


PATHS = {
    "runs": ("job", "destination"),
    "rows": ("input", '"values"', "files"),
    "written": ("path",),
    "sources": ("path",),
}


def copied(folder: Path, to: Path) -> None:
    """A workspace of one's own, as if it had been filled where it lies."""
    shutil.copytree(folder, to)
    with sqlite3.connect(to / ".maquette" / "maquette.sqlite") as connection:
        for table, columns in PATHS.items():
            for column in columns:
                connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (str(folder), str(to)))
    connection.close()


@dataclass
class Served:
    """A running studio. It can be killed and started again at the same address."""

    folder: Path
    port: int = 0
    entry: str = ""
    process: subprocess.Popen[str] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        command = [sys.executable, "-m", "maquette", "studio", "--port", str(self.port), "--no-open", "--json"]
        private = {
            "MAQUETTE_KEYS": str(self.folder / "keys.toml"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        self.process = subprocess.Popen(
            [*command, "--workspace", str(self.folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "MAQUETTE_SPEND": "never", **private, **self.environment},
        )
        assert self.process.stdout is not None
        told = ""
        for line in self.process.stdout:
            told += line
            if line.rstrip() == "}" or line.lstrip().startswith('{"'):
                break
        self.entry = json.loads(told)["address"]
        self.port = urlsplit(self.entry).port or 0

    def kill(self) -> None:
        """As a crash does it: without a word to anybody."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def stop(self) -> None:
        """As Ctrl-C does it."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
