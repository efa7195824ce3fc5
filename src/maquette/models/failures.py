"""How a call can fail, the same few ways for every provider.

ModelFailure            its ``charged`` says whether the call costs something all the same
  Refused               the provider would not make it: ``stage`` input or output, in ``words`` of its own
  RateLimited           too much at once; ``retry_after`` seconds. Nothing was done
  OutOfFunds            the account is empty or capped. Nothing was done
  BadRequest            the request is wrong for that model. Nothing was done
  NoKey                 no key, or one that is not accepted. Nothing was done
  Unavailable           the provider cannot be reached or is broken; ``again`` where it surely did nothing
  Unknown               sent, and no answer that says what became of it
  Gone                  taken, but the provider has forgotten it
  NotFetched            made and paid, but its picture could not be brought here yet
  Unsupported           the model lacks what the request needs; said before anything is sent
  SpendingOff           MAQUETTE_SPEND=never is set, and the host is not this machine
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from maquette.errors import MaquetteError

Charged = Literal["no", "yes", "unknown"]


class ModelFailure(MaquetteError):
    """A call that gave no picture."""

    code = "model-failed"
    charged: Charged = "no"
    again = False
    """Whether the same request may go out again by itself: only where it is certain that nothing was done."""
    usage: Mapping[str, Any] = MappingProxyType({})
    """What the provider says it used all the same, by the names of ``Answer.usage``."""


class Refused(ModelFailure):
    """The provider's rules stopped it. The same request is refused again, so it is not sent again by itself."""

    code = "refused"

    def __init__(self, provider: str, words: str, *, stage: str = "", charged: Charged = "no") -> None:
        where = {"input": "the request", "output": "the picture that was made"}.get(stage, "the request")
        super().__init__(f"{provider} refused {where}: {words or 'no reason given'}", mend=_MEND_REFUSED)
        self.stage = stage
        self.words = words
        self.charged = charged


_MEND_REFUSED = "change the prompt or the pictures, or take another model; the words are the provider's own"


class RateLimited(ModelFailure):
    """Too many calls. *retry_after* is in seconds, None when the provider does not say."""

    code = "rate-limited"
    again = True

    def __init__(self, provider: str, words: str = "", *, retry_after: float | None = None) -> None:
        when = f" and asks for {retry_after:.0f} s of patience" if retry_after else ""
        super().__init__(
            f"{provider} takes no more calls for now{when}{f': {words}' if words else ''}",
            mend="run again later: what is made stays made",
        )
        self.retry_after = retry_after


class OutOfFunds(ModelFailure):
    """The account has no money left, or has reached its own limit."""

    code = "out-of-funds"

    def __init__(self, provider: str, words: str = "") -> None:
        super().__init__(
            f"the account at {provider} has no money left or has reached its limit: {words or 'no reason given'}",
            mend=f"add money or raise the limit at {provider}, then run again",
        )


class BadRequest(ModelFailure):
    """The provider does not take the request as it is."""

    code = "bad-request"

    def __init__(self, provider: str, words: str, *, mend: str = "") -> None:
        super().__init__(
            f"{provider} does not take this request: {words or 'no reason given'}",
            mend=mend or "change what the message names; `maquette models show MODEL` lists what the model takes",
        )


class NoKey(ModelFailure):
    """There is no key for the provider, or it does not accept the one there is."""

    code = "no-key"


class Unavailable(ModelFailure):
    """The provider cannot be reached or is overloaded. *again* is False where it might have begun the work."""

    code = "unavailable"

    def __init__(
        self, provider: str, words: str, *, again: bool = True, retry_after: float | None = None, mend: str = ""
    ) -> None:
        super().__init__(
            f"{provider} cannot be used now: {words}",
            mend=mend or "run again later, or take another model",
        )
        self.again = again
        self.retry_after = retry_after


class Unknown(ModelFailure):
    """The request went out and nobody can say what became of it. It is never sent again without a person's word."""

    code = "outcome-unknown"
    charged: Charged = "unknown"

    def __init__(self, provider: str, words: str) -> None:
        super().__init__(
            f"a request went to {provider} and its outcome is unknown: {words}",
            mend="look at the account there, then: maquette ledger reconcile",
        )


class NotFetched(Unknown):
    """The picture was made and paid, and cannot be fetched yet. It is fetched, not made, when the step runs again."""

    code = "not-fetched"
    charged: Charged = "yes"

    def __init__(self, provider: str, words: str) -> None:
        ModelFailure.__init__(
            self,
            f"{provider} has made the picture, but it cannot be fetched: {words}",
            mend="run again soon: it is fetched, not paid again; where it is gone for good: maquette ledger reconcile",
        )


class Gone(ModelFailure):
    """The provider took the request and does not know it any more, so nobody can fetch what came of it."""

    code = "gone"
    charged: Charged = "unknown"

    def __init__(self, provider: str, words: str) -> None:
        super().__init__(
            f"{provider} does not know the request any more: {words}",
            mend="look at the account there, then: maquette ledger reconcile",
        )


class Unsupported(ModelFailure):
    """The model lacks what the request needs; said before anything is sent."""

    code = "unsupported"


class SpendingOff(ModelFailure):
    """MAQUETTE_SPEND=never is set, and the host is not this machine."""

    code = "spending-off"
