"""What asking models costs beside the asking itself, against a server on this machine.

200 calls of 2 s at concurrency 50 (ideal 8 s), in one command; the overhead of one call whose answer has 1 MB; the
memory that a run holds while its second two hundred such results come, the last of a thousand, and of two thousand;
the same again (no call).
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from PIL import Image

FEW = 200
CARD = """
name = "bench/fixed"
title = "fixed"
provider = "bench"
protocol = "openai_compatible"
wire = "fixed"
base = "http://127.0.0.1:{port}"
capabilities = ["generate"]
[limits]
concurrency = {concurrency}
[price]
rows = [{{ usd = "0.01" }}]
"""


class Server(ThreadingHTTPServer):
    """Answers after ``seconds`` with one of a few pictures of ``size`` bytes or so."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, seconds: float, side: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seconds, self.calls, self.guard = seconds, 0, threading.Lock()
        self.pictures = [base64.b64encode(noise(side, seed)).decode() for seed in range(8)]
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    """One picture an answer."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        owner = self.server
        assert isinstance(owner, Server)
        with owner.guard:
            owner.calls += 1
            number = owner.calls
        time.sleep(owner.seconds)
        body = json.dumps({"data": [{"b64_json": owner.pictures[number % 8]}]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def noise(side: int, seed: int) -> bytes:
    """A PNG that does not compress: about 3 bytes a pixel."""
    out = BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(3 * side * side)).save(out, "PNG")
    return out.getvalue()


def command(folder: Path, rows: int) -> list[str]:
    """A run of that many briefs."""
    (folder / "briefs.csv").write_text("id,prompt\n" + "".join(f"r{n},a picture of {n}\n" for n in range(rows)))
    words = ["run", "generate", "--over", "briefs.csv", "--model", "bench/fixed", "--yes", "--no-sheet", "--json"]
    return [sys.executable, "-m", "maquette", *words]


def run(folder: Path, rows: int) -> tuple[float, dict[str, object]]:
    """Wall seconds of the command, and its document."""
    begun = time.perf_counter()
    done = subprocess.run(command(folder, rows), cwd=folder, capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, json.loads(done.stdout)


def held(server: Server, folder: Path, rows: int) -> list[tuple[int, float]]:
    """While a run of that many goes on: how many calls it has made, and how much memory it holds, in MB."""
    samples = []
    pages = os.sysconf("SC_PAGE_SIZE") / 1e6
    with subprocess.Popen(command(folder, rows), cwd=folder, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            resident = Path(f"/proc/{process.pid}/statm").read_text().split()
            if len(resident) > 1 and int(resident[1]):
                samples.append((server.calls, int(resident[1]) * pages))
            time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")
    return samples


def place(server: Server, concurrency: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="money-"))
    (folder / "models").mkdir()
    card = CARD.format(port=server.server_address[1], concurrency=concurrency)
    (folder / "models" / "fixed.toml").write_text(card)
    return folder


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--results", type=int, default=1000, help="results of 1 MB for the memory figure")
    given = options.parse_args()
    os.environ["MAQUETTE_SPEND"] = "never"
    server = Server(2.0, 64)
    folder = place(server, 50)
    seconds, told = run(folder, 200)
    ratio = float(str(told["seconds"])) / 8
    print(f"200 calls of 2 s at concurrency 50: {told['seconds']} s for the run, ideal 8.00 ({ratio:.2f} x)")
    print(f"  whole command {seconds:.2f} s; calls {server.calls}, settled {told['cost']['settled']}")
    again, told = run(folder, 200)
    print(f"the same again: {server.calls - 200} calls, whole command {again:.2f} s")
    server = Server(0.0, 580)
    few, _ = run(place(server, 8), FEW)
    many, _ = run(place(server, 8), given.results)
    each = (many - few) / (given.results - FEW) * 1000
    print(
        f"answers of 1 MB: {each:.1f} ms a call beyond start-up, all in (decode, keep, deliver), the server's work too"
    )
    server = Server(0.0, 580)
    samples = held(server, place(server, 8), 2 * given.results)
    for end in (2 * FEW, given.results, 2 * given.results):
        sizes = [size for calls, size in samples if end - FEW <= calls < end]
        print(f"memory held while answers {end - FEW} to {end} came, median: {statistics.median(sizes):.0f} MB")
    print(f"  peak {max(size for _, size in samples):.0f} MB")


if __name__ == "__main__":
    main()
