"""The web UI's protocol: AUTOMATIC1111, Forge, and servers that speak like them (``/sdapi/v1``)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import Unknown
from maquette.models.masks import white_is_edit
from maquette.models.request import Request
from maquette.models.wire import base64_of, bytes_of, settings, without_orders, words_of

TITLE = "A1111"
_KEEP_ORIGINAL = 1
"""What is under the mask starts from the picture itself, not from noise or a fill."""


class A1111(Adapter):
    """Synchronous: the pictures come with the reply, what is known of them as JSON in a string."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """The task's id follows from the request, so that the server's log can be searched for it."""
        fields: dict[str, Any] = {"prompt": without_orders(request.prompt), "batch_size": request.count, "n_iter": 1}
        if request.negative_prompt:
            fields["negative_prompt"] = without_orders(request.negative_prompt)
        fields["seed"] = -1 if request.seed is None else request.seed + request.take - 1
        sized = request.size if request.size.width else request.image
        if sized:
            fields |= {"width": sized.width, "height": sized.height}
        if card.wire:
            fields["override_settings"] = {"sd_model_checkpoint": card.wire}
        # A sheet of all pictures would come as one more of them.
        fields["do_not_save_grid"] = True
        if request.image:
            fields["init_images"] = [base64_of(request.image)]
        if request.mask:
            mask = base64_of(replace(request.mask, data=white_is_edit(request.mask)))
            fields |= {"mask": mask, "inpainting_mask_invert": 0, "inpainting_fill": _KEEP_ORIGINAL}
        fields |= settings(request, card)
        mark = json.dumps([fields, request.take], sort_keys=True).encode()
        fields["force_task_id"] = f"maquette-{hashlib.sha256(mark).hexdigest()[:16]}"
        name = "img2img" if request.image else "txt2img"
        return Call("POST", f"/sdapi/v1/{name}", json=fields, seconds=1800.0)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The pictures, each with its seed."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        body = reply.json
        if not isinstance(body, dict):
            raise Unknown(TITLE, f"its answer cannot be read: {reply.body[:80]!r}")
        info = _info(body.get("info"))
        made = list(body.get("images") or ())[int(info.get("index_of_first_image") or 0) :]
        seeds = list(info.get("all_seeds") or ()) + [None] * len(made)
        results = [
            Result(bytes_of(text), facts={} if seed is None else {"seed": seed})
            for text, seed in zip(made, seeds, strict=False)
        ]
        return Answer(tuple(results), model_version=str(info.get("sd_model_name", "")))

    def alive(self, card: Card) -> Call | None:
        """The checkpoints that are there."""
        return Call("GET", "/sdapi/v1/sd-models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """Their names."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        listed = reply.json
        return tuple(str(one["model_name"]) for one in listed) if isinstance(listed, list) else ()


def _info(text: Any) -> dict[str, Any]:
    """The facts in the string; none where it is empty, as stable-diffusion.cpp leaves it."""
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


ADAPTER = A1111()
PROVIDERS = (
    Provider(
        name="a1111",
        title=TITLE,
        base="http://127.0.0.1:7860",
        key_variables=("A1111_AUTH",),
        key_optional=True,
        local=True,
        auth="Authorization: Basic {basic}",
        concurrency=1,
    ),
)
