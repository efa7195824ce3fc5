"""Cut-outs mended by hand."""

from __future__ import annotations

from maquette.studio.documents.base import Document


class Mend(Document):
    """What a person said of a photo, by its hash: a painted mask, by its hash, or a box; the other one is empty."""

    photo: str
    mask: str
    box: str
    member: str
    at: str


class MendOf(Mend):
    """A mask or a box, and where its photo was last read."""

    path: str


class Mends(Document):
    """The masks and boxes that are in force, newest first."""

    items: list[MendOf]


class Cutout(Document):
    """What there is to mend in a row.

    *mask* (empty: there is none yet) is shown by ``/cutouts/{mask}``, *photo* by ``/pictures/{photo}/whole``;
    *version* is what to name when mending it; *mended* says that the mask was painted. *width* and *height* are the
    photo's, in px.
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
