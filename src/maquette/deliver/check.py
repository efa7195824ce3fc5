"""A finished picture held against a brand, a format, a look and a channel's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.channels import Channel, Facts, check_channel
from maquette.errors import MaquetteError

if TYPE_CHECKING:
    from maquette.deliver.findings import KnownLogos
    from maquette.design.brand.kit import BrandKit
    from maquette.design.formats import Format
    from maquette.picture.image import File, Image
    from maquette.picture.probe import Probe
    from maquette.pixels.look import Look

SOFT = "soft"


@dataclass(frozen=True)
class CheckedPicture:
    """Every rule's verdict on one picture. *accepted* when no rule that binds is broken.

    Of the rules that could be told, *tested*, so many *passed*.
    """

    name: str
    accepted: bool
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, str] | None = None
    passed: int = 0
    tested: int = 0


@dataclass(frozen=True)
class Held:
    """What pictures are held against; every part may be missing."""

    look: Look | None = None
    channel: Channel | None = None
    brand: BrandKit | None = None
    format: Format | None = None


def check_picture(path: Path, held: Held, known: KnownLogos, layout: Mapping[str, Any] | None = None) -> CheckedPicture:
    """Measure the picture at *path* and judge it. A picture that cannot be read is not accepted.

    *layout* is what is known of one that was laid out here.
    """
    from maquette.picture.decode import decode
    from maquette.picture.probe import probe

    try:
        picture, header = decode(path), probe(path)
    except MaquetteError as error:
        told = {"code": error.code, "reason": error.reason, "mend": error.mend}
        return CheckedPicture(str(path), accepted=False, error=told)
    size = path.stat().st_size
    verdicts = [*_of_look(picture, header, size, held), *_of_design(picture, size, held, known, layout)]
    return _judged(str(path), verdicts)


def _judged(name: str, verdicts: list[dict[str, Any]]) -> CheckedPicture:
    told_of = [verdict for verdict in verdicts if verdict["passed"] is not None]
    broken = [verdict for verdict in told_of if not verdict["passed"] and verdict.get("strength") != SOFT]
    passed = sum(verdict["passed"] for verdict in told_of)
    return CheckedPicture(name, not broken, verdicts, None, passed, len(told_of))


def check_made(made: File, held: Held, name: str) -> CheckedPicture:
    """As ``check_picture``, for a picture that was laid out here and is no file yet."""
    from maquette.deliver.findings import draw_logos
    from maquette.picture.decode import read

    picture = read(made.data, name)
    verdicts = list(_of_design(picture, len(made.data), held, draw_logos(held.brand), made.layout))
    return _judged(name, verdicts)


def _of_look(picture: Image, header: Probe, size: int, held: Held) -> Iterator[dict[str, Any]]:
    from maquette.pixels.check import check
    from maquette.pixels.measure import measure

    if held.look is None and held.channel is None:
        return
    measures = measure(picture)
    if held.look is not None:
        for seen in check(measures, held.look):
            yield {"of": held.look.name, **asdict(seen)}
    if held.channel is not None:
        facts = Facts(
            header.width,
            header.height,
            size,
            header.format,
            header.frames,
            background=measures.background,
            product_share=measures.fill,
            colour_mode=header.mode.lower(),
        )
        for verdict in check_channel(held.channel, facts, datetime.now(UTC).date()):
            yield {"of": held.channel.name, **asdict(verdict)}


def _of_design(
    picture: Image, size: int, held: Held, known: KnownLogos, layout: Mapping[str, Any] | None
) -> Iterator[dict[str, Any]]:
    from maquette.deliver.findings import look_at
    from maquette.design.check.rules import Against, judge

    if held.brand is None and held.format is None:
        return
    names = [one.name for one in (held.brand, held.format) if one]
    for ruling in judge(look_at(picture, known, size=size, layout=layout), Against(held.brand, held.format)):
        yield {"of": " + ".join(names), **asdict(ruling)}
