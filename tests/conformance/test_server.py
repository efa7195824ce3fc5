"""The stand-in itself fails as it says, so that what is tested against it means something."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from conformance.server import DIE, HALF, HUGE, STALL, Arrived, File, Sent, Server, demand, refuse, throttle


class Echo(Server):
    def reply(self, call: Arrived) -> Sent:
        demand(call.path == "/echo", "unknown path", 404)
        self.bill("echo")
        return Sent.json({"length": len(call.body)})


@pytest.fixture
def echo() -> Iterator[Echo]:
    with Echo() as server:
        yield server


def post(server: Server, path: str = "/echo", **more: object) -> httpx2.Response:
    return httpx2.post(server.url + path, timeout=5.0, **more)  # type: ignore[arg-type]


def test_faults_strike_in_order_and_once(echo: Echo) -> None:
    echo.next(refuse(418, {"error": "tea"}), throttle({"error": "slow"}, "7"))
    assert post(echo).status_code == 418
    assert post(echo).headers["retry-after"] == "7"
    assert not echo.billed
    assert post(echo).status_code == 200
    assert len(echo.billed) == 1


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda fault: fault.kind)
def test_a_broken_answer_is_billed_all_the_same(echo: Echo, fault: object) -> None:
    echo.next(fault)  # type: ignore[arg-type]
    with pytest.raises(httpx2.RemoteProtocolError):
        post(echo)
    assert len(echo.billed) == 1


def test_a_huge_answer_goes_on(echo: Echo) -> None:
    echo.next(HUGE)
    with httpx2.stream("POST", echo.url + "/echo") as response:
        assert sum(len(piece) for piece, _ in zip(response.iter_raw(), range(40), strict=False)) > 1_000_000


def test_a_stalled_call_goes_on_when_released(echo: Echo) -> None:
    echo.next(STALL)
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(echo.url + "/echo", timeout=0.1)
    assert not echo.billed
    echo.released.set()


def test_multipart_bodies_are_read_as_sent(echo: Echo) -> None:
    data = b"\r\n--\r\n\x00\xff"
    post(echo, files=[("image[]", ("a.png", data, "image/png")), ("n", (None, "2"))])
    assert echo.calls[0].fields == {"image[]": [File("a.png", "image/png", data)], "n": ["2"]}


def test_a_wrong_call_is_remembered(echo: Echo) -> None:
    assert post(echo, "/other").status_code == 404
    assert echo.wrong == ["unknown path"]


def test_files_are_there_until_they_expire_and_want_no_key(echo: Echo) -> None:
    url = echo.host_file(b"picture")
    assert httpx2.get(url).content == b"picture"
    assert not echo.wrong
    httpx2.get(url, headers={"authorization": "Bearer secret"})
    assert echo.wrong
    echo.expired = True
    assert httpx2.get(url).status_code == 404
