"""Every operation, for notebooks and workflows: ``from maquette import ops``.

Called with pictures they simply run; called in a workflow they add a step.
"""

from __future__ import annotations

from maquette.design.template.compose import compose
from maquette.picture.decode import decode
from maquette.pixels.export import export
from maquette.pixels.fit import fit
from maquette.pixels.lift import lift
from maquette.pixels.light import match_light
from maquette.pixels.matte import matte
from maquette.pixels.stage import stage

__all__ = ["compose", "decode", "export", "fit", "lift", "match_light", "matte", "stage"]
