"""The gallery: every finished picture, found by what it is, by its words, and by what people said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from maquette.store.database import writing
from maquette.store.schema_studio import pictures

Record = dict[str, Any]
Verdict = Literal["", "pick", "reject"]

_BRIEF = ("seq", "id", "width", "height", "thumbhash", "model", "workflow", "rating", "verdict", "made_at")
_WORDS = sa.table("picture_words", sa.column("rowid"), sa.column("picture_words"))
_MOST_WORDS = 16


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

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """All but the words."""
        columns = pictures.c
        equal = ("project", "model", "workflow", "run", "colour")
        found = [columns[name] == value for name in equal if (value := getattr(self, name))]
        if self.verdict:
            found.append(columns.verdict == ("" if self.verdict == "none" else self.verdict))
        if self.rating:
            found.append(columns.rating >= self.rating)
        if self.min_size:
            found.append(sa.func.max(columns.width, columns.height) >= self.min_size)
        if self.since:
            found.append(columns.made_at >= self.since)
        if self.until:
            found.append(columns.made_at < self.until)
        if self.max_price is not None:
            found.append(sa.func.coalesce(columns.cost, 0) <= self.max_price)
        return found

    @property
    def words(self) -> str:
        """The words as the index takes them; empty when there are none."""
        return " ".join(f'"{word}"*' for word in re.findall(r"\w+", self.text)[:_MOST_WORDS])


class Gallery:
    """Reads the gallery, and writes what people say of its pictures."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def page(self, wanted: Wanted, after: int | None = None, limit: int = 100) -> list[Record]:
        """The newest pictures that are *wanted*, those before the *seq* of *after*."""
        order: sa.ColumnElement[int] = pictures.c.seq
        query = sa.select(*(pictures.c[name] for name in _BRIEF))
        if wanted.words:
            query = query.select_from(_WORDS.join(pictures, pictures.c.seq == _WORDS.c.rowid))
            query, order = query.where(_WORDS.c.picture_words.op("MATCH")(wanted.words)), _WORDS.c.rowid
        if after is not None:
            query = query.where(order < after)
        query = query.where(*wanted.conditions()).order_by(order.desc()).limit(limit)
        return self._read(query)

    def count(self, wanted: Wanted) -> int:
        """How many pictures are *wanted*."""
        conditions = wanted.conditions()
        query = sa.select(sa.func.count())
        if wanted.words:
            source = _WORDS.join(pictures, pictures.c.seq == _WORDS.c.rowid) if conditions else _WORDS
            query = query.select_from(source).where(_WORDS.c.picture_words.op("MATCH")(wanted.words))
        else:
            query = query.select_from(pictures)
        with self._engine.connect() as connection:
            return int(connection.execute(query.where(*conditions)).scalar_one())

    def index(self, after: int | None, limit: int) -> tuple[str, int | None]:
        """JSON text of ``[id, width by height, thumbhash, rating, verdict]``, newest first; and the cursor on."""
        query = sa.text(
            "SELECT json_group_array(json_array(id, round(1.0 * width / height, 4), thumbhash, rating, verdict)), "
            "min(seq), count(*) FROM (SELECT * FROM pictures WHERE seq < :after ORDER BY seq DESC LIMIT :limit)"
        )
        with self._engine.connect() as connection:
            found = connection.execute(query, {"after": after or 1 << 62, "limit": limit})
            listed, last, count = found.one()
        return listed, last if count == limit else None

    def get(self, picture: str) -> Record | None:
        """The picture of that id or hash, or of a beginning (six characters at least) that only it has."""
        if not re.fullmatch(r"[0-9a-f]{6,64}", picture):
            return None
        query = sa.select(pictures).where(pictures.c.id >= picture[:16], pictures.c.id <= picture[:16] + "g").limit(2)
        found = [one for one in self._read(query) if one["asset"].startswith(picture)]
        return found[0] if len(found) == 1 else None

    def judge(self, picture: str, said: Mapping[str, Any]) -> None:
        """Write what a person said: any of ``rating`` (0 to 5), ``verdict`` and ``labels``."""
        with writing(self._engine) as connection:
            connection.execute(pictures.update().where(pictures.c.id == picture).values(dict(said)))

    def unseen(self, limit: int) -> list[Record]:
        """Pictures whose pixels nobody looked at yet, newest first: seq, id, asset."""
        columns = (pictures.c[name] for name in ("seq", "id", "asset"))
        return self._read(
            sa.select(*columns).where(pictures.c.thumbhash.is_(None)).order_by(pictures.c.seq.desc()).limit(limit)
        )

    def seen(self, records: list[Record]) -> None:
        """Write what pixels told: seq, thumbhash, colour, likeness."""
        statement = (
            pictures.update()
            .where(pictures.c.seq == sa.bindparam("of"))
            .values({name: sa.bindparam(name) for name in ("thumbhash", "colour", "likeness")})
        )
        with writing(self._engine) as connection:
            connection.execute(statement, [{**one, "of": one["seq"]} for one in records])

    def likenesses(self, after: int) -> list[tuple[int, str, bytes]]:
        """(seq, id, likeness) of every picture with a *seq* above *after*."""
        query = sa.select(pictures.c.seq, pictures.c.id, pictures.c.likeness)
        query = query.where(pictures.c.seq > after, pictures.c.likeness.is_not(None)).order_by(pictures.c.seq)
        with self._engine.connect() as connection:
            return [(seq, picture, likeness) for seq, picture, likeness in connection.execute(query)]

    def briefs(self, ids: list[str]) -> list[Record]:
        """Those pictures as a page shows them, in that order."""
        query = sa.select(*(pictures.c[name] for name in _BRIEF)).where(pictures.c.id.in_(ids))
        found = {one["id"]: one for one in self._read(query)}
        return [found[one] for one in ids if one in found]

    def values(self) -> dict[str, list[str]]:
        """What there is to filter by: projects, models, workflows and colours, most pictures first."""
        found = {}
        with self._engine.connect() as connection:
            for name in ("project", "model", "workflow", "colour"):
                column = pictures.c[name]
                query = sa.select(column).where(column != "").group_by(column).order_by(sa.func.count().desc())
                found[f"{name}s"] = list(connection.execute(query).scalars())
        return found

    def _read(self, query: sa.Select[Any]) -> list[Record]:
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]
