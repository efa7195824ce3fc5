"""Weights come on request from the hub, whole or not at all, and go on where they stopped."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from maquette.models.cards import find_card
from maquette.models.failures import ModelFailure
from maquette.models.pipelines import find_pipeline, get_pipeline

CARD = find_card("z-image-turbo")
REPO, COMMIT = str(CARD.extra["repo"]), "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "model_index.json": b"{}",
    "transformer/weights.safetensors": b"numbers" * 1000,
    "transformer/weights.bin": b"code might hide here",
    "run.py": b"print('no')",
}

pytestmark = [
    pytest.mark.skipif(find_spec("huggingface_hub") is None, reason="the extra `diffusers` is not installed"),
    pytest.mark.filterwarnings("ignore"),
]


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as a snapshot asks for; ``broken`` files cannot be had."""

    protocol_version = "HTTP/1.1"
    asked: list[str]
    broken: set[str]

    def do_GET(self) -> None:
        name = self.path.partition(f"/resolve/{COMMIT}/")[2]
        if self.path.startswith(f"/api/models/{REPO}/revision/"):
            listed = {"id": REPO, "sha": COMMIT, "siblings": [{"rfilename": one} for one in FILES]}
            self._send(200, json.dumps(listed).encode(), {"content-type": "application/json"})
        elif self.path.startswith(f"/api/models/{REPO}/tree/"):
            files = [{"type": "file", "oid": "0" * 40, "size": len(data), "path": one} for one, data in FILES.items()]
            self._send(200, json.dumps(files).encode(), {"content-type": "application/json"})
        elif name in FILES and name not in self.broken:
            if self.command == "GET":
                self.asked.append(name)
            mark = hashlib.sha256(FILES[name]).hexdigest()
            self._send(200, FILES[name], {"etag": f'"{mark}"', "x-repo-commit": COMMIT})
        else:
            self._send(404, b"", {})

    do_HEAD = do_GET  # noqa: N815 (the library's name)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body)), "connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    from huggingface_hub import constants

    handler = type("Handler", (Hub,), {"asked": [], "broken": set()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("MAQUETTE_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    yield handler
    server.shutdown()
    server.server_close()


def test_what_is_fetched_is_whole_without_code_and_fetched_once(hub: Any) -> None:
    told: list[str] = []
    assert find_pipeline(CARD) is None
    folder = get_pipeline(CARD, tell=told.append)
    assert find_pipeline(CARD) == folder
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {"model_index.json", "transformer/weights.safetensors"}
    assert (folder / "transformer/weights.safetensors").read_bytes() == FILES["transformer/weights.safetensors"]
    assert "Apache-2.0" in told[0]
    hub.asked.clear()
    assert get_pipeline(CARD, tell=told.append) == folder
    assert not hub.asked


def test_a_download_that_stopped_is_no_model_and_goes_on(hub: Any) -> None:
    hub.broken.add("transformer/weights.safetensors")
    with pytest.raises(ModelFailure, match="cannot be fetched") as caught:
        get_pipeline(CARD)
    assert "maquette models get local/z-image-turbo" in caught.value.mend
    assert find_pipeline(CARD) is None
    hub.broken.clear()
    get_pipeline(CARD)
    assert hub.asked.count("model_index.json") <= 1, "what was here is not fetched again"
    assert find_pipeline(CARD) is not None
