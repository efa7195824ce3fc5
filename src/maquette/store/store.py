"""The store: one folder with the database, the assets and room for temporary files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

from maquette.errors import StoreError
from maquette.graph import Step
from maquette.picture.image import Packed
from maquette.store.answers import Answers
from maquette.store.blobs import Blobs
from maquette.store.database import open_database
from maquette.store.feed import Feed
from maquette.store.gallery import Gallery
from maquette.store.history import History
from maquette.store.ledger import Ledger
from maquette.store.mends import Mends
from maquette.store.orders import Orders
from maquette.store.owners import Owners
from maquette.store.people import People
from maquette.store.results import Made, Results
from maquette.store.sources import Sources
from maquette.store.waiting import Waiting


class Store:
    """What a workspace remembers. Opening it makes the folder; many processes may have it open."""

    def __init__(self, folder: Path, probe: Callable[[Path], object]) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{folder} cannot be made: {error.strerror}",
                mend="name a folder that you may write with --workspace",
            ) from error
        database = open_database(folder / "maquette.sqlite")
        self.blobs = Blobs(folder / "assets")
        self.results = Results(database)
        self.history = History(database)
        self.sources = Sources(database, probe)
        self.owners = Owners(folder / "owners")
        self.mends = Mends(database)
        self.ledger = Ledger(database, self.owners)
        self.gallery = Gallery(database)
        self.feed = Feed(database)
        self.orders = Orders(database)
        self.people = People(database)
        self.waiting = Waiting(database)
        self.answers = Answers(database)
        self._database = database

    def unpack(self, step: Step, made: Made) -> Any:
        """The value of a kept result, by the type that its operation gives."""
        kind = cast("Any", step.result_type)
        return kind.unpack(Packed(self.blobs.get(made.asset), made.facts))

    def together(self) -> AbstractContextManager[object]:
        """One transaction: what this thread writes while it lasts is on record all at once, or not at all."""
        return self._database.writing()

    def close(self) -> None:
        """Let go of the database."""
        self.owners.close()
        self._database.close()
