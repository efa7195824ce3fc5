"""Drawings are tried once: one that never ends is refused for every copy that shows it, not waited for each time."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from pathlib import Path

from maquette.design.pool import painters
from maquette.design.sources import Source, draw_svg, is_svg, mark
from maquette.errors import InputError, MaquetteError, PaintError

TRIAL_LIMIT = 15.0
"""Seconds that one drawing may take."""

_SIDE = 1000
_guard = threading.Lock()
_found: dict[Hashable, MaquetteError | None] = {}


def try_drawings(sources: Mapping[str, Source]) -> None:
    """Draw every SVG of *sources* once in a painting process, 1000 px wide; what was tried before costs nothing.

    Raises ``InputError`` for one that is broken, reaches out, or does not end in ``TRIAL_LIMIT`` seconds
    (``slow-svg``), and remembers it.
    """
    for name, source in sources.items():
        if isinstance(source, bytes) and not is_svg(source):
            continue
        known = mark(source)
        if known not in _found:
            with _guard:
                if known not in _found:
                    _found[known] = _trial(name, source) if is_svg(source) else None
        error = _found[known]
        if error:
            raise error


def _trial(name: str, source: Source) -> MaquetteError | None:
    try:
        painters().call_within(TRIAL_LIMIT, draw_svg, source, _SIDE)
    except PaintError as error:
        told = f"{source.name if isinstance(source, Path) else name} cannot be drawn: {error.reason}"
        slow = error.code == "paint-timeout"
        mend = "simplify the drawing: fewer filters, and fewer copies of copies"
        return InputError(told, mend=mend, code="slow-svg" if slow else "hostile-svg")
    except MaquetteError as error:
        return error
    return None
