"""The one place from which bytes leave for a provider: keys, limits of size, and what may be reached at all.

Nothing is retried here and no redirect is followed. A key goes to the provider's own host and nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from maquette.lazy import lazy, once
from maquette.models.answer import Call, Reply
from maquette.models.failures import ModelFailure, SpendingOff, Unavailable, Unknown
from maquette.models.keys import find_key, need_key
from maquette.models.registry import Bound

if TYPE_CHECKING:
    import httpx2
else:
    httpx2 = lazy("httpx2")

MAX_REPLY = 400 * 1024 * 1024
"""A reply larger than that is not read to its end."""
MAX_PICTURE = 200 * 1024 * 1024
_KEPT_HEADERS = re.compile(r"^(content-type|retry-after.*|date|x-request-id|x-ratelimit-.*|request-id|x-fal-.*|seed)$")
_FINISH = re.compile(r"^(finish-reason|openai-processing-ms|x-.*-cost)$")

Event = Callable[[dict[str, Any]], None]


def send(bound: Bound, call: Call, *, paid: bool, on_event: Event | None = None) -> Reply:
    """Send *call* once and give the whole reply, whatever its status.

    *on_event* is given each server-sent event as it comes. Raises ``Unavailable`` when nothing was sent; when the
    answer stays out, ``Unknown`` for a *paid* call and ``Unavailable`` for a free one; ``NoKey``; ``SpendingOff``.
    """
    url = address(bound, call.path)
    title = bound.provider.title
    host = urlsplit(url).hostname or ""
    guard(title, host)
    target, headers = url, dict(call.headers)
    extra: dict[str, Any] = {}
    if not may_see_key(bound, host):
        target, headers, extra = _foreign(title, url, headers)
    elif not call.keyless and bound.provider.key_variables:
        headers |= _auth(bound)
    try:
        with _client().stream(
            call.method,
            target,
            headers=headers,
            timeout=httpx2.Timeout(call.seconds, connect=15.0),
            **extra,
            **_body(call),
        ) as response:
            body = _read(response, title, on_event, paid=paid)
            return Reply(response.status_code, _kept(response.headers), body)
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        raise Unavailable(title, f"{host} does not answer ({_words(error)})", mend=_mend(bound)) from None
    except httpx2.HTTPError as error:
        if paid:
            raise Unknown(title, _words(error)) from None
        raise Unavailable(title, _words(error)) from None
    except (httpx2.InvalidURL, ValueError) as error:
        raise Unavailable(title, f"{url!r} is no address: {error}", again=False, mend=_mend(bound)) from None


def fetch(bound: Bound, url: str) -> bytes:
    """The bytes of a result at *url*: https on a public host (or a host of the provider's own), without any key.

    Raises ``ModelFailure`` for an address that a provider has no business to name, and ``Unavailable``.
    """
    if url.startswith("data:"):
        return _data_url(bound, url)
    url = urljoin(bound.base + "/", url)
    parts = urlsplit(url)
    host, title = parts.hostname or "", bound.provider.title
    own = host == bound.host
    if not own and parts.scheme != "https":
        raise _odd(title, url, "it is not https")
    if not own and bound.provider.result_hosts and not _ends(host, bound.provider.result_hosts):
        raise _odd(title, url, f"results of {title} do not lie on {host}")
    guard(title, host)
    try:
        target, extra = (url, {}) if own else _pinned(title, url, host, parts.port)
        with _client().stream("GET", target, timeout=httpx2.Timeout(60.0, connect=15.0), **extra) as response:
            if response.status_code != 200:
                again = response.status_code == 429 or response.status_code >= 500
                raise Unavailable(title, f"a result cannot be fetched: HTTP {response.status_code}", again=again)
            return _read(response, title, None, paid=False, limit=MAX_PICTURE)
    except httpx2.HTTPError as error:
        raise Unavailable(title, f"a result cannot be fetched: {_words(error)}") from None


def address(bound: Bound, path: str) -> str:
    """The whole URL of a call's path; a word before a colon, as in ``queue:/x``, is another base of the provider.

    A base that was set by hand stands for all of them.
    """
    if path.startswith(("http://", "https://")):
        return path
    word, colon, rest = path.partition(":")
    if colon and word in bound.provider.also:
        moved = bound.base != bound.provider.base.rstrip("/")
        return (bound.base if moved else bound.provider.also[word].rstrip("/")) + rest
    return bound.base + path if path.startswith("/") else urljoin(bound.base + "/", path)


def guard(title: str, host: str) -> None:
    """Raise ``SpendingOff`` when spending is off and *host* is not this machine."""
    if os.environ.get("MAQUETTE_SPEND", "").strip().lower() == "never" and not is_loopback(host):
        raise SpendingOff(
            f"spending is off (MAQUETTE_SPEND=never), so nothing goes to {title} at {host}",
            mend="unset MAQUETTE_SPEND to allow it, or take a model of this machine or the sandbox",
        )


def may_see_key(bound: Bound, host: str) -> bool:
    """Whether the provider's key may go to *host*: its own, or one that it polls on."""
    return host == bound.host or _ends(host, bound.provider.polling_hosts)


def is_loopback(host: str) -> bool:
    """Whether *host* is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def open_line() -> None:
    """Load what sends, so that the first call need not wait for it."""
    _client()


@once
def _client() -> httpx2.Client:
    limits = httpx2.Limits(max_connections=200, max_keepalive_connections=64)
    return httpx2.Client(limits=limits, follow_redirects=False, headers={"user-agent": "maquette"})


def _auth(bound: Bound) -> dict[str, str]:
    found: dict[str, str] = {}
    kept = find_key(bound.provider)
    key = kept[0] if kept else None if bound.provider.key_optional else need_key(bound.provider)
    if key:
        name, _, value = bound.provider.auth.partition(": ")
        basic = base64.b64encode(key.reveal().encode()).decode()
        found[name] = value.replace("{key}", key.reveal()).replace("{basic}", basic)
    more = {header: os.environ.get(variable, "") for variable, header in bound.provider.headers}
    return found | {header: value for header, value in more.items() if value}


def _body(call: Call) -> dict[str, Any]:
    if call.json is not None:
        return {"json": call.json}
    if not call.parts:
        return {}
    # Text parts go as files without a name too: that keeps a body multipart when no file goes along.
    files = [
        (part.name, (part.filename or None, part.data, part.media_type or None) if part.filename else (None, part.data))
        for part in call.parts
    ]
    return {"files": files}


def _read(response: Any, title: str, on_event: Event | None, *, paid: bool, limit: int = MAX_REPLY) -> bytes:
    said = response.headers.get("content-length", "")
    if said.isdigit() and int(said) > limit:
        raise _too_large(title, int(said), limit, paid=paid)
    chunks, total, begun = [], 0, b""
    streams = on_event is not None and "event-stream" in response.headers.get("content-type", "")
    for chunk in response.iter_bytes():
        total += len(chunk)
        if total > limit:
            raise _too_large(title, total, limit, paid=paid)
        chunks.append(chunk)
        if streams and on_event is not None:
            whole, _, begun = (begun + chunk).replace(b"\r\n", b"\n").rpartition(b"\n\n")
            for event in Reply(200, {}, whole).events if whole else ():
                on_event(event)
    return b"".join(chunks)


def _kept(headers: Any) -> dict[str, str]:
    return {
        name.lower(): value
        for name, value in headers.items()
        if _KEPT_HEADERS.match(name.lower()) or _FINISH.match(name.lower())
    }


def _foreign(title: str, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str], dict[str, Any]]:
    """An address that a provider gave and that is not its own: https, public, and without the key."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise _odd(title, url, "it is not https")
    target, extra = _pinned(title, url, parts.hostname or "", parts.port)
    return target, headers | extra["headers"], {"extensions": extra["extensions"]}


def _pinned(title: str, url: str, host: str, port: int | None) -> tuple[str, dict[str, Any]]:
    """The URL at a public address of *host* that was looked up once, so that the name cannot turn private after."""
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise Unavailable(title, f"{host} has no address") from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    private = [one for one in addresses if not ipaddress.ip_address(one).is_global]
    if private:
        raise _odd(title, url, f"{host} is {private[0]}, which is not a public address")
    first = addresses[0]
    literal = f"[{first}]" if ":" in first else first
    target = urlsplit(url)._replace(netloc=f"{literal}:{port}" if port else literal).geturl()
    return target, {"headers": {"host": host}, "extensions": {"sni_hostname": host}}


def _data_url(bound: Bound, url: str) -> bytes:
    try:
        head, _, text = url.partition(",")
        if not head.endswith(";base64"):
            raise ValueError
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise _odd(bound.provider.title, url[:40], "it holds no picture in base64") from None


def _ends(host: str, endings: Iterable[str]) -> bool:
    return any(host == ending or host.endswith("." + ending) for ending in endings)


def _odd(title: str, url: str, why: str) -> ModelFailure:
    failure = ModelFailure(
        f"{title} names {url.partition('?')[0]!r}, which is not asked: {why}",
        mend="report this to the provider; what was paid stands in `maquette ledger`",
        code="odd-address",
    )
    failure.charged = "unknown"
    return failure


def _too_large(title: str, size: int, limit: int, *, paid: bool) -> ModelFailure:
    words = f"its answer has more than {max(size, limit) / 1e6:.0f} MB, where {limit / 1e6:.0f} MB are read"
    return Unknown(title, words) if paid else ModelFailure(f"{title}: {words}", code="answer-too-large")


def _words(error: Exception) -> str:
    kind = type(error).__name__
    told = {
        "ReadTimeout": "no answer in time",
        "ConnectTimeout": "no connection in time",
        "RemoteProtocolError": "the connection ended before the answer did",
        "ReadError": "the connection broke before the answer was there",
        "WriteError": "the connection broke while the request went out",
        "WriteTimeout": "the request could not be sent in time",
    }
    return told.get(kind, str(error) or kind)


def _mend(bound: Bound) -> str:
    variable = f"MAQUETTE_{bound.provider.name.upper().replace('-', '_')}_BASE_URL"
    return f"check that it runs and that {bound.base} is its address ({variable} sets another)"
