"""What a design is made with."""

from __future__ import annotations

from typing import Any

from maquette.studio.documents.base import Document, Named


class ColourDocument(Document):
    """A colour of the palette; *role* is empty where it has no fixed use."""

    name: str
    hex: str
    role: str
    why: str


class TypefaceDocument(Document):
    """A face; *file* is empty where it is one of the shipped, or the kit has none."""

    role: str
    family: str
    weight: int
    italic: bool
    file: str


class LogoDocument(Document):
    """A logo and the ground that it is for; *clear_space* in shares of its height, *min_width* in px."""

    file: str
    variant: str
    on: str
    clear_space: float
    min_width: int


class BrandChoices(Document):
    """What a kit may say: roles, kinds of logos and their grounds, and the least and the most of each rule."""

    roles: list[str]
    type_roles: list[str]
    variants: list[str]
    grounds: list[str]
    rules: dict[str, tuple[float, float]]


class BrandDocument(Named):
    """A brand kit at a glance."""

    primary: str
    colours: list[ColourDocument]
    typefaces: list[TypefaceDocument]
    logos: list[LogoDocument]


class BrandDetails(BrandDocument):
    """A brand kit; *notes* is what to know of one just made, *version* is named when changing it."""

    tone: str
    do: list[str]
    dont: list[str]
    rules: dict[str, float]
    version: str
    notes: list[str]
    choices: BrandChoices


class LookRule(Document):
    """What a picture of a look measures, and the range that is accepted."""

    name: str
    target: float
    low: float
    high: float
    spread: float


class LookField(Document):
    """A value of a look that can be slid: from *low* to *high*, or a colour."""

    name: str
    title: str
    kind: str
    low: float | None
    high: float | None
    step: float | None
    unit: str


class LookDocument(Named):
    """A look; *own* where the workspace has a file of it, of which *version* is named when changing it."""

    own: bool
    fields: list[LookField]

    background: str
    background_bottom: str | None
    fill: float
    baseline: float | None
    shadow: float
    shadow_softness: float
    shadow_side: float
    exposure: float
    contrast: float
    rules: list[LookRule]
    version: str


class LearntDocument(Document):
    """A look that was just learnt, from how many pictures, and those that could not be read."""

    look: LookDocument
    pictures: int
    refused: dict[str, str]


class MeasuredPicture(Document):
    """What a finished picture measures, by rule; what could not be measured is not there."""

    name: str
    values: dict[str, float]


class MeasuredDocument(Document):
    """What pictures have in common, as a look that is not kept; the *units* of its rules, and what was refused."""

    look: LookDocument
    units: dict[str, str]
    pictures: list[MeasuredPicture]
    refused: dict[str, str]


class PreviewPicture(Document):
    """A photo (of a row, where a run was named), and how it looks as a data address."""

    row: str | None
    photo: str
    picture: str


class PreviewPictures(Document):
    """Photos in a look."""

    items: list[PreviewPicture]


class SlotDocument(Document):
    """Something that a copy fills."""

    name: str
    kind: str
    required: bool
    default: str
    help: str


class TemplateDocument(Named):
    """A template; *made_for* lists its formats."""

    summary: str
    formats: str
    needs: str
    slots: list[SlotDocument]
    shapes: list[str]
    tags: list[str]
    made_for: list[str]


class FormatDocument(Named):
    """An output format; *safe* is what its channel covers: top, right, bottom, left, in shares."""

    group: str
    width: int
    height: int
    max_kb: int | None
    note: str
    file_type: str
    safe: list[float]


class ChannelDocument(Named):
    """A channel: its files, its rules, and what a person has to look for."""

    files: list[str]
    rules: list[dict[str, str]]
    by_eye: list[str]


class Score(Document):
    """A design held against its brand and format: of the rules that could be told, so many passed."""

    accepted: bool
    passed: int
    tested: int
    verdicts: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    slots: list[dict[str, Any]]
