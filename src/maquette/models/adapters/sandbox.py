"""Models that need no key and cost nothing: they paint labelled placeholders, and can be slow, refuse or fail.

A card's ``extra`` says how it behaves: ``seconds`` of delay, ``fault`` (refused, refused-output, rate-limited,
out-of-funds, unavailable, unknown, fewer, no-picture), and ``every``: the fault strikes each n-th different request.
"""

from __future__ import annotations

import colorsys
import hashlib
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from maquette.models.adapter import InProcess, Provider
from maquette.models.answer import Answer, Result
from maquette.models.cards import Card
from maquette.models.failures import ModelFailure, OutOfFunds, RateLimited, Refused, Unavailable, Unknown
from maquette.models.fitting import TIERS
from maquette.models.request import Request, Size

TITLE = "the sandbox"
_LIMIT = 4096


class Sandbox(InProcess):
    """Paints what was asked for as a picture of the right size that says what it stands for."""

    def make(self, request: Request, card: Card, preview: Callable[[bytes], None]) -> Answer:
        """Equal requests give equal pictures."""
        mark = hashlib.sha256(repr((request.kind, request.prompt, request.take, str(request.size))).encode()).digest()
        every = int(card.extra.get("every", 1))
        fault = card.extra.get("fault", "") if mark[0] % every == 0 else ""
        seconds = float(card.extra.get("seconds", 0))
        if fault in (*_FAULTS, "no-picture"):
            time.sleep(seconds)
        if fault in _FAULTS:
            raise _FAULTS[fault]()
        if request.kind == "write":
            return Answer((Result(_reworded(request.prompt).encode()),), model_version=card.name)
        count = max(1, request.count - 1) if fault == "fewer" else request.count
        if fault == "no-picture":
            return Answer((), text="The sandbox was told to answer without a picture.")
        results = tuple(Result(_paint(request, mark, number)) for number in range(1, count + 1))
        for number in range(request.previews):
            time.sleep(seconds / (request.previews + 1))
            preview(_unfinished(results[0].data, number))
        time.sleep(seconds / (request.previews + 1))
        return Answer(results, usage={"pictures": count}, model_version=card.name)


_FAULTS: dict[str, Callable[[], ModelFailure]] = {
    "refused": lambda: Refused(TITLE, "the prompt names what must not be shown", stage="input"),
    "refused-output": lambda: Refused(TITLE, "the picture shows what must not be shown", stage="output"),
    "rate-limited": lambda: RateLimited(TITLE, "too many calls", retry_after=0.05),
    "out-of-funds": lambda: OutOfFunds(TITLE, "the play money is spent"),
    "unavailable": lambda: Unavailable(TITLE, "it is resting", again=False),
    "unknown": lambda: Unknown(TITLE, "no answer in time"),
}


def _reworded(prompt: str) -> str:
    """The last paragraph of *prompt* with words such as a text model adds, and said to be none of one."""
    brief = prompt.strip().rpartition("\n\n")[2].strip().rstrip(" .,")
    return f"{brief}, seen at eye level, soft light from the left, a plain calm background (words of the sandbox)"


def pixels_of(size: Size, request: Request) -> tuple[int, int]:
    """Width and height of the picture that stands for *size*: the source's own where the size is left open."""
    if size.width:
        return min(size.width, _LIMIT), min(size.height, _LIMIT)
    side = TIERS.get(size.tier, 1024)
    if size.aspect:
        root = size.ratio**0.5
        return max(8, round(side * root / 8) * 8), max(8, round(side / root / 8) * 8)
    if request.image:
        return request.image.width, request.image.height
    return side, side


def _paint(request: Request, mark: bytes, number: int) -> bytes:
    from PIL import Image as Pillow
    from PIL import ImageChops, ImageDraw

    width, height = pixels_of(request.size, request)
    hue = (mark[1] + 37 * (request.take + number)) % 256 / 256
    light, deep = _colour(hue, 0.12, 0.95), _colour(hue, 0.45, 0.55)
    if request.image:
        source = Pillow.open(BytesIO(request.image.data)).convert("RGB").resize((width, height))
        picture = Pillow.blend(source, Pillow.new("RGB", (width, height), light), 0.35)
    else:
        picture = Pillow.linear_gradient("L").resize((width, height)).convert("RGB")
        picture = Pillow.blend(Pillow.new("RGB", (width, height), light), picture, 0.12)
    ground = picture.copy()
    draw = ImageDraw.Draw(picture)
    edge = max(2, min(width, height) // 64)
    inner = (edge * 3, edge * 3, width - edge * 3, height - edge * 3)
    draw.rectangle(inner, outline=deep, width=max(1, edge // 3))
    radius = min(width, height) // 5
    centre = width // 2, round(height * 0.42)
    draw.ellipse([centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], fill=deep)
    _label(draw, request, number, (width, height), deep)
    if request.image and request.mask:
        # As a careful model would: what the mask does not mark stays as it was.
        where = Pillow.open(BytesIO(request.mask.data)).convert("L").resize((width, height))
        picture = Pillow.composite(picture, source, where)
    if request.transparent:
        drawn = ImageChops.difference(picture, ground).convert("L").point(lambda level: 255 if level > 12 else 0)
        picture.putalpha(drawn)
    out = BytesIO()
    kind = {"jpeg": "JPEG", "jpg": "JPEG", "webp": "WEBP"}.get(request.file_type, "PNG")
    picture.save(out, kind)
    return out.getvalue()


def _unfinished(data: bytes, number: int) -> bytes:
    """The picture as if it were still being worked on, less so with each *number*."""
    from PIL import Image as Pillow
    from PIL import ImageFilter

    picture = Pillow.open(BytesIO(data)).convert("RGB")
    out = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 24 / 2**number)).save(out, "PNG")
    return out.getvalue()


def _label(draw: Any, request: Request, number: int, size: tuple[int, int], colour: tuple[int, int, int]) -> None:
    from PIL import ImageFont

    width, height = size
    letters = max(9, min(width, height) // 26)
    font = ImageFont.load_default(letters)
    room = max(8, round(width * 0.8 / (letters * 0.56)))
    lines = [f"SANDBOX  {width} x {height}  take {request.take}{f'.{number}' if request.count > 1 else ''}"]
    words = request.prompt.split()
    line = ""
    for word in words:
        if len(line) + len(word) + 1 > room and line:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()[:room]
    lines.append(line)
    top = round(height * 0.66)
    for text in lines[:5]:
        draw.text((width / 2, top), text, fill=colour, font=font, anchor="ma")
        top += round(letters * 1.35)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


ADAPTER = Sandbox()
PROVIDERS = (Provider(name="sandbox", title=TITLE, base="", concurrency=64),)
