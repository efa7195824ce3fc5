"""Who asks models, what it costs, and which of them can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from maquette.design.formats import not_found
from maquette.store import Caps, Record
from maquette.workspace.records import Records

if TYPE_CHECKING:
    from maquette.models.cards import Card
    from maquette.models.routing import ModelChoice


@dataclass(frozen=True)
class Asking:
    """For whom a job asks models, and whether it only rehearses."""

    project: str = ""
    rehearse: bool = False
    most: int | None = None
    """The most that one picture may cost, in micro-dollars, where ``auto`` chooses the model."""
    previews: bool = False
    """Whether unfinished pictures are paid for."""


class Models(Records):
    """Models and keys, and the ledger of what they cost."""

    # Money -----------------------------------------------------------------------------------------------

    def ledger(
        self,
        *,
        project: str | None = None,
        run: str | None = None,
        state: str | None = None,
        after: str | None = None,
        limit: int = 200,
    ) -> list[Record]:
        """Calls that cost something or might have, newest first, with money as decimal strings.

        Those older than the call *after*, where it is given.
        What processes that ended left open is settled first, as far as that can be known here.
        """
        from maquette.runs.books import entries
        from maquette.runs.recover import recover

        recover(self._store, self.cards)
        return entries(
            self._store,
            project=project,
            run=self._run(run)["id"] if run else None,
            state=state,
            before=after,
            limit=limit,
        )

    def spent(self, *, project: str | None = None) -> Record:
        """What was spent or is promised, today, this month and in all, and the caps that hold."""
        from maquette.runs.books import spent

        caps = Caps(self.settings.run, self.settings.project(project).budget, self.settings.day)
        return spent(self._store, project, caps)

    def spent_by_model(self, *, project: str | None = None) -> list[Record]:
        """What each model cost this month, or may have: name, calls, spent; the dearest first."""
        from maquette.runs.books import spent_by_model

        return spent_by_model(self._store, project)

    def reconcile(self, call: str, outcome: str | None = None, *, cost: str | None = None) -> Record:
        """Bring a call of unknown outcome to an end: by asking its provider, or by a person's word.

        *outcome* is ``charged`` (at *cost*, or its highest price) or ``not-charged``; without one the provider is
        asked, where it can be. Afterwards the step may be made again. Raises ``NotFound`` and ``InputError``.
        """
        from maquette.runs.books import reconcile

        return reconcile(self._store, self.cards, call, outcome, cost)

    # Models ----------------------------------------------------------------------------------------------

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """Every model's card by name: shipped, installed, and those in the workspace's folder ``models``."""
        from maquette.models.cards import Shelf

        return Shelf(self.folder / "models")

    def model(self, name: str, asking: Asking | None = None) -> ModelChoice:
        """The model of that name or alias; ``auto`` is whichever fits each request best. Raises ``NotFound``."""
        from maquette.models.cards import find_card
        from maquette.models.routing import AUTO, ModelChoice, Rules, Usable

        asking = asking or Asking()
        if name != AUTO:
            return ModelChoice(find_card(name, self.cards).name, self.cards, rehearse=asking.rehearse)
        project = self.settings.project(asking.project)
        usable = None if asking.rehearse else Usable(self.cards)
        rules = Rules(project.commercial, project.region, asking.most, usable)
        return ModelChoice(AUTO, self.cards, rules, self._store.history.picks(), asking.rehearse)

    def usable_models(self) -> frozenset[str]:
        """Names of the models that can be asked, as far as is known without asking."""
        from maquette.models.routing import Usable

        return frozenset(filter(Usable(self.cards).__contains__, self.cards))

    def key_states(self) -> list[Record]:
        """Each provider that takes a key: where one was found (empty: nowhere), and whether it is needed."""
        from maquette.models.keys import key_states

        return key_states()

    def keep_key(self, provider: str, text: str) -> Record:
        """Keep a provider's key, and give its state. Raises ``NotFound`` for a strange provider."""
        from maquette.models.keys import keep_key, key_states

        state = next((one for one in key_states() if one["provider"] == provider), None)
        if state is None:
            raise not_found("provider", provider, [one["provider"] for one in key_states()])
        keep_key(provider, text.strip())
        return next(one for one in self.key_states() if one["provider"] == provider)

    def check_models(self, names: Iterable[str] = ()) -> Iterator[Record]:
        """Ask each provider's cheapest free endpoint what is alive: one record a provider, with how to mend it."""
        from maquette.models.health import check

        return check(self.cards, tuple(names))
