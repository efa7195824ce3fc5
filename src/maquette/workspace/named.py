"""The named things that the inputs of a job speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maquette.design.channels import Channel
from maquette.design.formats import Format
from maquette.errors import InputError
from maquette.workspace.asking import Asking

if TYPE_CHECKING:
    from maquette.design.brand.kit import BrandKit
    from maquette.design.template.model import Template
    from maquette.models.cards import Card
    from maquette.models.prompts import Phrasing
    from maquette.models.routing import ModelChoice
    from maquette.pixels.look import Look
    from maquette.workspace.jobs import Jobs


@dataclass(frozen=True)
class Named:
    """The named things of a workspace, as one job may speak of them."""

    workspace: Jobs
    asking: Asking

    @property
    def cards(self) -> Mapping[str, Card]:
        """Every model's card by its name."""
        return self.workspace.cards

    def phrasing(self, name: str) -> Phrasing:
        """What is added to every prompt: ``workspace``, ``none``, ``brand:NAME`` or ``look:NAME``.

        Fragments of the workspace are there in any case. Raises ``InputError`` and ``NotFound``.
        """
        from maquette.models.prompts import Phrasing

        kind, _, which = name.partition(":")
        fragments = self.workspace.settings.fragments
        if kind == "none" and not which:
            return Phrasing(fragments)
        if kind == "workspace" and not which:
            styles = self.workspace.settings.project(self.asking.project).style, self.workspace.settings.style
            return Phrasing(fragments, ", ".join(filter(None, styles)))
        if kind == "brand" and which:
            return Phrasing(fragments, self.workspace.brand(which).in_words)
        if kind == "look" and which:
            return Phrasing(fragments, self.workspace.look(which).in_words)
        raise InputError(
            f"--phrasing cannot be {name!r}", mend="say workspace, none, brand:NAME or look:NAME", code="bad-value"
        )

    def model(self, name: str) -> ModelChoice:
        """The model of that name or alias, or ``auto``."""
        return self.workspace.model(name, self.asking)

    def picture(self, name: str) -> Path:
        """Where the picture of the workspace lies that ``asset:HASH`` or ``run:RUN/ROW`` names."""
        return self.workspace.picture(name)

    def look(self, name: str) -> Look:
        """The look of that name, or in that file."""
        return self.workspace.look(name)

    def formats(self, name: str) -> list[Format]:
        """The format of that name, or those of the group of that name."""
        return self.workspace.formats(name)

    def channel(self, name: str) -> Channel:
        """The channel of that name."""
        return self.workspace.channel(name)

    def brand(self, name: str) -> BrandKit:
        """The brand kit of that name, or in that folder."""
        return self.workspace.brand(name)

    def template(self, name: str) -> Template:
        """The template of that name, or in that file."""
        return self.workspace.template(name)
