"""Model Studio's multimodal generation for Qwen-Image: strict, billing by picture, with errors inside a 200."""

from __future__ import annotations

import re
from typing import Any

from conformance.pictures import FORMATS, decoded, painted
from conformance.server import Arrived, Sent, Server, Wrong, demand, unbase64

LARGEST = {"qwen-image-3.0": 2560, "qwen-image-3.0-pro": 2560, "qwen-image-2.0": 2048, "qwen-image-2.0-pro": 2048}
PARAMETERS = {"size": str, "n": int, "seed": int, "prompt_extend": bool, "watermark": bool, "negative_prompt": str}


class DashScope(Server):
    """``inside`` is an error that comes with status 200."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: dict[str, str] = {}

    def error(self, wrong: Wrong) -> Sent:
        return dashscope_error(wrong.status, "InvalidParameter", str(wrong))

    def reply(self, call: Arrived) -> Sent:
        demand(call.path == "/services/aigc/multimodal-generation/generation", "url error", 404)
        if call.headers.get("authorization") != "Bearer test-key":
            return dashscope_error(401, "InvalidApiKey", "Invalid API-key provided.")
        body = call.json
        demand(set(body) <= {"model", "input", "parameters"}, "unknown field")
        demand(body["model"] in LARGEST, "Model not exist.", 404)
        (message,) = body["input"]["messages"]
        demand(set(message) == {"role", "content"} and message["role"] == "user", "messages")
        texts = [one["text"] for one in message["content"] if set(one) == {"text"}]
        images = [one["image"] for one in message["content"] if set(one) == {"image"}]
        demand(len(texts) == 1 and len(texts) + len(images) == len(message["content"]), "one text, and pictures")
        demand(len(images) <= 3, "at most 3 images")
        for image in images:
            head = re.match(r"^data:(image/[a-z]+);base64,", image)
            demand(head, "image is no data URL")
            assert head is not None
            opened = decoded(unbase64(image[head.end() :], "image"), "image")
            demand(FORMATS.get(head[1]) == opened.format, f"it is no {head[1]}")
        parameters = body.get("parameters", {})
        _parameters(parameters, LARGEST[body["model"]])
        if self.inside:
            return Sent.json({**self.inside, "request_id": "q-1"})
        count = parameters.get("n", 1) - self.fewer
        self.bill("pictures", count=count)
        content = [{"image": self.host_file(painted(40, 30, shade=number))} for number in range(count)]
        choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        usage = {"output_image_count": count, "output_width": 40, "output_height": 30}
        return Sent.json({"output": {"choices": [choice]}, "usage": usage, "request_id": "q-1"})


def _parameters(parameters: dict[str, Any], largest: int) -> None:
    for name, value in parameters.items():
        demand(name in PARAMETERS, f"unknown parameter {name}")
        demand(isinstance(value, PARAMETERS[name]), f"{name} has the wrong type")
    demand(1 <= parameters.get("n", 1) <= 6, "n is 1 to 6")
    demand(0 <= parameters.get("seed", 0) < 2**31, "seed")
    demand("watermark" in parameters, "watermark is left to the default")
    if size := parameters.get("size"):
        match = re.fullmatch(r"(\d+)\*(\d+)", size)
        demand(match, "size must be W*H")
        assert match is not None
        width, height = int(match[1]), int(match[2])
        demand(512 * 512 <= width * height <= largest * largest, "the area is out of range")
        demand(1 / 8 <= width / height <= 8, "the ratio is out of range")


def dashscope_error(status: int, code: str, message: str) -> Sent:
    return Sent.json({"code": code, "message": message, "request_id": "q-1"}, status)
