"""A Chromium that stays open, spoken to over a pipe: what other tools render with, to stand beside."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--font-render-hinting=none",
    "--disable-extensions",
    "--disable-background-networking",
    "--remote-debugging-pipe",
)


def chromium() -> str | None:
    """The browser on this machine, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


THERE = (
    "Promise.all([document.fonts.ready, ...[...document.images].map((one) => one.decode().catch(() => 0))])"
    ".then(() => 1)"
)


class Browser:
    """One page of one browser. Use it in ``with``."""

    def __enter__(self) -> Browser:
        program = chromium()
        assert program
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        asked, ask = os.pipe()
        hear, answered = os.pipe()

        joined = f'exec "$@" 3<&{asked} 4>&{answered}'
        command = ["sh", "-c", joined, "sh", program, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"]
        self.process = subprocess.Popen(command, pass_fds=(asked, answered), stderr=subprocess.DEVNULL)
        os.close(asked)
        os.close(answered)
        self._ask, self._hear = os.fdopen(ask, "wb", 0), os.fdopen(hear, "rb")
        self._count, self._session, self._rest = 0, "", b""
        target = next(one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        joined = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = joined["sessionId"]
        self.call("Page.enable")
        self._frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._ask.close()
        self._hear.close()
        self._profile.cleanup()

    def call(self, method: str, **params: Any) -> Any:
        """Ask, and wait for the answer."""
        self._count += 1
        asked = {"id": self._count, "method": method, "params": params}
        self._ask.write(json.dumps(asked | ({"sessionId": self._session} if self._session else {})).encode() + b"\0")
        while True:
            told = json.loads(self._message())
            if told.get("id") == self._count:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']['message']}")
                return told["result"]

    def show(self, html: str) -> None:
        """The page of *html*, with its fonts and pictures there."""
        self.call("Page.setDocumentContent", frameId=self._frame, html=html)
        self.run(THERE)

    def open(self, file: Path, side: int) -> None:
        """The page in that file, in a window of *side* x *side* px."""
        self.call("Emulation.setDeviceMetricsOverride", width=side, height=side, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=f"file://{file}")
        while self.run("document.readyState") != "complete" or not self.run("location.href").startswith("file:"):
            pass

    def fill(self, html: str) -> None:
        """Put *html* in the place of what the page shows, with its fonts and pictures there."""
        self.run(f"document.body.innerHTML = {json.dumps(html)}; {THERE}")

    def run(self, script: str) -> Any:
        """The value of *script*, waited for."""
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"]["exception"]["description"])
        return told["result"].get("value")

    def jpeg(self, width: int, height: int, quality: int = 90) -> bytes:
        """What is on the page, *width* x *height* px from its corner, as a JPEG."""
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        told = self.call("Page.captureScreenshot", format="jpeg", quality=quality, clip=clip, optimizeForSpeed=True)
        return base64.b64decode(told["data"])

    def _message(self) -> bytes:
        while b"\0" not in self._rest:
            some = os.read(self._hear.fileno(), 1 << 20)
            if not some:
                raise RuntimeError("the browser is gone")
            self._rest += some
        message, _, self._rest = self._rest.partition(b"\0")
        return message


def font_face(family: str, path: Path, weight: int, italic: bool = False) -> str:
    """A rule that makes the font file known to a page."""
    data = base64.b64encode(path.read_bytes()).decode()
    return (
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-style: {'italic' if italic else 'normal'};"
        f" src: url(data:font/ttf;base64,{data}); }}"
    )
