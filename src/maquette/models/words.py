"""What a text model gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from maquette.picture.image import Packed


@dataclass(frozen=True)
class Words:
    """A text as a model gave it, with what is known of it: the model, the prompt as sent, the usage, the cost."""

    text: str
    facts: dict[str, Any] = field(default_factory=dict)

    def pack(self) -> Packed:
        """As UTF-8 and the facts."""
        return Packed(self.text.encode(), self.facts)

    @classmethod
    def unpack(cls, packed: Packed) -> Words:
        """From what ``pack`` gave."""
        return cls(packed.data.decode(), packed.facts)
