"""A stand-in for a provider: HTTP on loopback that is as strict as its specification and can fail in every way.

A protocol's server is a subclass with one method::

    class Vendor(Server):
        def reply(self, call: Arrived) -> Sent:
            demand(call.path == "/v1/images", "unknown path")
            self.bill("generation", pictures=1)
            return Sent.json({"data": [...]})

``demand`` answers 400 and remembers what was wrong, so a test that sends nonsense fails twice. ``server.next(fault)``
makes the next paid call fail that way; ``with`` starts and stops it.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

PATIENCE = 20.0
"""Seconds after which a stalled call ends by itself, so that a broken test ends too."""


class File(NamedTuple):
    """A file of a multipart body."""

    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Arrived:
    """A request as it came. Header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """The body as JSON, which it must be."""
        demand(self.headers.get("content-type", "").startswith("application/json"), "the body is not sent as JSON")
        try:
            return json.loads(self.body)
        except ValueError:
            raise Wrong("the body is no JSON") from None

    @property
    def parts(self) -> list[tuple[str, str | File]]:
        """Name and value of each part of a multipart body, in order; a part with a file name is a ``File``."""
        kind, _, boundary = self.headers.get("content-type", "").partition("boundary=")
        demand(kind.startswith("multipart/form-data") and bool(boundary), "the body is not multipart/form-data")
        pieces = (b"\r\n" + self.body).split(b"\r\n--" + boundary.strip('"').encode())
        demand(pieces[0] == b"" and pieces[-1].strip() == b"--", "the multipart body is cut off")
        return [_part(piece[2:]) for piece in pieces[1:-1]]

    @property
    def fields(self) -> dict[str, list[str | File]]:
        """The values of a multipart body by name."""
        found: dict[str, list[str | File]] = {}
        for name, value in self.parts:
            found.setdefault(name, []).append(value)
        return found


@dataclass(frozen=True)
class Sent:
    """What is answered. A *body* that is no bytes is streamed, piece by piece."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, content: Any, status: int = 200, **headers: str) -> Sent:
        """JSON; ``retry_after="2"`` becomes the header ``Retry-After``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(content).encode(), {"content-type": "application/json"} | named)

    @classmethod
    def events(cls, contents: Iterable[Any], *, end: str = "", named: bool = True) -> Sent:
        """Server-sent events, each named by its ``type``; *end* is a last line such as ``[DONE]``."""

        def lines() -> Iterable[bytes]:
            for one in contents:
                head = f"event: {one['type']}\n" if named and "type" in one else ""
                yield f"{head}data: {json.dumps(one)}\n\n".encode()
            if end:
                yield f"data: {end}\n\n".encode()

        return cls(200, lines(), {"content-type": "text/event-stream"})


class Wrong(Exception):
    """A request that the specification does not allow."""

    def __init__(self, words: str, status: int = 400, code: str = "invalid_request") -> None:
        super().__init__(words)
        self.status, self.code = status, code


def demand(holds: object, words: str, status: int = 400, code: str = "invalid_request") -> None:
    """Answer *status* with *words* unless *holds*."""
    if not holds:
        raise Wrong(words, status, code)


@dataclass(frozen=True)
class Fault:
    """A way to fail. *instead* is answered without work; the others come after the work was done and billed."""

    kind: str
    instead: Sent | None = None


STALL = Fault("stall")
"""Nothing is answered until ``server.released`` is set; then the call goes on as if nothing had been."""
HALF = Fault("half")
"""Done and billed, but the connection ends in the middle of the answer."""
DIE = Fault("die")
"""Done and billed, but the connection ends before the answer."""
HUGE = Fault("huge")
"""Done and billed; the answer says 10 GB and goes on until the client has had enough."""


def refuse(status: int, content: Any, **headers: str) -> Fault:
    """Answer *status* with JSON *content* and do nothing."""
    return Fault("instead", Sent.json(content, status, **headers))


def throttle(content: Any, seconds: str = "2") -> Fault:
    """Answer 429 with ``Retry-After`` and do nothing."""
    return refuse(429, content, Retry_After=seconds)


class Server:
    """One provider on ``http://127.0.0.1:PORT``. ``calls`` is all that came, ``billed`` what it would charge for."""

    def __init__(self) -> None:
        self.calls: list[Arrived] = []
        self.wrong: list[str] = []
        self.billed: list[dict[str, Any]] = []
        self.released = threading.Event()
        self.fewer = 0
        self.expired = False
        self.files: dict[str, File] = {}
        self._faults: deque[Fault] = deque()
        self._lock = threading.Lock()

    def reply(self, call: Arrived) -> Sent:
        """What the vendor answers. ``Wrong`` becomes ``error``."""
        raise NotImplementedError

    def error(self, wrong: Wrong) -> Sent:
        """An error in the vendor's shape."""
        return Sent.json({"error": {"message": str(wrong), "code": wrong.code}}, wrong.status)

    def is_paid(self, call: Arrived) -> bool:
        """Whether faults strike this call."""
        return call.method == "POST"

    def next(self, *faults: Fault) -> None:
        """Let the next paid calls fail, in this order."""
        self._faults.extend(faults)

    def bill(self, what: str, **facts: Any) -> None:
        """Remember that something was charged for."""
        with self._lock:
            self.billed.append({"what": what, **facts})

    def host_file(self, data: bytes, media_type: str = "image/png") -> str:
        """The URL at which *data* can be fetched until ``expired`` is set."""
        with self._lock:
            name = f"{len(self.files)}.{media_type.partition('/')[2]}"
            self.files[name] = File(name, media_type, data)
        return f"{self.url}/files/{name}"

    def paid(self) -> list[Arrived]:
        """The calls that faults can strike."""
        return [call for call in self.calls if self.is_paid(call)]

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"owner": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, call: Arrived) -> tuple[Sent, str]:
        with self._lock:
            self.calls.append(call)
            fault = self._faults.popleft() if self._faults and self.is_paid(call) else Fault("")
        if fault.instead:
            return fault.instead, ""
        if fault.kind == "stall":
            self.released.wait(PATIENCE)
        if call.method == "GET" and call.path.startswith("/files/"):
            return self._file(call), ""
        try:
            return self.reply(call), fault.kind
        except Wrong as wrong:
            self.wrong.append(str(wrong))
            return self.error(wrong), ""

    def _file(self, call: Arrived) -> Sent:
        file = self.files.get(call.path.removeprefix("/files/"))
        secret = {"authorization", "x-key", "api-key", "x-goog-api-key"} & set(call.headers)
        if secret:
            self.wrong.append(f"a key was sent with a result's URL: {secret}")
        if file is None or self.expired:
            return Sent.json({"error": "gone"}, 404)
        return Sent(200, file.data, {"content-type": file.media_type})


class _Handler(BaseHTTPRequestHandler):
    owner: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Arrived(self.command, parts.path, dict(parse_qsl(parts.query)), headers, self.rfile.read(length))
        try:
            self._send(*self.owner._answer(call))
        except OSError:
            self.close_connection = True  # the client hung up, as a client may

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 (the library's names)

    def _send(self, sent: Sent, fault: str) -> None:
        if fault == "die":
            self.close_connection = True
            return
        self.send_response(sent.status)
        for name, value in sent.headers.items():
            self.send_header(name, value)
        # A connection a call: none is left open when the test ends.
        self.send_header("Connection", "close")
        if fault == "huge":
            self.send_header("Content-Length", str(10**10))
            self.end_headers()
            while True:
                self.wfile.write(b" " * 65536)
        whole = sent.body if isinstance(sent.body, bytes) else None
        if whole is not None:
            self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        if fault == "half":
            body = whole if whole is not None else b"".join(sent.body)  # type: ignore[arg-type]
            self.wfile.write(body[: len(body) // 2])
        elif whole is not None:
            self.wfile.write(whole)
        else:
            for piece in sent.body:
                self.wfile.write(piece)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Quiet: ``calls`` is the log."""


def _part(piece: bytes) -> tuple[str, str | File]:
    head, _, data = piece.partition(b"\r\n\r\n")
    headers = {}
    for line in head.decode().split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    words = [word.strip().partition("=") for word in headers.get("content-disposition", "").split(";")]
    named = {key: value.strip('"') for key, _, value in words}
    demand("name" in named, "a part has no name")
    if "filename" not in named:
        return named["name"], data.decode()
    return named["name"], File(named["filename"], headers.get("content-type", ""), data)


def unbase64(text: Any, what: str) -> bytes:
    """The bytes of strict base64 *text*."""
    demand(isinstance(text, str), f"{what} is no text")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{what} is no base64") from None
