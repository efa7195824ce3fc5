"""ByteDance's Seedream on ModelArk (BytePlus) and Volcengine: one address makes and edits pictures.

There is no mask and no number of pictures: a group is as many as the model likes, up to what is asked for. Wire format:
the arkruntime package 0.17.0, read 2026-11-23; error codes: docs.byteplus.com/en/docs/ModelArk/1299023.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import BadRequest, ModelFailure, OutOfFunds, Refused, Unavailable, Unknown, Unsupported
from maquette.models.fitting import snap
from maquette.models.request import Request, Size
from maquette.models.wire import bytes_of, data_url, words_of

TITLES = {"byteplus": "BytePlus", "volcengine": "Volcengine"}
MOST_IN_A_GROUP = 15
"""References and pictures of a group together."""
_OPTIONS = ("watermark", "optimize_prompt_options", "tools", "layer_decomposition", "response_format", "guidance_scale")
_RULES = re.compile(r"^(Input|Output)?\w*(SensitiveContentDetected|RiskDetection)")
_NO_MONEY = ("AccountOverdueError", "ServiceOverdue", "SetLimitExceeded", "InsufficientBalance")
_SHUT = ("ModelNotOpen", "ServiceNotOpen")


class Ark(Adapter):
    """Usage is told as the API has it, and as ``small_images`` and ``large_images`` for prices that depend on size."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """A picture or a group. Raises ``Unsupported`` for what no model of the family takes."""
        options = {**card.defaults, **request.options}
        usual = str(options.pop("size", ""))
        layers = bool(options.get("layer_decomposition"))
        _check(request, card, options)
        pictures = [data_url(one) for one in request.pictures]
        body: dict[str, Any] = {"model": card.wire, "watermark": False}
        body |= {"prompt": request.prompt} if request.prompt or not layers else {}
        body |= {"image": pictures[0] if len(pictures) == 1 else pictures} if pictures else {}
        body |= {"size": size} if (size := "auto" if layers else _size(request, card) or usual) else {}
        # Many large pictures do not fit one answer; their addresses hold for a day.
        body["response_format"] = "url" if request.count > 1 or layers else "b64_json"
        body |= {"output_format": request.file_type} if len(card.limits.file_types) > 1 else {}
        body |= {"background": "transparent"} if request.transparent else {}
        body |= {"seed": (request.seed + request.take - 1) % 2**31} if request.seed is not None else {}
        if card.limits.group:
            group = request.count > 1
            body["sequential_image_generation"] = "auto" if group else "disabled"
            body |= {"sequential_image_generation_options": {"max_images": request.count}} if group else {}
        return Call("POST", "/images/generations", json=body | options, seconds=600)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The pictures or layers in their order; why some are missing stands in ``withheld``."""
        title = TITLES.get(card.provider, card.provider)
        body = reply.json
        if reply.status != 200:
            _fail(title, reply, words_of(reply))
        if not isinstance(body, dict):
            raise Unknown(title, "its answer cannot be read")
        usage = _usage(body, card)
        made = [_result(one) for one in body.get("data") or () if not one.get("error")]
        errors = [one["error"] for one in body.get("data") or () if one.get("error")]
        if body.get("error"):
            errors.insert(0, body["error"])
        if errors and not made:
            raise _failure(title, errors[0], usage)
        return Answer(
            tuple(made),
            usage=usage,
            provider_id=reply.headers.get("x-request-id", ""),
            model_version=body.get("model", ""),
            withheld=tuple(_words(one) for one in errors),
        )


def _check(request: Request, card: Card, options: Mapping[str, Any]) -> None:
    strange = sorted(set(options) - set(_OPTIONS))
    if strange:
        raise Unsupported(f"{card.name} has no option {strange[0]!r}", mend=f"its options are {', '.join(_OPTIONS)}")
    pictures = request.pictures
    if request.count > 1 and len(pictures) + request.count > MOST_IN_A_GROUP:
        raise Unsupported(
            f"{len(pictures)} pictures go along and {request.count} are asked for; together {card.name} "
            f"takes {MOST_IN_A_GROUP} at most",
            mend=f"ask for {max(1, MOST_IN_A_GROUP - len(pictures))} at once, or send fewer along",
        )
    if request.transparent and not (len(pictures) == 1 and _has_alpha(pictures[0].data)):
        raise Unsupported(
            f"{card.name} gives a transparent background only from exactly one PNG that has one",
            mend="cut the picture out first, or take another model: maquette models --can transparency",
        )
    if options.get("layer_decomposition"):
        one = pictures[0] if len(pictures) == 1 else None
        if not card.can("layers") or one is None or min(one.width, one.height) < 512:
            raise Unsupported(
                f"{card.name} cannot take {len(pictures) or 'no'} picture{'s' * (len(pictures) != 1)} apart",
                mend="layers come from exactly one picture of 512 x 512 px or more: maquette models --can layers",
            )


def _size(request: Request, card: Card) -> str:
    """In pixels: what was asked for, or an edit's own shape; empty where neither says it."""
    if request.size.width:
        return str(request.size)
    if request.image:
        return str(snap(Size(request.image.width, request.image.height), card.sizes))
    return ""


def _has_alpha(data: bytes) -> bool:
    """Whether *data* is a PNG with an alpha channel: colour type 4 or 6 in its header."""
    return data.startswith(b"\x89PNG") and data[25:26] in (b"\x04", b"\x06")


def _result(one: Mapping[str, Any]) -> Result:
    facts = {name: one[name] for name in ("size", "output_format", "z_index", "name", "description") if name in one}
    if isinstance(box := one.get("bounding_box"), dict):
        facts |= {"box": box.get("absolute"), "box_normalized": box.get("normalized")}
    return Result(bytes_of(one.get("b64_json") or ""), one.get("url") or "", facts)


def _usage(body: Mapping[str, Any], card: Card) -> dict[str, int]:
    told = {name: value for name, value in (body.get("usage") or {}).items() if isinstance(value, int)}
    border = card.extra.get("small_pixels")
    # Without the number of references, as older services answer, the price before the call is the better guess.
    if border and "input_images" in told:
        sizes = [_pixels(one.get("size", "")) for one in body.get("data") or () if not one.get("error")]
        small = sum(0 < pixels <= border for pixels in sizes)
        told |= {"small_images": small, "large_images": len(sizes) - small}
        told["charged_references"] = max(0, told["input_images"] - card.price.free_references)
    return told


def _pixels(size: str) -> int:
    width, _, height = size.partition("x")
    return int(width) * int(height) if width.isdigit() and height.isdigit() else 0


def _fail(title: str, reply: Reply, words: str) -> NoReturn:
    body = reply.json
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        known = _known(title, error, _words(error))
        if known is not None:
            raise known
        words = _words(error)
    fail(title, reply, words)


def _known(title: str, error: Mapping[str, Any], words: str) -> ModelFailure | None:
    """What an error code stands for that its HTTP status does not tell."""
    code = str(error.get("code", ""))
    if rule := _RULES.match(code):
        return Refused(title, words, stage="output" if rule[1] == "Output" else "input")
    if code.startswith(_NO_MONEY):
        return OutOfFunds(title, words)
    if code.startswith(_SHUT):
        return BadRequest(title, words, mend=f"open the model in the console of {title}, then run again")
    return None


def _failure(title: str, error: Mapping[str, Any], usage: Mapping[str, int]) -> ModelFailure:
    """The failure that stands inside a 200: nothing was made, though ``usage`` may say that something was used."""
    words = _words(error)
    failure = _known(title, error, words) or Unavailable(title, words, again=False)
    failure.charged = "yes" if usage.get("generated_images") else "no"
    failure.usage = usage
    return failure


def _words(error: Mapping[str, Any]) -> str:
    code, message = error.get("code", ""), error.get("message", "")
    return f"{message} ({code})" if message and code else str(message or code)


ADAPTER = Ark()
PROVIDERS = (
    Provider(
        name="byteplus",
        title=TITLES["byteplus"],
        base="https://ark.ap-southeast.bytepluses.com/api/v3",
        key_variables=("ARK_API_KEY",),
        key_page="https://console.byteplus.com/ark",
    ),
    Provider(
        name="volcengine",
        title=TITLES["volcengine"],
        base="https://ark.cn-beijing.volces.com/api/v3",
        key_variables=("ARK_API_KEY",),
        key_page="https://console.volcengine.com/ark",
    ),
)
