"""What a workspace remembers: runs, results, decisions; and who looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maquette.errors import NotFound
from maquette.runs.inputs import KEPT
from maquette.store import Record
from maquette.workspace.opened import Opened
from maquette.workspace.place import INSIDE

if TYPE_CHECKING:
    from maquette.deliver.diff import ChangedFile, RunDiff
    from maquette.desk import Desk
    from maquette.members import Members
    from maquette.review.gallery import Gallery
    from maquette.store.answers import Answers
    from maquette.uploads import Uploads


_LAST = re.compile(r"(?:last|latest)(?:~(\d{1,4}))?")


class Records(Opened):
    """Runs and pictures as people follow them, decide on them and trace them back."""

    # Records ---------------------------------------------------------------------------------------------

    def runs(self, limit: int = 100) -> list[Record]:
        """The newest runs first."""
        return self._store.history.runs(limit)

    def rows(self, run: str) -> Iterator[Record]:
        """The rows of a run: name, input, state, files, reason. Raises ``NotFound``."""
        return self._store.history.rows(self._run(run)["id"])

    def review(
        self, run: str, *, accept: Sequence[str] = (), send_back: Sequence[str] = (), comment: str = ""
    ) -> list[Record]:
        """Decide on rows that wait for a person; what is accepted goes out when the job is run again.

        Gives the rows that still wait. A verdict is bound to the cut-out that was seen, so a changed margin does not
        ask again and a changed photo does. Raises ``NotFound`` for a run or a row that is not there.
        """
        record = self._run(run)
        rows = {row["name"]: row for row in self._store.history.rows(record["id"], "waiting")}
        for name in (*accept, *send_back):
            if name not in rows:
                waiting = ", ".join(rows) or "none"
                raise NotFound(f"no row {name!r} waits in run {record['id']}", mend=f"waiting: {waiting}")
        said: dict[str, str] = {}
        for names, verdict in ((accept, "accept"), (send_back, "send-back")):
            for name in names:
                said |= dict.fromkeys(rows[name]["facts"]["gates"], verdict)
        if said:
            self._store.history.say(said, comment)
        return [row for name, row in rows.items() if name not in {*accept, *send_back}]

    def pick(self, run: str, takes: Sequence[str] = (), *, row: str | None = None) -> list[Record]:
        """Choose among the takes of a run's row, and give all of them with what was chosen.

        *takes* are labels or file names; the row's other takes count as seen and not chosen. Without any nothing is
        decided. What is picked is the evidence that ``--model auto`` goes by. Raises ``NotFound`` and ``InputError``.
        """
        from maquette.review.picks import pick

        return pick(self._store, self._run(run), takes, row)

    def why(self, asset: str) -> list[Record]:
        """Where a result comes from and why it was made: newest use first, each with the steps of its row.

        *asset* is a delivered file, the hash of an asset or its beginning. Raises ``NotFound``.
        """
        from maquette.runs.why import why

        return why(self._store, asset)

    def diff(
        self, before: str = "last~1", after: str = "last", *, to: str | Path | None = None, measured: bool = True
    ) -> RunDiff:
        """What became of every file between two runs of a workflow: added, removed, changed or the same, and why.

        With *to*, a page and a picture are written there that show each before, after and the difference. Not
        *measured*, no picture is opened, and ``diff_file`` says of one how much it changed and where. Raises
        ``NotFound``, ``InputError`` for runs of two workflows, ``DeliveryError`` for a folder that cannot be written.
        """
        from maquette.deliver.diff import diff
        from maquette.deliver.diff_page import write_diff

        found = diff(self._store, self._run(before), self._run(after), measured=measured or to is not None)
        return write_diff(self._store, found, Path(to)) if to is not None else found

    def diff_file(self, before: str, after: str, row: str, format: str) -> ChangedFile:  # noqa: A002 - people's word
        """What became of one file between two runs, measured. Raises ``NotFound``, and ``InputError`` as ``diff``."""
        from maquette.deliver.diff import diff_file

        found = diff_file(self._store, self._run(before), self._run(after), row, format)
        if found is not None:
            return found
        raise NotFound(
            f"neither run has a file {format} of row {row!r}", mend="maquette diff lists them", code="unknown-row"
        )

    def _run(self, run: str) -> Record:
        if latest := _LAST.fullmatch(run):
            back = int(latest.group(1) or 0)
            newest = self._store.history.runs(back + 1)
            found = newest[back] if len(newest) > back else None
        else:
            found = self._store.history.run(run)
        if found is None:
            raise NotFound(
                f"there is no run {run!r}",
                mend="maquette runs lists them; 'last' is the newest, 'last~1' the one before",
                code="unknown-run",
            )
        return found

    def show_run(self, run: str) -> Record:
        """One run, by its id, the beginning of it, ``last``, or ``last~1`` for the one before. Raises ``NotFound``."""
        return self._run(run)

    def assets(self, limit: int = 100) -> list[Record]:
        """What was made last: name (its hash), operation, bytes, time."""
        return [
            {
                "name": made["asset"],
                "operation": made["recipe"]["op"],
                "bytes": made["bytes"],
                "made_at": made["made_at"],
                "key": made["key"],
                "facts": made["facts"],
            }
            for made in self._store.results.newest(limit)
        ]

    # What people look at and decide ----------------------------------------------------------------------

    @cached_property
    def desk(self) -> Desk:
        """Runs as people follow them, and what waits to be decided."""
        from maquette.desk import Desk

        return Desk(self._store)

    def projects(self) -> list[Record]:
        """Projects that have settings or runs: name, runs, what was spent, and the budget where there is one."""
        return self.desk.projects({name: one.budget for name, one in self.settings.projects.items()})

    @cached_property
    def uploads(self) -> Uploads:
        """What people bring, kept in the folder ``uploads``."""
        from maquette.uploads import Uploads

        return Uploads(self.folder, self._store)

    def make_sample(self) -> Record:
        """Painted photos of products and their table, in the folder ``sample``, to try things on."""
        from maquette.samples import make_sample

        about = make_sample(self.folder / "sample")
        return {"photos": "sample/photos", "table": "sample/products.csv", "about": about}

    @property
    def answers(self) -> Answers:
        """What was answered to requests that are done once, by idempotency key."""
        return self._store.answers

    @property
    def logs(self) -> Path:
        """The folder for what processes say that nobody watches."""
        folder = self.folder / INSIDE / "logs"
        folder.mkdir(exist_ok=True)
        return folder

    @cached_property
    def gallery(self) -> Gallery:
        """Every finished picture: to be found, seen at any size, rated, picked and traced back."""
        from maquette.review.gallery import Gallery

        return Gallery(self._store)

    @cached_property
    def members(self) -> Members:
        """Who may come in over the network, and in which role."""
        from maquette.members import Members

        return Members(self._store)

    def unfinished(self, key: str) -> Path | None:
        """The picture that a model is at work on, as far as it is: a WebP, by the key of its step.

        None where it is finished or was given up. Raises ``NotFound`` for what is no key.
        """
        from maquette.runs.unfinished import unfinished_path

        path = unfinished_path(self._store, key)
        return path if path.is_file() else None

    def sweep(self) -> None:
        """Delete what runs that were killed left behind and nobody needs: unfinished pictures."""
        from maquette.runs.unfinished import sweep

        sweep(self._store)

    # Pictures --------------------------------------------------------------------------------------------

    def _picture_file(self, name: str) -> Path:
        return self.picture(name) if name.startswith(KEPT) else Path(name)

    def picture(self, name: str) -> Path:
        """Where a picture of the workspace lies: ``asset:HASH`` (its beginning is enough), ``run:RUN/ROW``, or, where
        the row has several files, ``run:RUN/ROW/FORMAT``. Every input that is a picture takes such a name.

        Raises ``NotFound`` with what there is instead.
        """
        from maquette.runs.kept import kept_picture

        return kept_picture(self._store, name)
