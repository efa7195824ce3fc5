"""The rules of a brand and a format over what is in a picture. Each gives a verdict for every thing that it is about.

Every rule reads ``Findings`` and nothing else, so that our own layouts (exact) and any other picture (looked at) are
judged alike. What was measured by eye passes with the tolerance of the measurement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from maquette.design.brand.contrast import BOLD_LARGE, LARGE, apca, contrast, needed_apca
from maquette.design.brand.kit import BrandKit, Logo
from maquette.design.channels import Strength
from maquette.design.check.findings import Findings, FoundText, Rect
from maquette.design.check.paragraphs import paragraphs
from maquette.design.formats import Format
from maquette.picture.colour import difference

PAPER = ("#ffffff", "#000000")
"""White and black belong to every palette."""

LEAST_TYPE, MOST_TYPE, TYPE_SHARE = 10.0, 32.0, 0.016
"""The smallest type: this share of the picture's shorter side, but no less and no more px than these."""

_SEEN_INK = 2.0
"""deltaE2000 that the encoder's halved colour adds to letters on a coloured ground."""
_SEEN_SIZE, _SEEN_CONTRAST, _SEEN_EDGE = 0.9, 0.9, 0.004
_STRETCH = 0.05
_RECOLOURED = 15.0
_ROOM = 0.85
_AT_THE_EDGE = 0.3
"""Of an em: a word space and the side of a letter. Where a text is cut between two words, it ends nearer than that."""
_INK_SIZE = 30.0
_WORDS = 40


@dataclass(frozen=True)
class Against:
    """What a picture is held against: a kit, a format, or both."""

    kit: BrandKit | None = None
    format: Format | None = None


@dataclass(frozen=True)
class Ruling:
    """One rule held against one thing in the picture, *where* in px.

    *passed* is None where it could not be told: a person should look. *correction* is what a rule can put right.
    """

    rule: str
    value: str
    limit: str
    strength: Strength
    passed: bool | None
    mend: str = ""
    correction: str = ""
    where: Rect | None = None


Rule = Callable[[Findings, Against], Iterator[Ruling]]


def judge(findings: Findings, against: Against) -> list[Ruling]:
    """Every ruling on the picture, in the order of the rules."""
    return [ruling for rule in RULES for ruling in rule(findings, against)]


def palette(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Flat areas and large letters are in colours of the kit."""
    kit = against.kit
    if kit is None or not kit.colours:
        return
    named = {one.hex: one.name for one in kit.colours}
    colours = [*named, *PAPER, *_tints(kit)]
    strict = kit.rules.tolerance
    loose = strict + (0 if findings.exact else _SEEN_INK)
    seen = [(area.hex, f"{area.hex} on {area.share:.0%}", area.box, strict) for area in findings.areas]
    seen += [
        (text.colour or text.ink, f"{text.colour or text.ink} of {_quoted(text)}", text.box, loose)
        for text in findings.texts
        if _shows_ink(text, findings)
    ]
    for hex_, said, box, limit in seen:
        nearest = min(colours, key=lambda colour: difference(colour, hex_))
        away = difference(nearest, hex_)
        good = away <= limit
        name = named.get(nearest, nearest)
        yield Ruling(
            "colours",
            f"{said}: {away:.1f} from {name}",
            f"at most {limit:g} deltaE2000",
            "hard",
            good,
            "" if good else f"use a colour of the palette; the nearest is {name} {nearest}",
            "" if good or away > 4 * limit else f"{hex_} becomes {name} {nearest}",
            box,
        )


def _tints(kit: BrandKit) -> list[str]:
    """The kit's own greys: its text colour, thinned over its ground."""
    ink, ground = ([int(kit.colour(role)[at : at + 2], 16) for at in (1, 3, 5)] for role in ("text", "background"))
    steps = [
        [round(one + (other - one) * share / 12) for one, other in zip(ink, ground, strict=True)]
        for share in range(1, 12)
    ]
    return ["#" + "".join(f"{level:02x}" for level in step) for step in steps]


def type_size(findings: Findings, against: Against) -> Iterator[Ruling]:
    """No type is smaller than the brand or the format allows."""
    asked = against.kit.rules.min_text if against.kit else 0.0
    shorter = min(findings.width, findings.height)
    least = asked or min(max(TYPE_SHARE * shorter, LEAST_TYPE), MOST_TYPE)
    for text in findings.texts:
        good = text.size >= least * (1 if findings.exact else _SEEN_SIZE)
        mend = "" if good else f"set it in at least {least:.0f} px, or leave it out of this format"
        said, limit = f"{text.size:.0f} px: {_quoted(text)}", f"at least {least:.0f} px"
        yield Ruling("type size", said, limit, "hard", good, mend, "" if good else f"type of {least:.0f} px", text.box)


def typeface(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Text is set in the families of the kit (known from a layout only)."""
    if against.kit is None or not against.kit.typefaces:
        return
    families = {face.family for face in against.kit.typefaces}
    for text in findings.texts:
        if text.family:
            good = text.family in families
            mend = "" if good else f"set it in {' or '.join(sorted(families))}"
            yield Ruling("typeface", text.family, ", ".join(sorted(families)), "hard", good, mend, where=text.box)


def text_contrast(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Text stands out from what is under it: WCAG 2.2 binds, APCA advises."""
    rules = against.kit.rules if against.kit else None
    for text in findings.texts:
        large = text.size >= (BOLD_LARGE if text.bold else LARGE)
        needed = (rules.contrast_large if large else rules.contrast) if rules else (3.0 if large else 4.5)
        ratio = contrast(text.ink, text.under)
        good = ratio >= needed * (1 if findings.exact else _SEEN_CONTRAST)
        best = _readable(text.under, against.kit)
        mend = "" if good else "darken or lighten the ground, or choose another colour for the text"
        correction = "" if good or best == text.ink else f"text in {best} ({contrast(best, text.under):.1f}:1)"
        said, limit = f"{ratio:.1f}:1, {_quoted(text)}", f"at least {needed:g}:1"
        yield Ruling("text contrast", said, limit, "hard", good, mend, correction, text.box)
        light, least = abs(apca(text.ink, text.under)), needed_apca(text.size)
        fair = light >= least * (1 if findings.exact else _SEEN_CONTRAST)
        limit = f"at least Lc {least:.0f}"
        yield Ruling(
            "text contrast, APCA", f"Lc {light:.0f}", limit, "soft", fair, mend if not fair else "", where=text.box
        )


def overflow(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Text is all there and does not run out of the picture."""
    for text in findings.texts:
        box = text.box
        edge = 1.0 if findings.exact else 1.5
        # What is cut between two words is whole to the eye, but stands closer to the frame than type is ever set.
        beside = edge if findings.exact else max(edge, _AT_THE_EDGE * text.size)
        inside = box.left >= beside and box.top >= edge
        inside = inside and box.right <= findings.width - beside and box.bottom <= findings.height - edge
        good = inside and not text.cut
        said = "all there" if good else f"cut off: {_quoted(text)}"
        mend = "" if good else "shorten the text, set it smaller, or give it more room"
        yield Ruling("overflow", said, "inside the picture", "hard", good, mend, where=box)


def orphans(findings: Findings, against: Against) -> Iterator[Ruling]:
    """No paragraph ends in one lonely, short word."""
    if findings.exact:
        blocks = [(text.lines, text.box) for text in findings.texts]
    else:
        grouped = paragraphs(findings.texts)
        blocks = [(tuple(line.words for line in group), group[-1].box) for group in grouped]
    for lines, box in blocks:
        if len(lines) < 2 or max(len(line.split()) for line in lines[:-1]) < 2:
            continue
        lonely = len(lines[-1].split()) == 1 and len(lines[-1]) < 0.35 * max(len(line) for line in lines[:-1])
        said = f"ends in {lines[-1]!r}" if lonely else "no lonely word"
        mend = "break the lines so that two words stay together at the end" if lonely else ""
        fix = f"a fixed space before {lines[-1]!r}" if lonely else ""
        yield Ruling("orphan word", said, "at least two words", "soft", not lonely, mend, fix, box)


def logo_there(findings: Findings, against: Against) -> Iterator[Ruling]:
    """A logo of the kit is in the picture."""
    if against.kit and against.kit.logos:
        good = bool(findings.logos)
        said = ", ".join(logo.file for logo in findings.logos) or "none found"
        mend = "" if good else "put the logo in, from the kit's file and large enough to be seen"
        yield Ruling("logo", said, "one of the kit", "hard", good, mend)


def logo_use(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Each logo is large enough, in shape, in its colours, free of other things and seen on its ground."""
    kit = against.kit
    if kit is None:
        return
    by_file = {logo.file: logo for logo in kit.logos}
    for found in findings.logos:
        logo = by_file[found.file]
        box, height = found.box, found.box.height
        good = box.width >= logo.min_width - (0 if findings.exact else max(1, 0.02 * logo.min_width))
        mend = "" if good else f"make it at least {logo.min_width} px wide"
        said = f"{box.width:.0f} px wide"
        yield Ruling("logo size", said, f"at least {logo.min_width} px", "hard", good, mend, mend[8:], box)

        # Seen, it is known to a px, which is much of a low logo's height.
        slack = _STRETCH + (0 if findings.exact else 1 / max(1.0, min(box.width, height)))
        good = abs(found.stretch - 1) <= slack
        said = f"{found.stretch:.2f} of its width by height"
        mend = "" if good else "scale it by one factor on both sides"
        limit = f"1 within {slack:.0%}"
        yield Ruling("logo shape", said, limit, "hard", good, mend, mend and "its own proportions", box)

        good = found.recoloured <= _RECOLOURED
        mend = "" if good else "use the kit's file as it is"
        said = f"{found.recoloured:.0f} deltaE2000 from {found.file}"
        yield Ruling("logo colours", said, f"at most {_RECOLOURED:g}", "hard", good, mend, where=box)

        needed = logo.clear_space * height
        limit = f"at least {needed:.0f} px ({logo.clear_space:g} of its height)"
        if found.room is None:
            yield Ruling("logo clear space", "on a photograph", limit, "hard", None, "look at it", where=box)
        else:
            good = found.room >= needed * (1 if findings.exact else _ROOM) - (0 if findings.exact else 1.5)
            mend = "" if good else "move what is near it, or the logo"
            said = f"{found.room:.0f} px"
            fix = "" if good else f"{needed - found.room:.0f} px more room"
            yield Ruling("logo clear space", said, limit, "hard", good, mend, fix, box)

        good = found.contrast >= kit.rules.contrast_logo
        other = _logo_for(found.under, logo, kit)
        mend = "" if good else "use the variant for this ground, or another ground"
        fix = "" if good or other is None else f"use {other.file}"
        said = f"{found.contrast:.1f}:1 on {found.under}"
        yield Ruling("logo contrast", said, f"at least {kit.rules.contrast_logo:g}:1", "hard", good, mend, fix, box)


def safe_zone(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Texts and logos are inside what the format's channel leaves free."""
    if against.format is None or not any(against.format.safe):
        return
    top, right, bottom, left = against.format.safe
    wide, high = findings.width, findings.height
    zone = Rect(left * wide, top * high, (1 - right) * wide, (1 - bottom) * high)
    slack = 0.5 if findings.exact else _SEEN_EDGE * max(wide, high)
    things = [(_quoted(text), text.box) for text in findings.texts] + [(logo.file, logo.box) for logo in findings.logos]
    for name, box in things:
        over = max(zone.left - box.left, zone.top - box.top, box.right - zone.right, box.bottom - zone.bottom)
        good = over <= slack
        mend = "" if good else f"move it {over:.0f} px inwards"
        said = f"{name}: inside" if good else f"{name}: {over:.0f} px outside"
        yield Ruling(
            "safe zone", said, f"inside {zone.width:.0f} x {zone.height:.0f} px", "hard", good, mend, mend, box
        )


def text_share(findings: Findings, against: Against) -> Iterator[Ruling]:
    """Text covers no more of the picture than the channel lets it."""
    if against.format and against.format.text_share is not None:
        most = against.format.text_share
        covered = sum(text.box.width * text.box.height for text in findings.texts) / (findings.width * findings.height)
        good = covered <= most
        mend = "" if good else "shorten the copy, or set it beside the picture"
        limit = f"at most {most:.0%} of the picture"
        yield Ruling("copy", f"text on {covered:.0%}", limit, "hard", good, mend)


def file_size(findings: Findings, against: Against) -> Iterator[Ruling]:
    """The picture has the format's size in px and no more kilobytes than it takes."""
    wanted = against.format
    if wanted is None:
        return
    good = (findings.width, findings.height) == (wanted.width, wanted.height)
    said, limit = f"{findings.width} x {findings.height} px", f"{wanted.width} x {wanted.height} px"
    mend = "" if good else "make the file again for this format"
    yield Ruling("size", said, limit, "hard", good, mend, "" if good else f"made anew for {wanted.name}")
    if wanted.max_kb and findings.size:
        kilobytes = findings.size / 1000
        good = kilobytes <= wanted.max_kb
        mend = "" if good else "save it at a lower quality"
        fix = "" if good else f"encoded again to {wanted.max_kb} kB"
        yield Ruling("kilobytes", f"{kilobytes:.0f} kB", f"at most {wanted.max_kb} kB", "hard", good, mend, fix)


RULES: tuple[Rule, ...] = (
    palette,
    type_size,
    typeface,
    text_contrast,
    overflow,
    orphans,
    logo_there,
    logo_use,
    safe_zone,
    text_share,
    file_size,
)


def _shows_ink(text: FoundText, findings: Findings) -> bool:
    """Whether the colour of the letters can be told: thin strokes are mixed with their ground."""
    return findings.exact or text.size >= _INK_SIZE


def _quoted(text: FoundText) -> str:
    words = text.words if len(text.words) <= _WORDS else text.words[: _WORDS - 1] + "…"
    return f"“{words}”"


def _readable(under: str, kit: BrandKit | None) -> str:
    colours = [one.hex for one in kit.colours] if kit else []
    return max([*colours, *PAPER], key=lambda colour: contrast(colour, under))


def _logo_for(under: str, logo: Logo, kit: BrandKit) -> Logo | None:
    found = kit.logo("light" if contrast(under, "#ffffff") < contrast(under, "#000000") else "dark", logo.variant)
    return found if found and found.file != logo.file else None
