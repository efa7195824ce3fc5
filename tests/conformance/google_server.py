"""Google's generateContent as its specification and SDK types have it, strict, with tokens that it bills."""

from __future__ import annotations

import base64
from typing import Any

from conformance.pictures import FORMATS, decoded, painted
from conformance.server import Arrived, Sent, Server, Wrong, demand, unbase64

ASPECTS = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "4:1", "1:8", "8:1"}
TIERS = {
    "gemini-nano-banana-2.1": {"1K": 1120, "2K": 1680, "4K": 3780},
    "gemini-3.1-flash-image": {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520},
    "gemini-3.1-flash-lite-image": {"1K": 1120},
    "gemini-3-pro-image": {"1K": 1120, "2K": 1120, "4K": 2000},
    "gemini-2.5-flash-image": {},
}
CONFIG = {
    *("responseModalities", "imageConfig", "thinkingConfig", "seed", "temperature", "topP", "topK"),
    *("candidateCount", "maxOutputTokens", "mediaResolution"),
}
SIGNATURE = base64.b64encode(b"signed by the model").decode()


class Google(Server):
    """``parts`` and ``finish`` are what the next candidates hold; ``blocked`` stops the prompt."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts = False
        self.made = 1
        self.words = ""
        self.finish = "STOP"
        self.message = ""
        self.blocked = ""
        self.thoughts = 0

    def is_paid(self, call: Arrived) -> bool:
        return call.path.endswith(":generateContent")

    def error(self, wrong: Wrong) -> Sent:
        return google_error(wrong.status, str(wrong))

    def reply(self, call: Arrived) -> Sent:
        if call.headers.get("x-goog-api-key") != "test-key":
            return google_error(
                400,
                "API key not valid. Please pass a valid API key.",
                {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},
            )
        demand("key" not in call.query, "the key is in the address")
        # The vendor's client of November 2026 says v1; v1beta is what the published specification describes.
        path = call.path.replace("/v1/", "/v1beta/", 1)
        if call.method == "GET":
            demand(path == "/v1beta/models", "unknown path", 404)
            demand(1 <= int(call.query.get("pageSize", "50")) <= 1000, "pageSize is 1 to 1000")
            return Sent.json({"models": [{"name": f"models/{name}"} for name in TIERS]})
        model = path.removeprefix("/v1beta/models/").removesuffix(":generateContent")
        demand(self.is_paid(call), "unknown path", 404)
        demand(model in TIERS, f"models/{model} is not found for API version v1beta", 404)
        body = camel(call.json)
        known(body, {"contents", "generationConfig", "systemInstruction", "tools", "toolConfig", "safetySettings"})
        tier = _config(body.get("generationConfig", {}), model)
        prompt = _contents(body["contents"])
        usage = {"promptTokenCount": prompt, "totalTokenCount": prompt}
        if self.blocked:
            feedback = {"blockReason": self.blocked, "safetyRatings": []}
            return Sent.json({"promptFeedback": feedback, "usageMetadata": usage, "responseId": "blocked-1"})
        candidate, tokens = self._candidate(TIERS[model].get(tier, 1290))
        self.bill("tokens", model=model, tier=tier, prompt=prompt, image=tokens, thought=self.thoughts)
        usage |= {
            "candidatesTokenCount": tokens + (9 if self.words else 0),
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": tokens}],
            "thoughtsTokenCount": self.thoughts,
        }
        answer = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model, "responseId": "answer-1"}
        return Sent.json(answer)

    def _candidate(self, tokens: int) -> tuple[dict[str, Any], int]:
        parts: list[dict[str, Any]] = []
        if self.drafts:
            parts += [{"text": "First a sketch.", "thought": True}, {**inline(painted(8, 8)), "thought": True}]
        if self.words:
            parts.append({"text": self.words, "thoughtSignature": SIGNATURE})
        made = self.made if self.finish == "STOP" else 0
        for number in range(made):
            parts.append({**inline(painted(64, 48, shade=number + 1)), "thoughtSignature": f"{SIGNATURE[:-4]}AAA="})
        candidate: dict[str, Any] = {"finishReason": self.finish, "index": 0}
        candidate |= {"content": {"role": "model", "parts": parts}} if parts else {}
        candidate |= {"finishMessage": self.message} if self.message else {}
        return candidate, tokens * made


def camel(value: Any) -> Any:
    """The same content with its names in the one of two spellings that Google's JSON takes: ``imageSize``."""
    if isinstance(value, list):
        return [camel(one) for one in value]
    if not isinstance(value, dict):
        return value
    split = {name: name.split("_") for name in value}
    return {words[0] + "".join(map(str.title, words[1:])): camel(value[name]) for name, words in split.items()}


def inline(data: bytes, media_type: str = "image/png") -> dict[str, Any]:
    return {"inlineData": {"mimeType": media_type, "data": base64.b64encode(data).decode()}}


def google_error(status: int, message: str, *details: dict[str, Any]) -> Sent:
    names = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}
    told = {"code": status, "message": message, "status": names.get(status, "INTERNAL"), "details": list(details)}
    return Sent.json({"error": told}, status)


def known(content: Any, names: set[str]) -> None:
    demand(isinstance(content, dict), "an object is wanted")
    strange = set(content) - names
    demand(not strange, f'Invalid JSON payload received. Unknown name "{next(iter(strange), "")}": Cannot find field.')


def _config(config: dict[str, Any], model: str) -> str:
    known(config, CONFIG)
    demand(set(config.get("responseModalities", ())) <= {"TEXT", "IMAGE"}, "responseModalities")
    demand("IMAGE" in config.get("responseModalities", ["TEXT", "IMAGE"]), "no picture is asked for")
    image = config.get("imageConfig", {})
    known(image, {"aspectRatio", "imageSize"})
    demand(image.get("aspectRatio", "1:1") in ASPECTS, "aspectRatio is not supported")
    tier = image.get("imageSize", "1K")
    demand("imageSize" not in image or tier in TIERS[model], f"imageSize {tier!r} is not supported")
    thinking = config.get("thinkingConfig", {})
    known(thinking, {"thinkingLevel", "includeThoughts", "thinkingBudget"})
    demand(thinking.get("thinkingLevel", "HIGH") in {"MINIMAL", "MEDIUM", "HIGH"}, "thinkingLevel")
    demand(model != "gemini-2.5-flash-image" or not thinking, "Thinking level is not supported for this model.")
    demand(0 <= config.get("seed", 0) < 2**31, "seed is an int32")
    return str(tier)


def _contents(contents: Any) -> int:
    """The tokens of a conversation, each part checked; a model's picture must come back with its signature."""
    demand(isinstance(contents, list) and contents, "contents is not specified")
    tokens, pictures = 0, 0
    for content in contents:
        known(content, {"role", "parts"})
        demand(content.get("role", "user") in {"user", "model"}, "role is user or model")
        demand(content.get("parts"), "contents.parts must not be empty")
        for part in content["parts"]:
            known(part, {"text", "inlineData", "thought", "thoughtSignature"})
            demand(("text" in part) != ("inlineData" in part), "a part is a text or a picture")
            if "text" in part:
                tokens += len(part["text"].split())
                continue
            blob = part["inlineData"]
            known(blob, {"mimeType", "data"})
            # Google's JSON takes the alphabet for URLs as well.
            data = str(blob["data"]).replace("-", "+").replace("_", "/")
            opened = decoded(unbase64(data, "inlineData.data"), "inlineData")
            demand(FORMATS.get(blob["mimeType"]) == opened.format, f"it is no {blob['mimeType']}")
            if content.get("role") == "model":
                demand("thoughtSignature" in part or part.get("thought"), "Image part is missing a thought_signature")
            else:
                pictures += 1
                tokens += 1120
    demand(contents[-1].get("role", "user") == "user", "the last turn is the user's")
    demand(pictures <= 14, "too many pictures")
    return tokens
