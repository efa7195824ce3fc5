"""The facade: open a workspace, plan, run, decide, deliver. The command line, notebooks and the page all call this."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.channels import Channel, find_channel
from maquette.design.formats import Format, find_formats, not_found
from maquette.errors import InputError, MaquetteError, NotFound
from maquette.graph import Workflow
from maquette.runs.job import Job, Rows, make_job
from maquette.runs.report import Event, PlanReport, RunReport
from maquette.runs.table import safe_name
from maquette.store import Record, Store, write_whole
from maquette.workflows import registry

if TYPE_CHECKING:
    from maquette.deliver.carry_out import Progress
    from maquette.deliver.check import CheckedPicture
    from maquette.design.brand.kit import BrandKit
    from maquette.design.template.model import Template
    from maquette.pixels.look import Look

__all__ = [
    "Event",
    "PlanReport",
    "RunReport",
    "Workspace",
    "find_workspace",
    "init_workspace",
    "open_workspace",
]

_ENOUGH = 3
INSIDE = ".maquette"
SETTINGS = "maquette.toml"


def find_workspace(start: Path) -> Path:
    """The workspace that *start* lies in: the nearest folder upwards with a maquette.toml, else *start* itself."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), start)


def init_workspace(folder: str | Path) -> Path:
    """Make *folder* a workspace: a settings file and a place for looks. What is there already stays as it is."""
    folder = Path(folder)
    (folder / "looks").mkdir(parents=True, exist_ok=True)
    settings = folder / SETTINGS
    if not settings.exists():
        settings.write_text("# A Maquette workspace. What it remembers lies in .maquette; looks are files in looks/.\n")
    return folder


def open_workspace(folder: str | Path | None = None) -> Workspace:
    """Open the workspace in *folder*; without one, that of MAQUETTE_WORKSPACE or the one the current folder lies in.

    A folder that is none yet becomes one when something is first kept. Raises ``StoreError`` when it cannot be used.
    """
    named = folder or os.environ.get("MAQUETTE_WORKSPACE")
    return Workspace(Path(named).absolute() if named else find_workspace(Path.cwd()))


@dataclass(frozen=True)
class LearntLook:
    """A look that was just measured: where it lies, from how many pictures, and which could not be read and why."""

    look: Look
    path: Path
    pictures: int
    refused: dict[str, str]


class Workspace:
    """One workspace. Cheap to open; may be open in several processes at once."""

    def __init__(self, folder: Path) -> None:
        from maquette.picture.probe import probe

        self.folder = folder
        self._store = Store(folder / INSIDE, probe)

    def __repr__(self) -> str:
        return f"<Workspace {self.folder}>"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. What was made stays."""
        self._store.close()

    # Plan and run ----------------------------------------------------------------------------------------

    def plan(
        self,
        workflow: str,
        *,
        over: str | Path | None = None,
        photos: str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        to: str | Path | None = None,
        each: Any = None,
        **inputs: Any,
    ) -> PlanReport:
        """What a run of the same would do; nothing is made.

        *each*, when given, is called with one dictionary a step: row, operation, key, state, model, price, reason.
        Raises ``InputError`` for what is wrong with the job as a whole.
        """
        from maquette.runs.explain import explain

        job = self._job(workflow, inputs, over, photos, columns, encoding, to)
        report = PlanReport(job.workflow.name)
        for step in explain(self._store, job, report):
            if each is not None:
                each(step)
        return report

    def run(
        self,
        workflow: str,
        *,
        over: str | Path | None = None,
        photos: str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        to: str | Path | None = None,
        workers: int | None = None,
        sheet: bool = True,
        progress: Progress | None = None,
        **inputs: Any,
    ) -> RunReport:
        """Make what is missing and write the files into *to*, with a manifest and a contact sheet.

        *over* is a table, *photos* a folder; with neither, the photo is among the *inputs*. Without *to* everything
        is made and kept, and nothing is written outside. *workers* rows are worked on at once (default: the cores).
        *progress* is called with an ``Event`` as each row ends, from the threads that end them.

        Rows fail alone. Raises ``Interrupted`` on Ctrl-C and ``MaquetteError`` for the job as a whole.
        """
        from maquette.deliver.carry_out import CarryOut
        from maquette.deliver.proof import write_proof

        target = Path(to) if to is not None else None
        job = self._job(workflow, inputs, over, photos, columns, encoding, to)
        if workers is None:
            from maquette.runs.workers import default_workers

            workers = default_workers()
        work = CarryOut(self._store, job, target, workers, progress)
        report = work()
        return write_proof(self._store, report, target, sheet=sheet, changed=work.changed) if target else report

    def _job(
        self,
        workflow: str,
        inputs: Mapping[str, Any],
        over: str | Path | None,
        photos: str | Path | None,
        columns: Mapping[str, str] | None,
        encoding: str | None,
        to: str | Path | None,
    ) -> Job:
        where = Rows(
            Path(over) if over is not None else None,
            Path(photos) if photos is not None else None,
            columns or {},
            encoding,
        )
        leave_out = (self.folder / INSIDE, *([Path(to)] if to is not None else []))
        return make_job(self.workflow(workflow), inputs, where, self, leave_out)

    # Names -----------------------------------------------------------------------------------------------

    def workflow(self, name: str) -> Workflow:
        """The workflow of that name. Raises ``NotFound``."""
        return registry.find(name)

    def workflows(self) -> list[Workflow]:
        """Every workflow, shipped or installed."""
        return registry.all_workflows()

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

    def why(self, asset: str) -> list[Record]:
        """Where a result comes from and why it was made: newest use first, each with the steps of its row.

        *asset* is a delivered file, the hash of an asset or its beginning. Raises ``NotFound``.
        """
        from maquette.runs.why import why

        return why(self._store, asset)

    def _run(self, run: str) -> Record:
        if run in ("last", "latest"):
            newest = self._store.history.runs(1)
            if newest:
                return newest[0]
        found = self._store.history.run(run)
        if found is None:
            raise NotFound(f"there is no run {run!r}", mend="maquette runs lists them; 'last' is the newest")
        return found

    def show_run(self, run: str) -> Record:
        """One run, by its id, the beginning of it, or ``last``. Raises ``NotFound``."""
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

    # Looks, formats, channels ----------------------------------------------------------------------------

    def look(self, name: str) -> Look:
        """The look of that name, of this workspace before the shipped ones, or in the file of that path."""
        from maquette.pixels.look import from_toml, shipped_look, shipped_looks

        own = [Path(name), self.folder / "looks" / f"{name}.toml"]
        for path in own:
            if path.suffix == ".toml" and path.is_file():
                return from_toml(path.read_text("utf-8"), path.stem)
        if name in shipped_looks():
            return shipped_look(name)
        raise not_found("look", name, self.looks())

    def looks(self) -> list[str]:
        """Names of the looks of this workspace and of the shipped ones."""
        from maquette.pixels.look import shipped_looks

        own = sorted(path.stem for path in (self.folder / "looks").glob("*.toml"))
        return list(dict.fromkeys([*own, *shipped_looks()]))

    def learn_look(self, pictures: Iterable[str | Path], name: str) -> LearntLook:
        """Measure finished pictures and keep what they have in common as ``looks/NAME.toml``.

        A look of that name that is there already is kept beside it, numbered. Raises ``InputError`` when fewer than
        three pictures could be measured; the ones that could not are named in the result.
        """
        from maquette.picture.decode import decode
        from maquette.pixels.learn import learn
        from maquette.pixels.look import to_toml
        from maquette.pixels.measure import measure

        measured, refused = [], {}
        for picture in pictures:
            try:
                measured.append(measure(decode(Path(picture))))
            except MaquetteError as error:
                refused[str(picture)] = error.reason
        if len(measured) < _ENOUGH:
            raise InputError(
                f"{len(measured)} pictures could be measured, a look takes at least {_ENOUGH}",
                mend="name more pictures of the catalog: maquette look learn OLD/*.jpg --name NAME",
            )
        look = learn(measured, name)
        path = _free(self.folder / "looks" / f"{safe_name(name)}.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, to_toml(look).encode())
        return LearntLook(look, path, len(measured), refused)

    def check(
        self, pictures: Iterable[str | Path], *, look: str | None = None, channel: str | None = None
    ) -> Iterator[CheckedPicture]:
        """Hold pictures against a look, a channel's rules, or both: every rule's value, range and verdict.

        A picture that cannot be read is not accepted, and says why. Raises ``InputError`` when neither is named.
        """
        from maquette.deliver.check import check_picture

        if look is None and channel is None:
            raise InputError("there is nothing to check against", mend="name --look LOOK or --channel CHANNEL")
        against = self.look(look) if look else None
        rules = self.channel(channel) if channel else None
        return (check_picture(Path(picture), against, rules) for picture in pictures)

    def formats(self, name: str) -> list[Format]:
        """The format of that name, those of the group of that name, or one of the size ``WIDTHxHEIGHT``."""
        return find_formats(name)

    def channel(self, name: str) -> Channel:
        """The channel of that name. Raises ``NotFound``."""
        return find_channel(name)

    # Brands, templates -----------------------------------------------------------------------------------

    def brand(self, name: str) -> BrandKit:
        """The brand kit in that folder, or of that name in ``brands/``. Raises ``NotFound`` or ``InputError``."""
        from maquette.design.brand.text import FILE, read_kit

        for folder in (Path(name), self.folder / "brands" / name):
            if (folder / FILE).is_file():
                return read_kit(folder.absolute())
        raise not_found("brand", name, [path.parent.name for path in self.folder.glob(f"brands/*/{FILE}")])

    def template(self, name: str) -> Template:
        """The template in that file, of that name in ``templates/``, or shipped. Raises ``NotFound``."""
        from maquette.design.template.find import find_template

        return find_template(name, self.folder / "templates")

    def templates(self) -> list[str]:
        """Names of the templates of this workspace and of the shipped ones."""
        from maquette.design.template.find import shipped_templates

        own = sorted(path.stem for path in (self.folder / "templates").glob("*.toml"))
        return list(dict.fromkeys([*own, *shipped_templates()]))


def _free(path: Path) -> Path:
    number = 2
    found = path
    while found.exists():
        found = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return found
