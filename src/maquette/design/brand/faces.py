"""Which faces of a brand are for headings and which for text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from maquette.design.brand.kit import Typeface, TypeRole
from maquette.design.brand.sources.fonts import Face
from maquette.design.brand.sources.guide import Guide
from maquette.design.brand.sources.tokens import Entry, Resolver

_FAMILY = re.compile(r"font-?_? ?family|font-?stack|typeface", re.IGNORECASE)
_GENERIC = re.compile(
    r"(ui-)?(sans-serif|serif|monospace|rounded)|system-ui|cursive|fantasy|emoji|math|inherit|initial|"
    r"-apple-system|blinkmacsystemfont|.*(mono|emoji|symbol|icons?|code)\b.*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"head|title|display|brand", re.IGNORECASE)
_BODY = re.compile(r"body|text|base|default|paragraph", re.IGNORECASE)
_BOLD = 600

RESTRICTED = {
    "GDS Transport": "GDS Transport may be used on GOV.UK only",
}
"""Families whose licence ties them to one place (design-system.service.gov.uk/styles/typeface, read 2026-11)."""


@dataclass
class ChosenFaces:
    """The faces of a kit, their files by name, what must not be done, and what people should know."""

    typefaces: tuple[Typeface, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    dont: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def choose_faces(faces: Sequence[Face], guides: Sequence[Guide], entries: Sequence[Entry]) -> ChosenFaces:
    """A heading and a text family of the font files, the guide's words and the tokens, in that order of trust."""
    chosen = ChosenFaces()
    said = list(_families(entries, chosen))
    named = [(name, "") for guide in guides for name in guide.faces] + said
    owned = [(face.family, face.file) for face in faces if face.latin]
    families = list(dict.fromkeys(name for name, _ in [*(named if not owned else []), *owned]))
    if not families:
        return chosen
    heading = next((name for name, hint in [*named, *owned] if name in families and _HEADING.search(hint)), families[0])
    body = next((name for name, hint in named if name in families and name != heading and _BODY.search(hint)), None)
    body = body or next((name for name, _ in named if name in families and name != heading), None)
    body = body or next((name for name in families if name != heading), heading)
    if len(families) > 2:
        chosen.notes.append(f"{len(families)} families were found; {heading} is taken for headings, {body} for text")
    if owned:
        _with_files(chosen, faces, heading, body)
    else:
        sizes = ((heading, "heading", 700), (body, "body", 400), (body, "body", 700))
        chosen.typefaces = tuple(Typeface(role, family, weight) for family, role, weight in sizes)  # type: ignore[arg-type]
        chosen.notes.append(
            f"no font file of {' and '.join(sorted({heading, body}))} was found: add TTF or OTF files to the kit"
        )
    return chosen


def _with_files(chosen: ChosenFaces, faces: Sequence[Face], heading: str, body: str) -> None:
    typefaces = []
    # Of several slices of one face the largest Latin one is the face; the others stand in for its scripts.
    for face in sorted(faces, key=lambda face: (not face.latin, -face.glyphs)):
        stem = re.sub(r"[^a-z0-9]+", "-", face.family.lower()).strip("-")
        file = f"fonts/{stem}-{face.weight}{'-italic' if face.italic else ''}{face.suffix}"
        role: TypeRole = "fallback"
        if face.latin and file not in chosen.files:
            role = "body" if face.family == body else "heading" if face.family == heading else "accent"
        number = 2
        while file in chosen.files:
            file = f"fonts/{stem}-{face.weight}{'-italic' if face.italic else ''}-{number}{face.suffix}"
            number += 1
        chosen.files[file] = face.data
        typefaces.append(Typeface(role, face.family, face.weight, face.italic, file))
    if heading == body:
        bold = [face for face in typefaces if face.role == "body" and face.weight >= _BOLD and not face.italic]
        upright = [face for face in typefaces if face.role == "body" and not face.italic]
        best = max(bold or upright or typefaces, key=lambda face: face.weight)
        typefaces.append(Typeface("heading", best.family, best.weight, best.italic, best.file))
    order = ("heading", "body", "accent", "fallback")
    chosen.typefaces = tuple(
        sorted(typefaces, key=lambda face: (order.index(face.role), face.family, face.italic, face.weight))
    )


def _families(entries: Sequence[Entry], chosen: ChosenFaces) -> Iterator[tuple[str, str]]:
    """The first free family of each token that names some, with the token's name as hint."""
    resolver = Resolver(entries)
    for entry in entries:
        if entry.kind.lower() not in ("fontfamily", "font-family") and not _FAMILY.search(entry.name):
            continue
        for family in _stack(resolver.value(entry.value)):
            if family in RESTRICTED:
                if RESTRICTED[family] not in chosen.dont:
                    chosen.dont.append(RESTRICTED[family])
                    chosen.notes.append(f"{RESTRICTED[family]}: the next family that the brand names is taken instead")
            elif family and not _GENERIC.fullmatch(family):
                yield (family if family[0].isupper() else family.title()), entry.name
                break


def _stack(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [
        str(part).strip().strip("\"'").strip()
        for part in parts
        if re.search(r"[A-Za-z]", str(part)) and "(" not in str(part)
    ]
