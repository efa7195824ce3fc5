"""Lines of text that were found one by one, as the paragraphs that they make."""

from __future__ import annotations

from collections.abc import Sequence

from maquette.design.check.findings import FoundText


def paragraphs(texts: Sequence[FoundText]) -> list[list[FoundText]]:
    """Lines of one size, one colour and one edge, one under another, from top to bottom."""
    groups: list[list[FoundText]] = []
    for line in sorted(texts, key=lambda one: one.box.top):
        group = next((group for group in groups if _goes_on(group[-1], line)), None)
        if group:
            group.append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(above: FoundText, line: FoundText) -> bool:
    size = max(above.size, line.size)
    gap = line.box.top - above.box.bottom
    middle = abs(above.box.left + above.box.right - line.box.left - line.box.right) / 2
    aligned = min(abs(above.box.left - line.box.left), abs(above.box.right - line.box.right), middle) < 0.5 * size
    return min(above.size, line.size) > 0.8 * size and -0.4 * size < gap < 0.95 * size and aligned
