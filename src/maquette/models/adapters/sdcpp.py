"""The own protocol of stable-diffusion.cpp's server: a job is taken, polled, and ends with its pictures.

After the server's ``api.md`` of 2026-08-19.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail, lost
from maquette.models.answer import Answer, Call, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import ModelFailure, Unknown
from maquette.models.masks import white_is_edit
from maquette.models.request import Request
from maquette.models.wire import base64_of, bytes_of, settings, words_of

TITLE = "stable-diffusion.cpp"


class StableDiffusionCpp(Adapter):
    """The picture to edit is the first one to start from, or, where the card says so, the first reference."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """Exactly the fields that the server lists; what is not sent is the server's own default."""
        fields: dict[str, Any] = {"prompt": request.prompt, "batch_count": request.count}
        fields["output_format"] = "jpeg" if request.file_type in ("jpg", "jpeg") else request.file_type
        if request.negative_prompt:
            fields["negative_prompt"] = request.negative_prompt
        if request.seed is not None:
            fields["seed"] = request.seed + request.take - 1
        sized = request.size if request.size.width else request.image
        if sized:
            fields |= {"width": sized.width, "height": sized.height}
        guides = request.references
        if request.image and card.extra.get("image_as_reference"):
            guides = request.pictures
        elif request.image:
            fields["init_image"] = base64_of(request.image)
        if guides:
            fields["ref_images"] = [base64_of(one) for one in guides]
        if request.mask:
            fields["mask_image"] = base64_of(replace(request.mask, data=white_is_edit(request.mask)))
        return Call("POST", "/sdcpp/v1/img_gen", json=fields | settings(request, card), seconds=60.0)

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The job that was taken."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        body = reply.json
        if not isinstance(body, dict) or "id" not in body:
            raise Unknown(TITLE, f"its answer cannot be read: {reply.body[:80]!r}")
        job = str(body["id"])
        return Pending(job, {"path": body.get("poll_url") or f"/sdcpp/v1/jobs/{job}"})

    def poll(self, pending: Pending, card: Card) -> Call:
        """The job's own address."""
        return Call("GET", str(pending.handle["path"]), seconds=60.0)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """Still at it, or done, or not."""
        body = reply.json
        if reply.status >= 400 or not isinstance(body, dict):
            lost(TITLE, pending, reply, words_of(reply))
        status, words = body.get("status"), words_of(reply)
        if status in ("queued", "generating"):
            return pending
        if status != "completed":
            raise ModelFailure(f"the job {status} at {TITLE}: {words}", mend="look at the server's log, then run again")
        made = sorted((body.get("result") or {}).get("images") or (), key=lambda one: one.get("index", 0))
        return Answer(tuple(Result(bytes_of(one["b64_json"])) for one in made), provider_id=pending.provider_id)

    def alive(self, card: Card) -> Call | None:
        """What the server has loaded."""
        return Call("GET", "/sdcpp/v1/capabilities", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The name of the loaded model."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        body = reply.json
        model = body.get("model") if isinstance(body, dict) else None
        return (str(model["name"]),) if model and model.get("name") else ()


ADAPTER = StableDiffusionCpp()
PROVIDERS = (Provider(name="sdcpp", title=TITLE, base="http://127.0.0.1:1234", local=True, concurrency=1),)
