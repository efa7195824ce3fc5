"""ModelArk's images endpoint as the types of its SDK have it, strict per model, billing by picture."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from conformance.pictures import FORMATS, decoded, painted
from conformance.server import Arrived, Sent, Server, Wrong, demand, unbase64

FIELDS = {
    "model": str,
    "prompt": str,
    "image": (str, list),
    "stream": bool,
    "response_format": str,
    "seed": int,
    "guidance_scale": (int, float),
    "image_guidance_scale": (int, float),
    "size": str,
    "watermark": bool,
    "sequential_image_generation": str,
    "sequential_image_generation_options": dict,
    "optimize_prompt_options": dict,
    "tools": list,
    "output_format": str,
    "background": str,
    "layer_decomposition": bool,
}


@dataclass(frozen=True)
class Rules:
    """What one model takes."""

    least: int
    most: int
    tiers: tuple[str, ...]
    references: int
    group: bool
    formats: bool


MODELS = {
    "seedream-5-0-260128": Rules(3_686_400, 16_777_216, ("2K", "3K", "4K"), 14, group=True, formats=True),
    "dola-seedream-5-0-pro-260628": Rules(921_600, 4_624_220, ("1K", "1.5K", "2K"), 10, group=False, formats=True),
    "dola-seedream-5-0-flash-260915": Rules(921_600, 4_624_220, ("1K", "1.5K", "2K"), 10, group=False, formats=True),
    "seedream-4-5-251128": Rules(3_686_400, 16_777_216, ("2K", "4K"), 14, group=True, formats=False),
    "seedream-4-0-250828": Rules(921_600, 16_777_216, ("1K", "2K", "4K"), 14, group=True, formats=False),
}


class ModelArk(Server):
    """``fewer`` pictures are made than asked for, ``failed`` ones are told of; ``error_inside`` stands in a 200."""

    def __init__(self) -> None:
        super().__init__()
        self.failed: list[dict[str, str]] = []
        self.error_inside: dict[str, str] = {}
        self.counts_inputs = True

    def error(self, wrong: Wrong) -> Sent:
        return ark_error(wrong.status, "InvalidParameter", str(wrong))

    def reply(self, call: Arrived) -> Sent:
        demand(call.path == "/images/generations" and call.method == "POST", "unknown path", 404)
        demand(call.headers.get("authorization") == "Bearer test-key", "the API key is not valid", 401)
        # The vendor's client sends null for what was left out.
        body = {name: value for name, value in call.json.items() if value is not None}
        for name, value in body.items():
            demand(name in FIELDS, f"json: unknown field {name}")
            demand(isinstance(value, FIELDS[name]), f"{name} has the wrong type")  # type: ignore[arg-type]
        demand(body.get("model") in MODELS, "the model does not exist", 404)
        demand("watermark" in body, "watermark is left to the default, which shows")
        rules = MODELS[body["model"]]
        inputs = _images(body, rules)
        layers = bool(body.get("layer_decomposition"))
        demand(body.get("prompt") or layers, "prompt is missing")
        width, height = _size(body, rules, layers=layers)
        wanted = _wanted(body, rules, len(inputs))
        _looks(body, rules, inputs)
        if layers:
            demand("pro" in body["model"] and len(inputs) == 1, "layer_decomposition")
            demand(min(inputs[0].size) >= 512, "the picture is too small to be taken apart")
            data = self._layers(body, inputs[0].size)
        else:
            made = wanted - self.fewer - len(self.failed)
            data = [self._made(body, (width, height), number) for number in range(made)]
        data += [{"error": one} for one in self.failed]
        usage = {"generated_images": sum("error" not in one for one in data), "output_tokens": 16, "total_tokens": 16}
        usage |= {"input_images": len(inputs)} if self.counts_inputs else {}
        answer: dict[str, Any] = {"model": body["model"], "created": 1764201600, "data": data, "usage": usage}
        if self.error_inside:
            answer |= {"data": [], "error": self.error_inside, "usage": usage | {"generated_images": 0}}
        self.bill("pictures", count=answer["usage"]["generated_images"], inputs=len(inputs), size=f"{width}x{height}")
        sent = Sent.json(answer)
        return Sent(200, sent.body, {**sent.headers, "X-Request-Id": "ark-1"})

    def _made(self, body: dict[str, Any], size: tuple[int, int], number: int) -> dict[str, Any]:
        kind = body.get("output_format", "jpeg")
        # A small picture stands for the large one: only its promised size is told.
        data = painted(40, 30, shade=number, media_type=f"image/{kind}")
        return {**self._delivered(body, data, kind), "size": f"{size[0]}x{size[1]}", "output_format": kind}

    def _layers(self, body: dict[str, Any], size: tuple[int, int]) -> list[dict[str, Any]]:
        base = {**self._delivered(body, painted(40, 30), "png"), "size": f"{size[0]}x{size[1]}", "z_index": 0}
        box = {"absolute": [10, 20, 110, 220], "normalized": [20, 40, 215, 430]}
        layer = {**self._delivered(body, painted(40, 30, shade=1, alpha=True), "png"), "size": "100x200", "z_index": 1}
        return [base, {**layer, "bounding_box": box, "name": "kettle", "description": "a red kettle"}]

    def _delivered(self, body: dict[str, Any], data: bytes, kind: str) -> dict[str, str]:
        if body.get("response_format", "url") == "b64_json":
            return {"b64_json": base64.b64encode(data).decode()}
        return {"url": self.host_file(data, f"image/{kind}")}


def ark_error(status: int, code: str, message: str) -> Sent:
    return Sent.json({"error": {"code": code, "message": message, "param": "", "type": "BadRequest"}}, status)


def _images(body: dict[str, Any], rules: Rules) -> list[Any]:
    given = body.get("image", [])
    urls = [given] if isinstance(given, str) else given
    demand("image" not in body or urls, "image is empty")
    demand(len(urls) <= rules.references, f"{len(urls)} reference images, at most {rules.references}")
    found = []
    for url in urls:
        head = re.match(r"^data:(image/[a-z]+);base64,", url)
        demand(head, "image is no data URL")
        assert head is not None
        opened = decoded(unbase64(url[head.end() :], "image"), "image")
        demand(FORMATS.get(head[1]) == opened.format, f"it is no {head[1]}")
        found.append(opened)
    return found


def _size(body: dict[str, Any], rules: Rules, *, layers: bool) -> tuple[int, int]:
    size = body.get("size", "2048x2048")
    if layers:
        demand(size in ("auto", "1K", "1.5K", "2K"), "size of layers")
        return 0, 0
    if size in rules.tiers:
        side = {"1K": 1024, "1.5K": 1536, "2K": 2048, "3K": 3072, "4K": 4096}[size]
        return side, side
    match = re.fullmatch(r"(\d+)x(\d+)", size)
    demand(match, f"size {size!r} is not valid")
    assert match is not None
    width, height = int(match[1]), int(match[2])
    demand(rules.least <= width * height <= rules.most, f"the area of {size} is out of range")
    demand(1 / 16 <= width / height <= 16, f"the ratio of {size} is out of range")
    return width, height


def _wanted(body: dict[str, Any], rules: Rules, inputs: int) -> int:
    mode = body.get("sequential_image_generation", "disabled")
    demand(mode in ("auto", "disabled"), "sequential_image_generation")
    demand(rules.group or "sequential_image_generation" not in body, "this model makes no groups")
    options = body.get("sequential_image_generation_options", {})
    demand(set(options) <= {"max_images"}, "unknown field in sequential_image_generation_options")
    demand(mode == "auto" or not options, "max_images without a group")
    wanted = options.get("max_images", 15 - inputs) if mode == "auto" else 1
    demand(wanted >= 1 and inputs + wanted <= 15 + (mode == "disabled"), "more than 15 images in and out")
    return int(wanted)


def _looks(body: dict[str, Any], rules: Rules, inputs: list[Any]) -> None:
    demand(body.get("response_format", "url") in ("url", "b64_json"), "response_format")
    demand(rules.formats or "output_format" not in body, "output_format is not supported by this model")
    demand(body.get("output_format", "jpeg") in ("jpeg", "png"), "output_format")
    demand(0 <= body.get("seed", 0) < 2**31, "seed")
    prompting = body.get("optimize_prompt_options", {})
    demand(set(prompting) <= {"mode", "thinking"}, "optimize_prompt_options")
    demand(prompting.get("mode", "standard") in ("standard", "fast"), "optimize_prompt_options.mode")
    demand(all(tool == {"type": "web_search"} for tool in body.get("tools", ())), "tools")
    if body.get("background", "opaque") == "transparent":
        demand(len(inputs) == 1, "transparent wants exactly one reference")
        demand(inputs[0].format == "PNG" and inputs[0].mode in ("RGBA", "LA"), "transparent wants a PNG with alpha")
        demand(body.get("output_format") == "png", "transparent wants PNG")
