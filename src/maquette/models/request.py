"""What is asked of a model, the same for all of them; adapters turn it into what each one understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["generate", "edit", "extend", "erase", "upscale", "remove-background", "vectorize", "write"]
"""What is wanted. All but ``generate`` and ``write`` need an *image*; ``extend`` paints around it to fill *size*,
``erase`` takes away what the *mask* covers; ``write`` is answered in words, not in pictures."""
MediaType = Literal["image/png", "image/jpeg", "image/webp"]


@dataclass(frozen=True)
class Picture:
    """An encoded picture on its way to a provider: sRGB, upright, *width* x *height* px."""

    data: bytes = field(repr=False)
    media_type: MediaType
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The usual ending of a file of this type, without the dot."""
        return {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}[self.media_type]


class Size(NamedTuple):
    """How large the answer shall be. Exact pixels, or a ratio and a tier; an empty size is the model's choice.

    *aspect* is ``W:H`` in small whole numbers, *tier* one of ``512``, ``1K``, ``1.5K``, ``2K``, ``3K``, ``4K``.
    """

    width: int = 0
    height: int = 0
    aspect: str = ""
    tier: str = ""

    @property
    def ratio(self) -> float:
        """Width by height; 0 where it is the model's choice."""
        if self.width:
            return self.width / self.height
        across, _, down = self.aspect.partition(":")
        return float(across) / float(down) if down else 0.0

    def __str__(self) -> str:
        if self.width:
            return f"{self.width}x{self.height}"
        return "@".join(part for part in (self.aspect, self.tier) if part) or "auto"


ANY_SIZE = Size()


@dataclass(frozen=True)
class Turn:
    """An earlier turn of a conversation: what was said, and the answer that it got.

    *state* is what the provider wants back unchanged (a thought signature, an id), as its adapter left it in
    ``Answer.state``.
    """

    prompt: str
    pictures: tuple[Picture, ...] = ()
    answer: Picture | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One call to one model.

    *image* is what any other *kind* than ``generate`` works on; *mask* is a one-channel 8-bit PNG of its size,
    255 = edit. *references* guide. *count* pictures are asked for in the one call; a model may give fewer. *options*
    are the model's own settings by their own names, passed on as they are. *previews* of the unfinished picture are
    asked for where the model streams. *take* tells apart requests that are equal in everything else; it is also the
    seed's offset where the model takes a *seed*.
    """

    kind: Kind
    model: str
    prompt: str
    image: Picture | None = None
    mask: Picture | None = None
    markup: Picture | None = None
    references: tuple[Picture, ...] = ()
    size: Size = ANY_SIZE
    quality: str = ""
    count: int = 1
    transparent: bool = False
    file_type: str = "png"
    negative_prompt: str = ""
    seed: int | None = None
    take: int = 1
    previews: int = 0
    history: tuple[Turn, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture that goes with the request, the edited one first."""
        return ((self.image,) if self.image else ()) + self.references
