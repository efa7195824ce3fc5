"""What people said of cut-outs, a mask or a box, each belonging to a photo by the hash of its bytes."""

from __future__ import annotations

from collections.abc import Iterable

from maquette.store.clock import now
from maquette.store.database import Database, Record, upsert

_SAY = upsert("mends", "photo", "photo", "mask", "box", "member", "at")
_OF = "SELECT photo, mask, box FROM mends WHERE photo IN (SELECT value FROM json_each(:photos))"


class Mends:
    """The table of painted masks and boxes: one of them a photo at most. Masks from before stay as assets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, photos: Iterable[str]) -> dict[str, Record]:
        """What was said of each of those photos that has a mask (its asset) or a box; the other one is empty."""
        return {one["photo"]: one for one in self._database.all(_OF, {"photos": list(photos)})}

    def any(self) -> bool:
        """Whether there is one at all."""
        return self._database.one("SELECT 1 AS found FROM mends LIMIT 1", {}) is not None

    def get(self, photo: str) -> Record | None:
        """What was said of a photo: photo, mask, box, member, at."""
        return self._database.one("SELECT * FROM mends WHERE photo = :photo", {"photo": photo})

    def newest(self, limit: int) -> list[Record]:
        """Those that were said last."""
        return self._database.all("SELECT * FROM mends ORDER BY at DESC, photo LIMIT :limit", {"limit": limit})

    def say(self, photo: str, member: str, *, mask: str = "", box: str = "") -> None:
        """That mask, or that box, from now on."""
        self._database.do(_SAY, {"photo": photo, "mask": mask, "box": box, "member": member, "at": now()})

    def drop(self, photo: str) -> bool:
        """None from now on; whether there was one."""
        return self._database.do("DELETE FROM mends WHERE photo = :photo", {"photo": photo}) > 0
