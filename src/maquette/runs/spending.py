"""What a run may spend, for whom, and on whose word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from maquette.errors import MaquetteError
from maquette.models.cards import Card
from maquette.models.price import PriceRange
from maquette.store import Caps

Preview = Callable[[str, bytes], None]
NO_CAPS = Caps()


class ConsentNeeded(MaquetteError):
    """Work would cost *expected*, and *unpriced* steps of unknown price; that is more than may be spent unasked."""

    code = "consent-needed"
    exit_code = 3

    def __init__(self, expected: PriceRange, unpriced: int = 0) -> None:
        unknown = f", and {unpriced} steps of unknown price" if unpriced else ""
        super().__init__(
            f"this may cost {expected}{unknown}",
            mend="look at it with --plan, then say --yes (and --budget USD for a cap), or --rehearse it for nothing",
        )
        self.expected = expected
        self.unpriced = unpriced


@dataclass(frozen=True)
class Spending:
    """The money side of a run.

    *yes* is consent given beforehand; *ask* is called with the estimate when more than *ask_above* (micro-dollars)
    may be spent, and says whether to go on. *interactive* work goes before batch. *preview* is given the key of a step
    and its unfinished picture; only models that take nothing for them are asked, unless it is to *pay_for_previews*.
    """

    cards: Mapping[str, Card] = field(default_factory=dict)
    caps: Caps = NO_CAPS
    project: str = ""
    yes: bool = False
    ask: Callable[[PriceRange], bool] | None = None
    ask_above: int = 0
    interactive: bool = True
    preview: Preview | None = None
    pay_for_previews: bool = False

    def consent(self, expected: PriceRange) -> None:
        """Raise ``ConsentNeeded`` unless *expected* may be spent."""
        if self.yes or (expected.high is not None and expected.high <= self.ask_above):
            return
        if self.ask is not None and self.ask(expected):
            return
        raise ConsentNeeded(expected)
