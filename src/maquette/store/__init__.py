"""Assets, the database and what it remembers."""

from maquette.store.blobs import Blobs, part_beside, sweep_parts, write_whole
from maquette.store.clock import now
from maquette.store.database import Record
from maquette.store.gallery import Gallery, Wanted
from maquette.store.history import History
from maquette.store.ledger import BudgetExceeded, Call, Caps, Ledger
from maquette.store.owners import Owners
from maquette.store.results import Made, Results, in_batches
from maquette.store.schema import LEFT_OPEN
from maquette.store.sources import Source, Sources
from maquette.store.store import Store

__all__ = [
    "LEFT_OPEN",
    "Blobs",
    "BudgetExceeded",
    "Call",
    "Caps",
    "Gallery",
    "History",
    "Ledger",
    "Made",
    "Owners",
    "Record",
    "Results",
    "Source",
    "Sources",
    "Store",
    "Wanted",
    "in_batches",
    "now",
    "part_beside",
    "sweep_parts",
    "write_whole",
]
