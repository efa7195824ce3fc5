"""The facade: open a workspace, plan, run, decide, deliver. The command line, notebooks and the page all call this."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.channels import Channel, find_channel
from maquette.design.formats import Format, find_format, find_formats, not_found
from maquette.errors import InputError, MaquetteError, NotFound
from maquette.graph import Workflow
from maquette.runs.inputs import KEPT
from maquette.runs.job import Job, Rows, make_job
from maquette.runs.names import check_names
from maquette.runs.report import Event, PlanReport, RunReport
from maquette.runs.table import safe_name
from maquette.settings import Settings, read_settings
from maquette.store import Caps, Record, Store, write_whole
from maquette.workflows import registry

if TYPE_CHECKING:
    from maquette.deliver.carry_out import Progress
    from maquette.deliver.check import CheckedPicture
    from maquette.deliver.diff import RunDiff
    from maquette.design.brand.kit import BrandKit, ColourRole
    from maquette.design.template.model import Template
    from maquette.desk import Desk
    from maquette.members import Members
    from maquette.models.cards import Card
    from maquette.models.price import PriceRange
    from maquette.models.prompts import Phrasing
    from maquette.models.routing import ModelChoice
    from maquette.picture.image import File, Image
    from maquette.pixels.look import Look
    from maquette.review.gallery import Gallery
    from maquette.runs.orders import AsRun, Orders
    from maquette.runs.spending import Preview
    from maquette.store.answers import Answers
    from maquette.uploads import Uploads

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
_LAST = re.compile(r"(?:last|latest)(?:~(\d{1,4}))?")
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
    return Workspace(workspace_folder(folder))


def workspace_folder(folder: str | Path | None = None) -> Path:
    """Where that workspace is, without opening it."""
    named = folder or os.environ.get("MAQUETTE_WORKSPACE")
    return Path(named).absolute() if named else find_workspace(Path.cwd())


@dataclass(frozen=True)
class Asking:
    """For whom a job asks models, and whether it only rehearses."""

    project: str = ""
    rehearse: bool = False
    most: int | None = None
    """The most that one picture may cost, in micro-dollars, where ``auto`` chooses the model."""


@dataclass(frozen=True)
class LearntLook:
    """A look that was just measured: where it lies, from how many pictures, and which could not be read and why."""

    look: Look
    path: Path
    pictures: int
    refused: dict[str, str]


@dataclass(frozen=True)
class ImportedBrand:
    """A brand kit that was just made: where it lies, and what people should know of it."""

    kit: BrandKit
    path: Path
    notes: tuple[str, ...]


class Workspace:
    """One workspace. Cheap to open; may be open in several processes at once."""

    def __init__(self, folder: Path) -> None:
        from maquette.picture.probe import probe

        self.folder = folder
        self.settings: Settings = read_settings(folder / SETTINGS)
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
        names: str | None = None,
        project: str | None = None,
        rehearse: bool = False,
        within: str | Path | None = None,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        each: Any = None,
        **inputs: Any,
    ) -> PlanReport:
        """What a run of the same would do; nothing is made.

        Where *within* is given, rows of a table that name a file outside of that folder fail. *edits* are other inputs
        for single rows, by their name.
        *each*, when given, is called with one dictionary a step: row, operation, key, state, model, price, reason.
        Raises ``InputError`` for what is wrong with the job as a whole.
        """
        from maquette.runs.explain import explain

        where = Rows(_path(over), _path(photos), columns or {}, encoding, _path(within), edits or {})
        job = self._job(workflow, inputs, where, to, names, Asking(project or "", rehearse))
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
        names: str | None = None,
        workers: int | None = None,
        sheet: bool = True,
        project: str | None = None,
        budget: str | None = None,
        yes: bool = False,
        ask: Callable[[PriceRange], bool] | None = None,
        rehearse: bool = False,
        progress: Progress | None = None,
        preview: Preview | None = None,
        within: str | Path | None = None,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        as_run: AsRun | None = None,
        **inputs: Any,
    ) -> RunReport:
        """Make what is missing and write the files into *to*, with a manifest and a contact sheet.

        *over* is a table, *photos* a folder; with neither, what the run is about is among the *inputs*. Without *to*
        everything is made and kept, and nothing is written outside. *names* is a pattern for the files, such as
        ``{row}/{brand}-{format}``: of inputs, columns, row, format, number and workflow. *workers* threads compute at
        once (default: the cores). *progress* is called with an ``Event`` as each row ends, from the threads that end
        them.

        Money: *budget* is a cap for this run in US dollars; *yes* is consent to spend, *ask* is called with the
        estimate where there is none; *rehearse* lets the sandbox stand in for every model. Caps of *project* and of the
        workspace's settings hold besides. *preview* is called with a step's key and its unfinished picture. *as_run*
        says which id the run shall have.

        Rows fail alone. Raises ``Interrupted`` on Ctrl-C, ``ConsentNeeded``, and ``MaquetteError`` for the job as a
        whole.
        """
        from maquette.deliver.carry_out import CarryOut
        from maquette.deliver.proof import write_proof
        from maquette.runs.spending import Spending

        target = _path(to)
        where = Rows(_path(over), _path(photos), columns or {}, encoding, _path(within), edits or {})
        cap = _cap(budget, self.settings.run)
        job = self._job(workflow, inputs, where, to, names, Asking(project or "", rehearse, cap))
        if workers is None:
            from maquette.runs.workers import default_workers

            workers = default_workers()
        caps = Caps(cap, self.settings.project(project).budget, self.settings.day)
        spending = Spending(
            cards=self.cards,
            caps=caps,
            project=project or "",
            yes=yes,
            ask=ask,
            ask_above=self.settings.ask_above,
            interactive=over is None and photos is None,
            preview=preview,
        )
        work = CarryOut(self._store, job, target, workers, progress, spending, as_run)
        report = work()
        return write_proof(self._store, report, target, sheet=sheet, changed=work.changed) if target else report

    def _job(
        self,
        workflow: str,
        inputs: Mapping[str, Any],
        where: Rows,
        to: str | Path | None,
        names: str | None,
        asking: Asking,
    ) -> Job:
        leave_out = (self.folder / INSIDE, *([Path(to)] if to is not None else []))
        job = make_job(self.workflow(workflow), inputs, where, Named(self, asking), leave_out, names)
        check_names(job)
        return job

    # Orders: runs that another process carries out --------------------------------------------------------

    @cached_property
    def orders(self) -> Orders:
        """Runs that were asked for and are carried out by another process: to be paused, cancelled and resumed."""
        from maquette.runs.orders import Orders

        return Orders(self._store)

    def order(
        self,
        workflow: str,
        *,
        over: str | Path | None = None,
        photos: str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        to: str | Path | None = None,
        names: str | None = None,
        project: str | None = None,
        budget: str | None = None,
        consent: str = "",
        rehearse: bool = False,
        within: str | Path | None = None,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        member: str = "",
        **inputs: Any,
    ) -> str:
        """Put a run into the queue and give its id; ``carry_out`` does it, in this process or in another.

        *consent* is ``yes``, or the most that may be spent, in US dollars. *member* is who asked. Raises ``InputError``
        for what is wrong with the job as a whole.
        """
        from maquette.ordering import job_of, read_consent

        where = Rows(_path(over), _path(photos), columns or {}, encoding, _path(within), edits or {})
        self._job(workflow, inputs, where, to, names, Asking(project or "", rehearse, _cap(budget, None)))
        read_consent(consent)
        given = {
            "over": over,
            "photos": photos,
            "columns": dict(columns or {}),
            "encoding": encoding,
            "to": to,
            "names": names,
        }
        job = job_of({**given, "budget": budget, "rehearse": rehearse, "within": within, "edits": edits or {}}, inputs)
        return self.orders.add(workflow, job, project=project or "", consent=consent, member=member)

    def again(self, run: str, *, consent: str = "", member: str = "", **changes: Any) -> str:
        """Order the job of a run again, with other inputs where *changes* names them: a revision. Gives its id.

        Only what changed is made. Raises ``NotFound`` and what ``order`` raises.
        """
        from maquette.ordering import job_again

        workflow, job = job_again(self._store, run)
        return self.order(workflow, **{**job, **changes}, consent=consent, member=member)

    def edit_row(self, run: str, row: str, values: Mapping[str, str], *, consent: str = "", member: str = "") -> str:
        """Order a run's job again with other inputs for one row, on top of earlier ones; an empty value takes one back.

        Only that row is made. Gives the new run's id. Raises ``NotFound`` and what ``order`` raises.
        """
        from maquette.ordering import edited

        workflow, job = edited(self._store, run, row, values)
        return self.order(workflow, **job, consent=consent, member=member)

    def carry_out(self, order: str, *, progress: Progress | None = None) -> RunReport:
        """Carry out the order of that id, in this process. Stopped with Ctrl-C, it can be taken up again.

        Raises what ``run`` raises, and ``InputError`` where another process carries it out, or it is over.
        """
        from maquette.ordering import carry_out

        return carry_out(self, self._store, order, progress)

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

    # Names -----------------------------------------------------------------------------------------------

    def workflow(self, name: str) -> Workflow:
        """The workflow of that name. Raises ``NotFound``."""
        return registry.find(name)

    def form(self, name: str) -> Record:
        """The inputs of the workflow of that name, as a JSON Schema with hints for fields. Raises ``NotFound``."""
        from maquette.runs.forms import form

        return form(self.workflow(name))

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

    def diff(self, before: str = "last~1", after: str = "last", *, to: str | Path | None = None) -> RunDiff:
        """What became of every file between two runs of a workflow: added, removed, changed or the same, and why.

        With *to*, a page and a picture are written there that show each before, after and the difference. Raises
        ``NotFound``, ``InputError`` for runs of two workflows, ``DeliveryError`` for a folder that cannot be written.
        """
        from maquette.deliver.diff import diff
        from maquette.deliver.diff_page import write_diff

        found = diff(self._store, self._run(before), self._run(after))
        return write_diff(self._store, found, Path(to)) if to is not None else found

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

    # Money ------------------------------------------------------------------------------------------------

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

    # Models -----------------------------------------------------------------------------------------------

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

    # Pictures ---------------------------------------------------------------------------------------------

    def _picture_file(self, name: str) -> Path:
        return self.picture(name) if name.startswith(KEPT) else Path(name)

    def picture(self, name: str) -> Path:
        """Where a picture of the workspace lies: ``asset:HASH`` (its beginning is enough), ``run:RUN/ROW``, or, where
        the row has several files, ``run:RUN/ROW/FORMAT``. Every input that is a picture takes such a name.

        Raises ``NotFound`` with what there is instead.
        """
        from maquette.runs.kept import kept_picture

        return kept_picture(self._store, name)

    # Settings ---------------------------------------------------------------------------------------------

    def settings_version(self) -> str:
        """What the settings file is now, in a word that changes with it."""
        return file_version(self.folder / SETTINGS)

    def change_settings(self, facts: Mapping[str, Any], version: str | None = None) -> Settings:
        """Write other settings (the tables of ``settings.plain``); the file that was there is kept in ``.maquette``.

        Raises ``InputError`` for what is wrong with them, and where the file is not *version* any more.
        """
        from maquette.settings import parse_settings, to_toml

        text = to_toml(facts)
        told = parse_settings(text)
        self._replace(self.folder / SETTINGS, text, version)
        self.settings = told
        return told

    def _replace(self, path: Path, text: str, version: str | None) -> None:
        """Write a file of the workspace's own; the one that was there is kept."""
        if version is not None and version != file_version(path):
            raise InputError(
                f"{path.name} was changed meanwhile, by somebody else or in another tab",
                mend="look at what is there now, then change that",
                code="changed-meanwhile",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            kept = self.folder / INSIDE / "replaced"
            kept.mkdir(exist_ok=True)
            write_whole(_free(kept / path.name), path.read_bytes())
        write_whole(path, text.encode())

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

    def change_look(self, name: str, version: str | None = None, **values: Any) -> Look:
        """Keep the look *name* with other *values* as ``looks/NAME.toml``; a shipped one becomes the workspace's own.

        Raises ``InputError`` for a value that is out of range, and where the file is not *version* any more.
        """
        from maquette.pixels.look import to_toml
        from maquette.previews import changed

        look = changed(self.look(name), values)
        self._replace(self.folder / "looks" / f"{safe_name(name)}.toml", to_toml(look), version)
        return look

    def look_version(self, name: str) -> str:
        """What the workspace's own file of that look is now; empty for one that is shipped."""
        return file_version(self.folder / "looks" / f"{safe_name(name)}.toml")

    def preview_look(self, name: str, photos: Sequence[str | Path], *, side: int = 480, **values: Any) -> list[bytes]:
        """Up to a dozen photos in the look *name* with other *values*, as WebP of *side* px each. Nothing is kept.

        Raises ``InputError`` for a value or a photo that is refused.
        """
        from maquette.previews import changed, preview_look

        look = changed(self.look(name), values)
        return preview_look(self._store, look, [self._picture_file(str(one)) for one in photos], side)

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

    def brand(self, name: str) -> BrandKit:
        """The brand kit of that name, or in the folder of that path. Raises ``NotFound``, ``InputError`` if bad."""
        from maquette.design.brand.text import FILE, read_kit

        for folder in (self.folder / "brands" / name, Path(name)):
            if (folder / FILE).is_file():
                return read_kit(folder)
        raise not_found("brand", name, self.brands())

    def brand_logo(self, name: str, place: int, width: int) -> Image:
        """The kit's logo at that *place* of its list, on nothing, about *width* px wide; drawn in a painting process.

        Raises ``NotFound``, ``InputError`` and ``PaintError`` for a drawing that is refused.
        """
        from maquette.design.brand.drawing import draw_logo
        from maquette.design.pool import painters

        kit = self.brand(name)
        if not 0 <= place < len(kit.logos):
            raise NotFound(
                f"{name} has {len(kit.logos)} logos, none at {place}", mend="count from 0", code="unknown-logo"
            )
        return painters().call(draw_logo, kit, kit.logos[place], width)

    def brands(self) -> list[str]:
        """Names of the brand kits of this workspace."""
        return sorted(path.parent.name for path in (self.folder / "brands").glob("*/brand.toml"))

    def import_brand(
        self,
        sources: Iterable[str | Path],
        name: str,
        *,
        title: str = "",
        roles: Mapping[ColourRole, str] | None = None,
    ) -> ImportedBrand:
        """Make the kit ``brands/NAME`` of folders, archives and files that a brand has.

        *roles* names colours of the palette for roles, as ``{"primary": "blue-60"}``. Raises ``InputError`` when there
        is a brand of that name already, or nothing of one in *sources*.
        """
        from maquette.design.brand.importing import import_kit
        from maquette.design.brand.text import FILE, read_kit, to_toml

        folder = self.folder / "brands" / safe_name(name)
        if folder.exists():
            raise InputError(
                f"there is a brand {folder.name} already, in {folder}",
                mend="choose another --name, or move that folder away",
            )
        made = import_kit([Path(source) for source in sources], folder.name, title=title, roles=roles)
        for file, data in {**made.files, FILE: to_toml(made.kit).encode()}.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / file, data)
        return ImportedBrand(read_kit(folder), folder, made.notes)

    def check(
        self,
        pictures: Iterable[str | Path],
        *,
        look: str | None = None,
        channel: str | None = None,
        brand: str | None = None,
        format: str | None = None,  # noqa: A002 - the word that people use
    ) -> Iterator[CheckedPicture]:
        """Hold pictures against a look, a channel's rules, a brand and a format: every rule's value, range and verdict.

        A picture that cannot be read is not accepted, and says why. Raises ``InputError`` when nothing is named, and
        where text has to be read and the extra ``ocr`` is not installed.
        """
        from maquette.deliver.check import Held, check_picture
        from maquette.deliver.findings import draw_logos

        if not (look or channel or brand or format):
            raise InputError(
                "there is nothing to check against", mend="name --brand, --format, --look or --channel, or several"
            )
        held = Held(
            self.look(look) if look else None,
            self.channel(channel) if channel else None,
            self.brand(brand) if brand else None,
            find_format(format) if format else None,
        )
        known = draw_logos(held.brand)
        return (check_picture(Path(one), held, known, self._layout(Path(one))) for one in pictures)

    def _layout(self, path: Path) -> Record | None:
        """What is known of a file that was laid out in this workspace."""
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None
        made = self._store.results.many(self._store.results.keys_of(digest))
        return next((one.facts["layout"] for one in made.values() if "layout" in one.facts), None)

    def formats(self, name: str) -> list[Format]:
        """The format of that name, those of the group of that name, or one of the size ``WIDTHxHEIGHT``."""
        return find_formats(name)

    def channel(self, name: str) -> Channel:
        """The channel of that name. Raises ``NotFound``."""
        return find_channel(name)

    # Designs, painted at once -----------------------------------------------------------------------------

    def draft(
        self,
        template: str,
        brand: str,
        texts: Mapping[str, str],
        format: str,  # noqa: A002 - the word that people use
        *,
        pictures: Mapping[str, str] | None = None,
        focus: str | None = None,
        language: str = "",
        colours: str = "",
    ) -> File:
        """One copy in one format, painted now and not kept; what is needed and missing is shown by its slot's name.

        *pictures* by slot: paths, or ``asset:ID``. Raises ``NotFound``, ``InputError`` and ``PaintError``.
        """
        from maquette.design.template.draft import draft
        from maquette.runs.inputs import read_area

        files = {name: self._picture_file(one) for name, one in (pictures or {}).items() if one}
        where = read_area(focus) if focus else None
        layout = self.template(template), self.brand(brand), texts, self._one_format(format)
        return draft(*layout, pictures=files, focus=where, language=language, colours=colours)

    def check_draft(self, made: File, brand: str, format: str) -> CheckedPicture:  # noqa: A002
        """Hold what ``draft`` gave against its brand and its format: every rule's value, range and verdict."""
        from maquette.deliver.check import Held, check_made

        return check_made(made, Held(brand=self.brand(brand), format=self._one_format(format)), f"{brand} {format}")

    def _one_format(self, name: str) -> Format:
        found = self.formats(name)
        if len(found) != 1:
            raise InputError(
                f"{name} is {len(found)} formats", mend=f"name one of {', '.join(one.name for one in found)}"
            )
        return found[0]

    # Templates -------------------------------------------------------------------------------------------

    def template(self, name: str) -> Template:
        """The template in that file, of that name in ``templates/``, or shipped. Raises ``NotFound``."""
        from maquette.design.template.find import find_template

        return find_template(name, self.folder / "templates")

    def templates(self) -> list[str]:
        """Names of the templates of this workspace and of the shipped ones."""
        from maquette.design.template.find import shipped_templates

        own = sorted(path.stem for path in (self.folder / "templates").glob("*.toml"))
        return list(dict.fromkeys([*own, *shipped_templates()]))


@dataclass(frozen=True)
class Named:
    """The named things of a workspace, as one job may speak of them."""

    workspace: Workspace
    asking: Asking

    @property
    def cards(self) -> Mapping[str, Card]:
        """Every model's card by its name."""
        return self.workspace.cards

    def phrasing(self, name: str) -> Phrasing:
        """What is added to every prompt: ``workspace``, ``none``, ``brand:NAME`` or ``look:NAME``.

        Fragments of the workspace are there in any case. Raises ``InputError`` and ``NotFound``.
        """
        from maquette.models.prompts import Phrasing

        kind, _, which = name.partition(":")
        fragments = self.workspace.settings.fragments
        if kind == "none" and not which:
            return Phrasing(fragments)
        if kind == "workspace" and not which:
            styles = self.workspace.settings.project(self.asking.project).style, self.workspace.settings.style
            return Phrasing(fragments, ", ".join(filter(None, styles)))
        if kind == "brand" and which:
            return Phrasing(fragments, self.workspace.brand(which).in_words)
        if kind == "look" and which:
            return Phrasing(fragments, self.workspace.look(which).in_words)
        raise InputError(
            f"--phrasing cannot be {name!r}", mend="say workspace, none, brand:NAME or look:NAME", code="bad-value"
        )

    def model(self, name: str) -> ModelChoice:
        """The model of that name or alias, or ``auto``."""
        return self.workspace.model(name, self.asking)

    def picture(self, name: str) -> Path:
        """Where the picture of the workspace lies that ``asset:HASH`` or ``run:RUN/ROW`` names."""
        return self.workspace.picture(name)

    def look(self, name: str) -> Look:
        """The look of that name, or in that file."""
        return self.workspace.look(name)

    def formats(self, name: str) -> list[Format]:
        """The format of that name, or those of the group of that name."""
        return self.workspace.formats(name)

    def channel(self, name: str) -> Channel:
        """The channel of that name."""
        return self.workspace.channel(name)

    def brand(self, name: str) -> BrandKit:
        """The brand kit of that name, or in that folder."""
        return self.workspace.brand(name)

    def template(self, name: str) -> Template:
        """The template of that name, or in that file."""
        return self.workspace.template(name)


def file_version(path: Path) -> str:
    """What a file is now, in a word that changes with it; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def _path(text: str | Path | None) -> Path | None:
    return Path(text) if text is not None else None


def _cap(budget: str | None, usual: int | None) -> int | None:
    if budget is None:
        return usual
    from maquette.models.money import micro

    try:
        asked = micro(budget)
    except ValueError as error:
        raise InputError(f"--budget: {error}", mend="--budget 5.00", code="bad-value") from error
    return asked if usual is None else min(asked, usual)


def _free(path: Path) -> Path:
    number = 2
    found = path
    while found.exists():
        found = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return found
