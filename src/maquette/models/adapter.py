"""What an adapter is: a wire format as pure functions. Sending, keeping, retrying and paying are not its business.

An adapter module in ``models/adapters`` has the name of its protocol and two constants: ``ADAPTER`` and ``PROVIDERS``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from maquette.models.answer import Answer, Call, Pending, Reply
from maquette.models.failures import (
    BadRequest,
    Gone,
    ModelFailure,
    NoKey,
    OutOfFunds,
    RateLimited,
    Unavailable,
    Unknown,
)

if TYPE_CHECKING:
    from maquette.models.cards import Card
    from maquette.models.request import Request


@dataclass(frozen=True)
class Provider:
    """Who runs models: where it is, how it knows us, and how much it takes at once.

    *auth* is the header, with ``{key}`` in it, or ``{basic}`` where it is a name and a password that go as base64; a
    provider whose *key_optional* is set is called without a key where there is none. A *local* one is a server that
    people run themselves: *base* is where it usually is, and it is never chosen unasked unless its address was set.
    *base_variables* and *key_variables* are read in their order, as the vendor's own client does;
    ``MAQUETTE_<NAME>_BASE_URL`` comes before them. *headers* are further headers by the variable that holds their
    value. *result_hosts* are endings of the hosts that results lie on; where none is named, any public host will do.
    *polling_hosts* are endings of further hosts that may be shown the key.
    """

    name: str
    title: str
    base: str
    key_variables: tuple[str, ...] = ()
    base_variables: tuple[str, ...] = ()
    auth: str = "Authorization: Bearer {key}"
    key_optional: bool = False
    local: bool = False
    key_page: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    concurrency: int = 8
    per_minute: int = 0
    result_hosts: tuple[str, ...] = ()
    polling_hosts: tuple[str, ...] = ()
    also: dict[str, str] = field(default_factory=dict)
    """Other bases of the provider by a word that a path may begin with: ``{"queue": "https://queue.fal.run"}``."""


class Adapter(ABC):
    """One wire format. Every method is a pure function of its arguments, so a kept reply can be read again."""

    def prepare(self, request: Request, card: Card) -> Sequence[Call]:
        """Free calls that must come first, such as uploads. Their replies are given to ``call``."""
        return ()

    def claim(self, request: Request, card: Card) -> Pending | None:
        """The request under an id of our own, where the provider lets us give it one; the same id for equal requests.

        It is kept before anything is sent, so that even a reply that never came can be asked for.
        """
        return None

    @abstractmethod
    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """The call that asks for the pictures: the one that may cost something."""

    @abstractmethod
    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """What a successful or failed reply to ``call`` means. Raises ``ModelFailure``."""

    def poll(self, pending: Pending, card: Card) -> Call:
        """The free call that asks how far the provider is."""
        raise ModelFailure(f"{card.provider} cannot be asked about {pending.provider_id}", code="not-pollable")

    @property
    def answers_by_id(self) -> bool:
        """Whether a reply to ``call`` may be no more than an id to ask for."""
        return type(self).poll is not Adapter.poll

    def passes(self, reply: Reply, pending: Pending) -> bool:
        """Whether the reply to ``poll`` tells nothing of the work, only that the provider is busy or away."""
        return reply.status == 429 or reply.status >= 500

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """What the reply to ``poll`` means. Raises ``ModelFailure``."""
        return self.read(reply, card)

    def preview(self, event: dict[str, object]) -> bytes:
        """The unfinished picture in a streamed event; empty when it holds none."""
        return b""

    def alive(self, card: Card) -> Call | None:
        """The cheapest free call that shows whether key and model work; None when there is none."""
        return None

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids of the models that the provider offers now, as far as the reply says. Raises ``ModelFailure``."""
        return ()


class InProcess(ABC):
    """A model that runs in this process: no wire, no key, no bill."""

    @abstractmethod
    def make(self, request: Request, card: Card, preview: Callable[[bytes], None]) -> Answer:
        """The pictures. Raises ``ModelFailure``."""

    def missing(self, card: Card) -> ModelFailure | None:
        """What keeps the model from running here now, such as weights that nobody fetched; None when nothing does."""
        return None


def fail(provider: str, reply: Reply, words: str) -> NoReturn:
    """Raise the failure that an HTTP status stands for everywhere; adapters handle their special cases before.

    A 502, 504, 408 or 524 is no answer of the service itself: the work may have been done, so the outcome is unknown.
    """
    words = words.strip()[:600] or f"HTTP {reply.status}"
    if reply.status in (401, 403):
        # Where the key lies, and so how it is renewed, is known above.
        raise NoKey(f"{provider} does not accept the key: {words}", mend="")
    if reply.status == 402:
        raise OutOfFunds(provider, words)
    if reply.status == 429:
        raise RateLimited(provider, words, retry_after=retry_after(reply))
    if reply.status in (408, 502, 504, 522, 524):
        raise Unknown(provider, f"HTTP {reply.status}: {words}")
    if reply.status >= 500:
        idle = reply.status in (503, 529)
        raise Unavailable(provider, f"HTTP {reply.status}: {words}", again=idle, retry_after=retry_after(reply))
    raise BadRequest(provider, words)


def lost(provider: str, pending: Pending, reply: Reply, words: str) -> NoReturn:
    """Raise what a refused question after *pending* means: the work is gone, or we cannot ask now and it goes on."""
    said = f"{pending.provider_id} (HTTP {reply.status}): {words or 'no reason given'}"
    if reply.status in (404, 410):
        raise Gone(provider, said)
    raise Unknown(provider, f"it cannot be asked for {said}")


def retry_after(reply: Reply) -> float | None:
    """The patience that a reply asks for, in seconds: ``retry-after-ms``, or ``retry-after`` as seconds or a date."""
    from email.utils import parsedate_to_datetime

    if text := reply.headers.get("retry-after-ms"):
        return _number(text, 1000)
    text = reply.headers.get("retry-after", "")
    if (seconds := _number(text, 1)) is not None:
        return seconds
    try:
        then = parsedate_to_datetime(text)
        date = parsedate_to_datetime(reply.headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
    return max(0.0, (then - date).total_seconds())


def _number(text: str, by: float) -> float | None:
    try:
        return max(0.0, float(text)) / by
    except ValueError:
        return None
