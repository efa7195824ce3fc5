"""Text models behind OpenAI's ``/chat/completions``, and the many servers that answer it: vLLM, SGLang, Ollama,
llama.cpp, LiteLLM, LocalAI.

One message goes out, so that the prompt on record is all that was said. A card in a workspace with ``base`` is all
that a server of one's own needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.adapters.openai import PROVIDERS as OPENAI
from maquette.models.answer import Answer, Call, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import OutOfFunds, Refused, Unknown
from maquette.models.request import Request
from maquette.models.wire import ids_in, settings, words_of

_SECONDS = 300.0
_FUNDS = ("insufficient_quota", "billing_hard_limit_reached")


class Chat(Adapter):
    """One question, one answer."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """JSON, with the card's own settings beside it."""
        said = [{"role": "user", "content": request.prompt}]
        fields = {"model": card.wire, "messages": said} | settings(request, card)
        return Call("POST", "/chat/completions", json=fields, seconds=_SECONDS)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The words of the first choice. A refusal is one wherever it stands: as an error, a field, or a reason."""
        title, body = card.provider, reply.json
        if reply.status >= 400:
            _raise(title, reply)
        choices = body.get("choices") if isinstance(body, dict) else None
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            raise Unknown(title, f"its answer cannot be read: {reply.body[:80]!r}")
        message, usage = choices[0].get("message") or {}, _usage(body.get("usage"))
        refused = message.get("refusal") or (
            "the answer was withheld" if choices[0].get("finish_reason") == "content_filter" else ""
        )
        if refused:
            failure = Refused(title, str(refused), stage="output", charged="yes")
            failure.usage = usage
            raise failure
        text = str(message.get("content") or "").strip()
        ended = f"it ended by {choices[0].get('finish_reason')}"
        return Answer(
            (Result(text.encode()),) if text else (),
            usage=usage,
            provider_id=str(body.get("id") or reply.headers.get("x-request-id", "")),
            model_version=str(body.get("model") or ""),
            withheld=() if text else (ended,),
        )

    def alive(self, card: Card) -> Call | None:
        """The list of models."""
        return Call("GET", "/models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that the server lists."""
        if reply.status >= 400:
            fail(card.provider, reply, words_of(reply))
        return ids_in(reply)


def _usage(told: Any) -> dict[str, int]:
    counts = told if isinstance(told, dict) else {}
    names = {"prompt_tokens": "text_input_tokens", "completion_tokens": "text_output_tokens"}
    return {ours: counts[theirs] for theirs, ours in names.items() if isinstance(counts.get(theirs), int)}


def _raise(title: str, reply: Reply) -> None:
    words, body = words_of(reply), reply.json
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if code in _FUNDS:
        raise OutOfFunds(title, words)
    if code in ("content_filter", "content_policy_violation", "moderation_blocked"):
        raise Refused(title, words, stage="input")
    fail(title, reply, words)


ADAPTER = Chat()
PROVIDERS: tuple[Provider, ...] = OPENAI
