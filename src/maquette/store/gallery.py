"""The gallery: every finished picture, found by what it is, by its words, and by what people said of it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from maquette.store.clock import now
from maquette.store.database import Database, Record, insert

_BRIEF = """
SELECT pictures.seq, pictures.id, pictures.width, pictures.height, pictures.thumbhash, pictures.model,
    pictures.workflow, pictures.run, pictures."row", pictures.label, pictures.rating, pictures.verdict,
    pictures.made_at, pictures."key"
"""
_ARRAYS = """
SELECT json_group_array(json_array(id, round(1.0 * width / height, 4), thumbhash, rating, verdict)) AS listed,
    min(seq) AS last, count(*) AS many FROM (SELECT pictures.*
"""
# A cross join keeps its order: words first, newest first, and no further than the page.
_WORDY = " FROM picture_words CROSS JOIN pictures ON pictures.seq = picture_words.rowid"
_PLAIN = " FROM pictures"
_SEEN = "FROM pictures WHERE likeness IS NOT NULL"
_MOST_WORDS = 16
_VOTE = insert("votes", "winner", "loser", "winner_model", "loser_model", "member", "at")
_FACETS = ("project", "model", "workflow", "colour", "verdict")


@dataclass(frozen=True)
class Wanted:
    """Which pictures; what is left empty does not matter.

    *rating* is the least, *min_size* the least longer side in px, *max_price* the most in micro-dollars. *verdict* is
    pick, reject or none. *text* holds words, or beginnings of words, that all have to be there. Times are ISO 8601.
    """

    project: str = ""
    model: str = ""
    workflow: str = ""
    run: str = ""
    verdict: str = ""
    colour: str = ""
    text: str = ""
    since: str = ""
    until: str = ""
    rating: int = 0
    min_size: int = 0
    max_price: int | None = None

    @property
    def words(self) -> str:
        """The words as the index takes them; empty when there are none."""
        return " ".join(f'"{word}"*' for word in re.findall(r"\w+", self.text)[:_MOST_WORDS])

    def where(self, *, counting: bool = False) -> tuple[list[str], Record]:
        """The conditions on a picture, words left out, and their parameters."""
        # The plus keeps the planner of a page from an index that would have to be sorted.
        rating = "pictures.rating >= :rating" if counting else "+pictures.rating >= :rating"
        verdict = "" if self.verdict == "none" else self.verdict
        said: list[tuple[object, str, str, object]] = [
            (self.project, "pictures.project = :project", "project", self.project),
            (self.model, "pictures.model = :model", "model", self.model),
            (self.workflow, "pictures.workflow = :workflow", "workflow", self.workflow),
            (self.run, "pictures.run = :run", "run", self.run),
            (self.colour, "pictures.colour = :colour", "colour", self.colour),
            (self.verdict, "pictures.verdict = :verdict", "verdict", verdict),
            (self.rating, rating, "rating", self.rating),
            (self.min_size, "max(pictures.width, pictures.height) >= :min_size", "min_size", self.min_size),
            (self.since, "pictures.made_at >= :since", "since", self.since),
            (self.until, "pictures.made_at < :until", "until", self.until),
            (self.max_price is not None, "coalesce(pictures.cost, 0) <= :max_price", "max_price", self.max_price),
        ]
        chosen = [one for one in said if one[0]]
        return [one[1] for one in chosen], {one[2]: one[3] for one in chosen}


class Gallery:
    """Reads the gallery, and writes what people say of its pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: Wanted, after: int | None = None, limit: int = 100) -> list[Record]:
        """The newest pictures that are *wanted*, those before the *seq* of *after*."""
        behind, parameters = _newest(wanted, after, limit)
        return self._database.all(_BRIEF + behind, parameters)

    def index(self, wanted: Wanted, after: int | None, limit: int) -> tuple[str, int | None]:
        """JSON text of ``[id, width by height, thumbhash, rating, verdict]``, newest first; and the cursor on."""
        behind, parameters = _newest(wanted, after, limit)
        found = self._database.all(f"{_ARRAYS}{behind})", parameters)[0]
        return found["listed"], found["last"] if found["many"] == limit else None

    def count(self, wanted: Wanted) -> int:
        """How many pictures are *wanted*."""
        conditions, parameters = wanted.where(counting=True)
        if not wanted.words:
            return self._count(f"FROM pictures{_all(conditions)}", parameters)
        parameters = {**parameters, "words": wanted.words}
        if not conditions:
            return self._count("FROM picture_words WHERE picture_words MATCH :words", parameters)
        # Numbers from two indexes: no row of either table is read. The plus keeps the planner from asking word by word.
        found = "SELECT rowid FROM picture_words WHERE picture_words MATCH :words"
        return self._count(f"FROM pictures{_all([*conditions, f'+pictures.seq IN ({found})'])}", parameters)

    def _count(self, source: str, parameters: Mapping[str, Any]) -> int:
        return int(self._database.all(f"SELECT count(*) AS many {source}", parameters)[0]["many"])

    def get(self, picture: str) -> Record | None:
        """The picture of that id or hash, or of a beginning (six characters at least) that only it has."""
        if not re.fullmatch(r"[0-9a-f]{6,64}", picture):
            return None
        found = self._database.all(
            "SELECT * FROM pictures WHERE id >= :id AND id <= :id || 'g' LIMIT 2", {"id": picture[:16]}
        )
        found = [one for one in found if one["asset"].startswith(picture)]
        return found[0] if len(found) == 1 else None

    def judge(self, picture: str, said: Mapping[str, Any]) -> None:
        """Write what a person said: any of ``rating`` (0 to 5), ``verdict`` and ``labels``."""
        values = {
            name: json.dumps(value, ensure_ascii=False) if name == "labels" else value for name, value in said.items()
        }
        for name in values:
            assert name in ("rating", "verdict", "labels"), name
        setting = ", ".join(f"{name} = :{name}" for name in values)
        self._database.do(f"UPDATE pictures SET {setting} WHERE id = :id", {**values, "id": picture})

    def unseen(self, limit: int) -> list[Record]:
        """Pictures whose pixels nobody looked at yet, newest first: seq, id, asset."""
        query = "SELECT seq, id, asset FROM pictures WHERE thumbhash IS NULL ORDER BY seq DESC LIMIT :limit"
        return self._database.all(query, {"limit": limit})

    def seen(self, records: list[Record]) -> None:
        """Write what pixels told: seq, thumbhash, colour, likeness."""
        statement = (
            "UPDATE pictures SET thumbhash = :thumbhash, colour = :colour, likeness = :likeness WHERE seq = :seq"
        )
        with self._database.writing() as connection:
            connection.executemany(statement, records)

    def count_seen(self) -> int:
        """How many pictures somebody looked at."""
        return int(self._database.all(f"SELECT count(*) AS many {_SEEN}", {})[0]["many"])

    def seen_seqs(self) -> list[int]:
        """Those that somebody looked at, by *seq*."""
        with self._database.reading() as connection:
            return [seq for (seq,) in connection.execute(f"SELECT seq {_SEEN}")]

    def likenesses(self, seqs: Collection[int]) -> list[Record]:
        """seq, id and likeness of those pictures."""
        query = "SELECT seq, id, likeness FROM pictures WHERE seq IN (SELECT value FROM json_each(:seqs))"
        return self._database.all(query, {"seqs": list(seqs)})

    def vote(self, winner: Record, loser: Record, member: str) -> None:
        """Somebody likes one picture better than another."""
        told = {"winner": winner["id"], "loser": loser["id"], "member": member, "at": now()}
        models = {"winner_model": winner["model"], "loser_model": loser["model"]}
        self._database.do(_VOTE, {**told, **models})

    def briefs(self, ids: list[str]) -> list[Record]:
        """Those pictures as a page shows them, in that order."""
        query = f"{_BRIEF}{_PLAIN} WHERE pictures.id IN (SELECT value FROM json_each(:ids))"
        found = {one["id"]: one for one in self._database.all(query, {"ids": ids})}
        return [found[one] for one in ids if one in found]

    def facets(self) -> dict[str, list[Record]]:
        """What there is to filter by: projects, models, workflows, colours and verdicts, with how many pictures."""
        found = {}
        for name in _FACETS:
            query = (
                f"SELECT {name} AS name, count(*) AS count FROM pictures WHERE {name} <> '' "
                f"GROUP BY {name} ORDER BY count(*) DESC, {name}"
            )
            found[f"{name}s"] = self._database.all(query, {})
        return found


def _newest(wanted: Wanted, after: int | None, limit: int) -> tuple[str, Record]:
    """Where *wanted* pictures come from, newest first, and the parameters."""
    conditions, parameters = wanted.where()
    source, order = (_WORDY, "picture_words.rowid") if wanted.words else (_PLAIN, "pictures.seq")
    if wanted.words:
        conditions, parameters = [*conditions, "picture_words MATCH :words"], {**parameters, "words": wanted.words}
    if after is not None:
        conditions, parameters = [*conditions, f"{order} < :after"], {**parameters, "after": after}
    return f"{source}{_all(conditions)} ORDER BY {order} DESC LIMIT :limit", {**parameters, "limit": limit}


def _all(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
