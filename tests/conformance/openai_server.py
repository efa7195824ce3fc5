"""OpenAI's images endpoints, after ``openai`` 3.57's types: unknown fields, wrong ranges and wrong masks get a 400."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from conformance.pictures import decoded, edits_top_left, painted
from conformance.server import Arrived, File, Sent, Server, Wrong, demand

KEY = "sk-test-0123456789"
OLD = ("gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest")
TWO = ("gpt-image-2",)
NEW = ("gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2.6-sunburst", "gpt-image-2.6-flare")
QUALITIES = ("auto", "low", "medium", "high")

COMMON: dict[str, Any] = {
    "model": str,
    "prompt": str,
    "n": range(1, 11),
    "size": str,
    "quality": (*QUALITIES, "xhigh", "max"),
    "background": ("transparent", "opaque", "auto"),
    "output_format": ("png", "jpeg", "webp"),
    "output_compression": range(101),
    "complexity": ("low", "medium", "high"),
    "stream": bool,
    "partial_images": range(4),
    "safety_identifier": str,
}
GENERATE = COMMON | {"moderation": ("low", "auto")}
EDIT = COMMON | {"input_fidelity": ("high", "low")}


class OpenAI(Server):
    """``usage`` is what each picture is said to take; ``mask`` what the last one looked like."""

    def __init__(self) -> None:
        super().__init__()
        self.usage = {"text": 12, "image_in": 300, "image_out": 1756}
        self.cached: dict[str, int] = {}
        self.with_output_details = True

    def reply(self, call: Arrived) -> Sent:
        demand(
            call.headers.get("authorization") == f"Bearer {KEY}", "Incorrect API key provided", 401, "invalid_api_key"
        )
        if call.method == "GET" and call.path == "/v1/models":
            ids = (*OLD, *TWO, *NEW)
            return Sent.json({"object": "list", "data": [{"id": one, "object": "model"} for one in ids]})
        demand(call.method == "POST", "Not allowed", 405)
        if call.path == "/v1/chat/completions":
            return self.write(call.json)
        if call.path == "/v1/images/generations":
            fields, pictures = call.json, 0
            check(fields, GENERATE)
        else:
            demand(call.path == "/v1/images/edits", "Unknown request URL", 404)
            fields, pictures = read_edit(call)
        check_sense(fields)
        return self.make(fields, pictures, "image_edit" if pictures else "image_generation")

    def error(self, wrong: Wrong) -> Sent:
        body = {"message": str(wrong), "type": "invalid_request_error", "param": None, "code": wrong.code}
        return Sent.json({"error": body}, wrong.status, x_request_id="req_wrong")

    def write(self, fields: Mapping[str, Any]) -> Sent:
        demand(set(fields) <= {"model", "messages", "max_completion_tokens"}, f"Unknown field in {sorted(fields)}")
        demand(fields["model"] == "gpt-5.4-mini", "The model does not exist", 404, "model_not_found")
        demand(type(fields.get("max_completion_tokens")) is int, "max_completion_tokens is no whole number")
        told = fields["messages"]
        demand(bool(told) and all(set(one) == {"role", "content"} for one in told), "Invalid messages")
        self.bill("words")
        said = {"role": "assistant", "content": f"You said {len(told[-1]['content'])} characters.", "refusal": None}
        body = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1764201600,
            "model": "gpt-5.4-mini-2026-03-17",
            "choices": [{"index": 0, "message": said, "finish_reason": "stop", "logprobs": None}],
            "usage": {"prompt_tokens": 20, "completion_tokens": 30, "total_tokens": 50},
        }
        return Sent.json(body, x_request_id="req_words")

    def make(self, fields: Mapping[str, Any], pictures: int, kind: str) -> Sent:
        n = fields.get("n", 1)
        self.bill("pictures", n=n, quality=fields.get("quality"), size=fields.get("size"))
        width, height = (1024, 1024) if fields["size"] == "auto" else map(int, fields["size"].split("x"))
        small = max(8, width // 32), max(8, height // 32)
        transparent = fields.get("background") == "transparent"
        media = f"image/{fields.get('output_format', 'png')}"
        made = [painted(*small, shade=one, alpha=transparent, media_type=media) for one in range(n)]
        texts = [base64.b64encode(one).decode() for one in made]
        told = {
            "background": "transparent" if transparent else "opaque",
            "output_format": fields.get("output_format", "png"),
            "quality": fields.get("quality", "high").replace("auto", "high"),
            "size": f"{width}x{height}",
        }
        usage = self.tokens(n, pictures)
        if fields.get("stream"):
            partial = [
                {
                    "type": f"{kind}.partial_image",
                    "partial_image_index": i,
                    "b64_json": texts[0],
                    "created_at": 1,
                    **told,
                }
                for i in range(fields.get("partial_images", 0))
            ]
            usage.pop("output_tokens_details", None)
            last = {"type": f"{kind}.completed", "b64_json": texts[0], "created_at": 1, "usage": usage, **told}
            return Sent(
                200, Sent.events([*partial, last]).body, {"content-type": "text/event-stream", "x-request-id": "req_1"}
            )
        body = {"created": 1, "data": [{"b64_json": one} for one in texts], "usage": usage, **told}
        return Sent.json(body, x_request_id="req_1")

    def tokens(self, n: int, pictures: int) -> dict[str, Any]:
        text, image, out = self.usage["text"], self.usage["image_in"] * pictures, self.usage["image_out"] * n
        details: dict[str, Any] = {"text_tokens": text, "image_tokens": image}
        if self.cached:
            details["cached_tokens_details"] = self.cached
        told = {"input_tokens": text + image, "input_tokens_details": details, "output_tokens": out}
        if self.with_output_details:
            told["output_tokens_details"] = {"image_tokens": out, "text_tokens": 0}
        return {**told, "total_tokens": text + image + out}


def read_edit(call: Arrived) -> tuple[dict[str, Any], int]:
    """The fields of a multipart edit as values, and how many pictures came with it."""
    parts = call.fields
    files = {name: values for name, values in parts.items() if isinstance(values[0], File)}
    texts = {name: values for name, values in parts.items() if name not in files}
    demand(all(len(values) == 1 for values in texts.values()), "a field is there twice")
    fields = {name: typed(name, str(values[0])) for name, values in texts.items()}
    check(fields, EDIT)
    demand(set(files) <= {"image", "image[]", "mask", "markup"}, f"Unknown parameter: {sorted(files)}")
    demand(not ("image" in files and "image[]" in files), "image and image[] are there")
    sent = [one for name in ("image", "image[]") for one in files.get(name, ()) if isinstance(one, File)]
    demand(1 <= len(sent) <= 16, f"{len(sent)} images, 1 to 16 are taken")
    demand(len(files.get("image", ())) <= 1, "several images are sent as image[]")
    pictures = []
    for one in sent:
        demand(one.media_type in ("image/png", "image/jpeg", "image/webp"), f"unsupported file {one.media_type}")
        demand(len(one.data) < 50_000_000, "an image has 50 MB or more")
        demand(decoded(one.data, "image").get_format_mimetype() in (None, one.media_type), "its type is wrong")
        pictures.append(decoded(one.data, "image"))
    demand(not ("mask" in files and "markup" in files), "mask and markup are not combinable")
    for name in ("mask", "markup"):
        for one in files.get(name, ()):
            assert isinstance(one, File)
            overlay = decoded(one.data, name)
            demand(one.media_type == "image/png" and overlay.format == "PNG", f"the {name} is no PNG")
            demand(len(one.data) < 4_000_000, f"the {name} has 4 MB or more")
            demand(overlay.size == pictures[0].size, f"the {name} has another size than the first image")
            demand(overlay.mode == "RGBA", f"the {name} has no alpha")
            alpha = np.asarray(overlay)[..., 3]
            if name == "mask":
                demand(edits_top_left(255 - alpha), "not the mask that the test drew: alpha 0 is what is edited")
            else:
                demand((alpha == 0).any(), "the markup has no transparent pixels")
                demand(fields["model"] in NEW, "this model takes no markup")
    return fields, len(sent)


def typed(name: str, text: str) -> Any:
    """A form field as what it stands for."""
    kind = EDIT.get(name)
    if isinstance(kind, range):
        demand(text.isdigit(), f"{name} is no whole number")
        return int(text)
    if kind is bool:
        demand(text in ("true", "false"), f"{name} is no boolean")
        return text == "true"
    return text


def check(fields: Any, known: Mapping[str, Any]) -> None:
    """Every field has a known name, a right type and a right range."""
    demand(isinstance(fields, dict), "the body is no object")
    for name, value in fields.items():
        demand(name in known, f"Unknown parameter: '{name}'.", code="unknown_parameter")
        kind = known[name]
        if isinstance(kind, type):
            demand(type(value) is kind, f"{name} is no {kind.__name__}")
        elif isinstance(kind, range):
            demand(type(value) is int and value in kind, f"{name} is not in {kind}")
        else:
            demand(value in kind, f"{name} is none of {kind}")
    demand(
        fields.get("model") in (*OLD, *TWO, *NEW),
        f"The model '{fields.get('model')}' does not exist",
        404,
        "model_not_found",
    )
    demand(0 < len(fields.get("prompt", "")) <= 32_000, "the prompt has no or too many characters")


def check_sense(fields: Mapping[str, Any]) -> None:
    """What depends on the model or on two fields at once."""
    model, size = fields["model"], fields.get("size", "auto")
    if size != "auto":
        demand(re.fullmatch(r"[1-9]\d*x[1-9]\d*", size), f"size {size}")
        width, height = map(int, size.split("x"))
        if model in OLD:
            demand(size in ("1024x1024", "1536x1024", "1024x1536"), f"size {size}")
        demand(width % 16 == 0 and height % 16 == 0, f"size {size} is not divisible by 16")
        demand(max(width, height) <= 3 * min(width, height) and max(width, height) <= 3840, f"size {size}")
        demand(655_360 <= width * height <= 8_294_400, f"size {size} has too few or too many pixels")
    if fields.get("quality") in ("xhigh", "max"):
        demand(model in NEW, f"{model} has no quality {fields['quality']}")
    if fields.get("background") == "transparent":
        demand(fields.get("output_format") in ("png", "webp"), "transparent needs png or webp")
    if "output_compression" in fields:
        demand(fields.get("output_format") in ("jpeg", "webp"), "png is not compressed")
    demand("partial_images" not in fields or fields.get("stream"), "partial_images needs stream")
    if "input_fidelity" in fields:
        demand(model == "gpt-image-1.5", f"{model} takes no input_fidelity")
    if "complexity" in fields:
        demand(model.startswith("gpt-image-2.6"), f"{model} takes no complexity")
