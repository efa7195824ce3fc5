"""The gallery of a workspace: finished pictures to be found, seen at any size, rated, picked and traced back."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from maquette.errors import InputError, MaquetteError, NotFound
from maquette.models.money import dollars
from maquette.picture.image import Pixels
from maquette.picture.thumbnail import ThumbnailFormat
from maquette.review.lineage import lineage
from maquette.review.neighbours import Neighbours
from maquette.store import Record, Store, Wanted, write_whole

WIDTHS = (320, 640, 1280, 2560)
"""The sizes, in px of the longer side, that small copies are made in."""

_LONGEST, _TO_LOOK_CLOSELY = 65_000, 94
MOST_LABELS, LONGEST_LABEL = 32, 60
VERDICTS = ("", "pick", "reject")


class Page(NamedTuple):
    """Pictures, newest first; *next* asks for those behind them, and *total* counts all that were wanted."""

    items: list[Record]
    next: int | None
    total: int


class Gallery:
    """The finished pictures of one workspace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._neighbours = Neighbours(store)

    def page(self, wanted: Wanted | None = None, after: int | None = None, limit: int = 100) -> Page:
        """The newest pictures that are *wanted*, those behind the cursor *after*."""
        wanted = wanted or Wanted()
        found = self._store.gallery.page(wanted, after, limit)
        last = found[-1]["seq"] if len(found) == limit else None
        return Page([brief(one) for one in found], last, self._store.gallery.count(wanted))

    def index(
        self, wanted: Wanted | None = None, after: int | None = None, limit: int = 20_000
    ) -> tuple[str, int | None]:
        """*Wanted* pictures as JSON text of arrays: id, width by height, thumbhash, rating, verdict; and the cursor."""
        return self._store.gallery.index(wanted or Wanted(), after, limit)

    def facets(self) -> dict[str, list[Record]]:
        """What there is to filter by, with how many pictures: projects, models, workflows, colours, verdicts."""
        return self._store.gallery.facets()

    def show(self, picture: str) -> Record:
        """Everything that is known of a picture, by its id, its hash or the beginning of one. Raises ``NotFound``."""
        found = self._find(picture)
        cost = found["cost"]
        told = {name: found[name] for name in ("project", "prompt", "format", "bytes", "labels")}
        made = self._store.results.get(found["key"])
        return (
            brief(found)
            | told
            | {
                "sha256": found["asset"],
                "key": found["key"],
                "colour": found["colour"],
                "cost": dollars(cost) if cost is not None else None,
                "facts": made.facts if made else {},
            }
        )

    def judge(
        self,
        picture: str,
        *,
        rating: int | None = None,
        verdict: str | None = None,
        labels: Iterable[str] | None = None,
    ) -> Record:
        """Say what one thinks of a picture: a *rating* of 0 to 5, a *verdict* (pick, reject or nothing), *labels*.

        What is not given stays. A verdict on a model's take is evidence for ``--model auto``. Raises ``NotFound`` and
        ``InputError``.
        """
        found = self._find(picture)
        said: dict[str, Any] = {}
        if rating is not None:
            if not 0 <= rating <= 5:
                raise InputError(f"a rating of {rating} is none", mend="say 0 to 5", code="bad-value")
            said["rating"] = rating
        if verdict is not None:
            if verdict not in VERDICTS:
                raise InputError(f"{verdict!r} is no verdict", mend="say pick, reject or nothing", code="bad-value")
            said["verdict"] = verdict
        if labels is not None:
            said["labels"] = _labels(labels)
        if said:
            self._store.gallery.judge(found["id"], said)
        if verdict and found["model"]:
            take = {name: found[name] for name in ("key", "run", "row", "label", "model")}
            self._store.history.pick([{**take, "picked": verdict == "pick"}])
        return self.show(found["id"])

    def briefs(self, pictures: Iterable[str]) -> dict[str, Record]:
        """Those of the *pictures* that are here, by id, as lists show them, with the key of the step that made each."""
        return {one["id"]: brief(one) | {"key": one["key"]} for one in self._store.gallery.briefs(list(pictures))}

    def file(self, picture: str) -> Path:
        """Where the bytes of a picture, or of an input of a run, lie. Raises ``NotFound``."""
        return self._bytes(picture)[1]

    def size(self, picture: str) -> tuple[int, int]:
        """Width and height, in px, of a picture or of an input of a run. Raises ``NotFound``."""
        found = self._store.gallery.get(picture)
        if found is not None:
            return found["width"], found["height"]
        from maquette.picture.probe import probe

        header = probe(self._bytes(picture)[1])
        return header.width, header.height

    def original(self, picture: str) -> tuple[Path, str]:
        """The file of a picture, and a name for who saves it. Raises ``NotFound``."""
        found = self._find(picture)
        words = "-".join(filter(None, (found["row"].replace("/", "-"), found["label"]))) or found["id"]
        return self._store.blobs.path(found["asset"]), f"{words}.{found['format'].replace('jpeg', 'jpg')}"

    def small(self, picture: str, width: int, kind: ThumbnailFormat) -> Path:
        """The file of a small copy, made now if it is not there. *picture* may also be an input of a run.

        Raises ``NotFound`` for a picture that is not here and ``InputError`` for another width than ``WIDTHS``.
        """
        if width not in WIDTHS:
            raise InputError(f"{width} px is no size of a small copy", mend=f"ask for {WIDTHS}", code="bad-value")
        digest, path = self._bytes(picture)
        small = self._small(digest, width, kind)
        if not small.exists():
            from maquette.picture.thumbnail import encoded

            try:
                data = path.read_bytes()
            except OSError:
                raise _gone(picture) from None
            small.parent.mkdir(parents=True, exist_ok=True)
            write_whole(small, encoded(_seen(data, width), kind))
        return small

    def whole(self, picture: str) -> Path:
        """The file of a picture, or of an input of a run, at its own size: an upright JPEG in sRGB, made if need be.

        Raises ``NotFound``.
        """
        digest, path = self._bytes(picture)
        whole = self._store.folder / "small" / digest[:2] / f"{digest[:16]}-whole.jpeg"
        if not whole.exists():
            from maquette.picture.encode import jpeg
            from maquette.picture.thumbnail import on_white

            try:
                data = path.read_bytes()
            except OSError:
                raise _gone(picture) from None
            whole.parent.mkdir(parents=True, exist_ok=True)
            write_whole(whole, jpeg(on_white(_seen(data, _LONGEST)), _TO_LOOK_CLOSELY))
        return whole

    def look(self, limit: int = 64) -> int:
        """Look at the pixels of up to *limit* pictures that nobody looked at yet, and say how many there were.

        That makes their smallest copy, their placeholder, their colour, and what they are like.
        """
        from maquette.picture.glance import glance
        from maquette.picture.thumbnail import encoded

        unseen = self._store.gallery.unseen(limit)
        told = []
        for one in unseen:
            seen: dict[str, Any] = {"thumbhash": "", "colour": "", "likeness": None}
            try:
                pixels = _seen(self._store.blobs.get(one["asset"]), WIDTHS[0])
            except MaquetteError:
                told.append(seen | {"seq": one["seq"]})
                continue
            path = self._small(one["asset"], WIDTHS[0], "webp")
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, encoded(pixels, "webp"))
            found = glance(pixels)
            seen = {
                "thumbhash": base64.b64encode(found.thumbhash).decode(),
                "colour": found.colour,
                "likeness": found.likeness,
            }
            told.append(seen | {"seq": one["seq"]})
        if told:
            self._store.gallery.seen(told)
        return len(unseen)

    def like(self, picture: str, limit: int = 60) -> list[Record]:
        """The pictures most like one by layout, colour and edges, nearest first, each with its ``likeness`` 0..1.

        Raises ``NotFound``. Pictures that nobody has looked at yet are like none.
        """
        found = self._find(picture)
        nearest = self._neighbours.nearest(found["seq"], limit)
        shown = {one["id"]: one for one in map(brief, self._store.gallery.briefs([one for one, _ in nearest]))}
        return [shown[one] | {"likeness": likeness} for one, likeness in nearest if one in shown]

    def vote(self, winner: str, among: Iterable[str], member: str = "") -> None:
        """Somebody likes a picture best *among* some, not told who made them: evidence for ``--model auto``.

        Raises ``NotFound``, and ``InputError`` where there is no other.
        """
        best = self._find(winner)
        others = [one for one in map(self._find, among) if one["id"] != best["id"]]
        if not others:
            raise InputError("a picture is not better than itself", mend="name two", code="bad-value")
        for other in others:
            self._store.gallery.vote(best, other, member)
        self._store.history.pick(
            [
                {**{name: one[name] for name in ("key", "run", "row", "label", "model")}, "picked": one is best}
                for one in (best, *others)
                if one["model"]
            ]
        )

    def lineage(self, picture: str) -> Record:
        """What a picture was made from, as a tree (see ``lineage``), and the rows that use it. Raises ``NotFound``."""
        found = self._find(picture)
        uses = self._store.history.uses_of([found["key"]])
        steps = self._store.history.steps_of(uses[0]["run"], uses[0]["row"]) if uses else []
        why = {step["key"]: step["reasons"] or [] for step in steps}
        used = [{name: use[name] for name in ("run", "workflow", "name", "label", "created_at")} for use in uses[:50]]
        return {"picture": brief(found), "tree": lineage(self._store, found["key"], why), "uses": used}

    def _find(self, picture: str) -> Record:
        found = self._store.gallery.get(picture)
        if found is None:
            raise _gone(picture)
        return found

    def _bytes(self, picture: str) -> tuple[str, Path]:
        found = self._store.gallery.get(picture)
        if found is not None:
            return found["asset"], self._store.blobs.path(found["asset"])
        source = self._store.sources.of_digest(picture)
        if source is None or source.refusal:
            raise _gone(picture)
        return source.digest, source.path

    def _small(self, digest: str, width: int, kind: str) -> Path:
        return self._store.folder / "small" / digest[:2] / f"{digest[:16]}-{width}.{kind}"


_BRIEF = (
    "id",
    "width",
    "height",
    "thumbhash",
    "model",
    "workflow",
    "run",
    "row",
    "label",
    "rating",
    "verdict",
    "made_at",
)


def brief(found: Mapping[str, Any]) -> Record:
    """A picture as lists show it."""
    return {name: found[name] for name in _BRIEF} | {"ratio": round(found["width"] / found["height"], 4)}


def _labels(labels: Iterable[str]) -> list[str]:
    told = list(dict.fromkeys(label.strip() for label in labels if label.strip()))
    if len(told) > MOST_LABELS or any(len(label) > LONGEST_LABEL for label in told):
        raise InputError(
            f"a picture takes {MOST_LABELS} labels of {LONGEST_LABEL} characters", mend="say less", code="bad-value"
        )
    return told


def _gone(picture: str) -> NotFound:
    return NotFound(
        f"there is no picture {picture[:64]!r} here", mend="maquette assets lists them", code="unknown-picture"
    )


def _seen(data: bytes, longest: int) -> Pixels:
    """What is seen of a picture at a small size; a drawing is drawn."""
    from maquette.design.brand.svg import is_svg, rasterise
    from maquette.picture.thumbnail import small

    return rasterise(data, longest).pixels if is_svg(data) else small(data, longest)
