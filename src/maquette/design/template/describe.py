"""Templates as lists and documents say them."""

from __future__ import annotations

from typing import Any

from maquette.design.template.model import Template


def describe(template: Template) -> dict[str, Any]:
    """Name, title, summary, the formats it is made for, its slots and shapes; ``needs`` lists what must be there."""
    return {
        "name": template.name,
        "title": template.title,
        "summary": template.summary,
        "formats": template.formats,
        "needs": ", ".join(slot.name for slot in template.slots if slot.required),
        "slots": [vars(slot) for slot in template.slots],
        "shapes": sorted({shape for layout in template.layouts for shape in layout.shapes}),
        "tags": list(template.tags),
    }
