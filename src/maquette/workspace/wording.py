"""Prompt help, as the facade gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from maquette.store import Caps
from maquette.workspace.asking import Asking, Models
from maquette.workspace.place import cap_of

if TYPE_CHECKING:
    from maquette.models.price import PriceRange
    from maquette.runs.wording import Rewording


class Wording(Models):
    """A text model's help with prompts."""

    def reword(
        self,
        prompt: str,
        *,
        wish: str = "",
        model: str = "auto",
        project: str | None = None,
        budget: str | None = None,
        yes: bool = False,
        ask: Callable[[PriceRange], bool] | None = None,
        rehearse: bool = False,
    ) -> Rewording:
        """What a text model makes of a brief: both texts, to keep the one that is better. Nothing else changes.

        *wish* says what to mind besides. Money and *rehearse* are as in ``run``; the call stands in the ledger with
        its prompt exactly as sent, and the same again costs nothing. Raises ``ConsentNeeded``, ``BudgetExceeded``,
        ``Unsupported`` where no text model can be asked, and ``ModelFailure``.
        """
        from maquette.runs.spending import Spending
        from maquette.runs.wording import reword

        cap = cap_of(budget, self.settings.run)
        spending = Spending(
            cards=self.cards,
            caps=Caps(cap, self.settings.project(project).budget, self.settings.day),
            project=project or "",
            yes=yes,
            ask=ask,
            ask_above=self.settings.ask_above,
        )
        return reword(self._store, spending, self.model(model, Asking(project or "", rehearse, cap)), prompt, wish)
