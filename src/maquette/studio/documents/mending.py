"""Cut-outs mended by hand."""

from __future__ import annotations

from maquette.studio.documents.base import Document


class Mend(Document):
    """A painted mask: the hashes of the photo that it belongs to and of itself, and who painted it."""

    photo: str
    mask: str
    member: str
    at: str


class MendOf(Mend):
    """A painted mask, and where its photo was last read."""

    path: str


class Mends(Document):
    """The painted masks that are in force, newest first."""

    items: list[MendOf]


class Cutout(Document):
    """What there is to mend in a row.

    *mask* (empty: there is none yet) is shown by ``/cutouts/{mask}``, *photo* by ``/pictures/{photo}/whole``;
    *version* is what to name when mending it. *width* and *height* are the photo's, in px.
    """

    run: str
    row: str
    photo: str
    width: int
    height: int
    mask: str
    mended: bool
    version: str
    member: str
    at: str | None
