"""Every operation, for notebooks and workflows: ``from maquette import ops``.

Called with pictures they simply run; called in a workflow they add a step.
"""

from __future__ import annotations

from maquette.design.mockups.mock_up import mock_up
from maquette.design.scenes.shoot import shoot, trace
from maquette.design.template.compose import compose
from maquette.models.asking import edit, generate
from maquette.picture.decode import decode, open_take
from maquette.pixels.enlarge import enlarge
from maquette.pixels.export import export
from maquette.pixels.fit import fit
from maquette.pixels.grow import grow, grown_mask
from maquette.pixels.keep_outside import keep_outside
from maquette.pixels.lift import lift
from maquette.pixels.light import match_light
from maquette.pixels.matte import matte
from maquette.pixels.stage import stage

__all__ = [
    "compose",
    "decode",
    "edit",
    "enlarge",
    "export",
    "fit",
    "generate",
    "grow",
    "grown_mask",
    "keep_outside",
    "lift",
    "match_light",
    "matte",
    "mock_up",
    "open_take",
    "shoot",
    "stage",
    "trace",
]
