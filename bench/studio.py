"""The studio's server at scale: start, a page of the gallery, search, likeness, uploads.

    python bench/studio.py [--pictures 10000,100000] [--uploads 200]

The gallery's rows are real (prompts, models, colours, likenesses); of their pixels there are a few hundred. Times are
of the whole request as a client on this machine sees it, over one kept connection, and of the server's own processor.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np

from maquette.picture.encode import png
from maquette.picture.glance import LIKENESS
from maquette.workspace import init_workspace, open_workspace

WORDS = ("red", "blue", "kettle", "mug", "lamp", "chair", "vase", "linen", "oak", "slate", "morning", "soft", "marble")
MODELS = ("openai/gpt-image-2", "google/nano-banana-2", "bfl/flux-2-pro", "ark/seedream-5", "")
COLOURS = ("red", "orange", "green", "blue", "brown", "grey", "white", "black")
REPEATS = 30


def fill(folder: Path, many: int) -> None:
    """A workspace whose gallery holds *many* pictures of four projects."""
    init_workspace(folder)
    open_workspace(folder).close()
    chance = random.Random(3)
    numbers = np.random.default_rng(3)
    with sqlite3.connect(folder / ".maquette" / "maquette.sqlite") as connection:
        for start in range(0, many, 5000):
            rows = []
            for number in range(start, min(start + 5000, many)):
                asset = f"{chance.getrandbits(256):064x}"
                vector = numbers.standard_normal(LIKENESS).astype(np.float32)
                rows.append(
                    (
                        asset[:16],
                        asset,
                        f"{chance.getrandbits(256):064x}",
                        f"20261101-{number // 40:06d}-abcdef",
                        f"sku{number % 5000}",
                        f"take-{number % 4 + 1}",
                        chance.choice(("generate", "product-listing", "campaign")),
                        f"project-{number % 4}",
                        chance.choice(MODELS),
                        " ".join(chance.choices(WORDS, k=8)) + f" n{number}",
                        "jpeg",
                        chance.choice((1024, 1200, 1600)),
                        chance.choice((1024, 1500, 2000)),
                        300_000,
                        chance.choice((None, 39_000, 60_000)),
                        f"2026-11-{number * 27 // many + 1:02d}T10:00:00.000Z",
                        chance.choice((0, 0, 0, 3, 5)),
                        chance.choice(("", "", "", "pick", "reject")),
                        base64.b64encode(numbers.bytes(24)).decode(),
                        chance.choice(COLOURS),
                        (vector / np.linalg.norm(vector)).astype(np.float16).tobytes(),
                    )
                )
            connection.executemany(
                'INSERT INTO pictures (id, asset, "key", run, "row", label, workflow, project, model, prompt, format, '
                "width, height, bytes, cost, made_at, rating, verdict, thumbhash, colour, likeness) "
                f"VALUES ({', '.join('?' * 21)})",
                rows,
            )
    connection.close()


class Server:
    """``maquette studio`` over a folder."""

    def __init__(self, folder: Path) -> None:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "maquette", "studio", "--port", "0", "--no-open", "--json"]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        told = ""
        for line in iter(self.process.stdout.readline, ""):
            told += line
            if line.startswith("}"):
                break
        address = json.loads(told)["address"]
        base = address.partition("/enter")[0]
        entered = httpx.get(address)
        self.client = httpx.Client(
            base_url=f"{base}/api/v1", cookies=entered.cookies, headers={"Origin": base}, timeout=120
        )
        csrf = self.client.get("/session").raise_for_status().json()["csrf"]
        self.client.headers["X-CSRF-Token"] = csrf
        self.seconds = time.perf_counter() - begun

    @property
    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def timed(server: Server, name: str, path: str, repeats: int = REPEATS) -> None:
    server.client.get(path).raise_for_status()
    taken, before = [], server.cpu
    size = 0
    for _ in range(repeats):
        begun = time.perf_counter()
        size = len(server.client.get(path).raise_for_status().content)
        taken.append(1000 * (time.perf_counter() - begun))
    cpu = 1000 * (server.cpu - before) / repeats
    told = f"{statistics.median(taken):7.1f} ms median, {min(taken):6.1f} best, {cpu:6.1f} ms CPU, {size:8} bytes"
    print(f"  {name:42} {told}", flush=True)


def pages(many: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "studio"
        fill(folder, many)
        server = Server(folder)
        print(f"{many} pictures: answers after {server.seconds:.2f} s, {server.megabytes:.0f} MB")
        with sqlite3.connect(folder / ".maquette" / "maquette.sqlite") as connection:
            middle = connection.execute("SELECT max(seq) / 2 FROM pictures").fetchone()[0]
            picture = connection.execute("SELECT id FROM pictures LIMIT 1").fetchone()[0]
        connection.close()
        timed(server, "page of 100", "/assets?limit=100")
        timed(server, "page of 100, half way", f"/assets?limit=100&after={middle}")
        timed(server, "page of 100 of a project", "/assets?limit=100&project=project-2")
        timed(server, "page of 100, three filters", "/assets?limit=100&project=project-1&rating=3&colour=blue")
        timed(server, "search, one common word", "/search?text=kettle")
        timed(server, "search, three words", "/search?text=red+kettle+mar")
        timed(server, "search, one picture of all", f"/search?text=n{many // 3}")
        timed(server, "search in a project", "/assets?text=kettle&project=project-3")
        timed(server, "index of 20,000", "/assets/index", 5)
        timed(server, "facets", "/assets/facets", 10)
        timed(server, "like one", f"/assets/{picture}/like", 10)
        timed(server, "home", "/home", 10)
        print(f"  memory at most {server.megabytes:.0f} MB")
        server.stop()


def uploads(many: int) -> None:
    """1024-px PNGs as cameras and models make them (1.5 to 2 MB), six at once as a browser sends them."""
    numbers = np.random.default_rng(7)
    y, x = np.mgrid[0:1024, 0:1024]
    ground = np.dstack([x // 5, y // 5, (x + y) // 9]).astype(np.int16)
    files = []
    for _ in range(12):
        noise = numbers.integers(-9, 9, (1024, 1024, 3), dtype=np.int16)
        files.append(png(np.clip(ground + noise, 0, 255).astype(np.uint8)))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "studio"
        init_workspace(folder)
        server = Server(folder)

        def send(number: int) -> None:
            # A few bytes behind the end make each another file.
            data = files[number % len(files)] + number.to_bytes(4, "big")
            server.client.post(f"/uploads?name=p{number}.png&into=set", content=data).raise_for_status()

        before, begun = server.cpu, time.perf_counter()
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(send, range(many)))
        seconds = time.perf_counter() - begun
        size = sum(map(len, files)) / len(files) / 1e6
        cpu = 1000 * (server.cpu - before) / many
        print(f"uploads: {many / seconds:.1f}/s of 1024-px PNGs ({size:.1f} MB each), {cpu:.1f} ms CPU each")
        print(f"  memory at most {server.megabytes:.0f} MB")
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", default="10000,100000")
    parser.add_argument("--uploads", type=int, default=200)
    options = parser.parse_args()
    for many in options.pictures.split(","):
        pages(int(many))
    if options.uploads:
        uploads(options.uploads)


if __name__ == "__main__":
    main()
