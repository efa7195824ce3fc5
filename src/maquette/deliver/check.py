"""A finished picture held against a look and a channel's rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from maquette.design.channels import Channel, Facts, check_channel
from maquette.errors import MaquetteError
from maquette.pixels.look import Look

SOFT = "soft"


@dataclass(frozen=True)
class CheckedPicture:
    """Every rule's verdict on one picture. *accepted* when no rule that binds is broken."""

    name: str
    accepted: bool
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, str] | None = None


def check_picture(path: Path, look: Look | None, channel: Channel | None) -> CheckedPicture:
    """Measure the picture at *path* and judge it. A picture that cannot be read is not accepted."""
    from maquette.picture.decode import decode
    from maquette.picture.probe import probe
    from maquette.pixels.check import accepted, check
    from maquette.pixels.measure import measure

    try:
        picture, header = decode(path), probe(path)
    except MaquetteError as error:
        told = {"code": error.code, "reason": error.reason, "mend": error.mend}
        return CheckedPicture(str(path), accepted=False, error=told)
    measures = measure(picture)
    verdicts: list[dict[str, Any]] = []
    good = True
    if look is not None:
        judged = check(measures, look)
        good = accepted(judged)
        verdicts += [{"of": look.name, **asdict(verdict)} for verdict in judged]
    if channel is not None:
        facts = Facts(
            header.width,
            header.height,
            path.stat().st_size,
            header.format,
            header.frames,
            background=measures.background,
            product_share=measures.fill,
            colour_mode=header.mode.lower(),
        )
        for verdict in check_channel(channel, facts, datetime.now(UTC).date()):
            verdicts.append({"of": channel.name, **asdict(verdict)})
            good = good and (verdict.passed is not False or verdict.strength == SOFT)
    return CheckedPicture(str(path), good, verdicts)
