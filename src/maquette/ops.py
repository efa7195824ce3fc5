"""Every operation, for notebooks and workflows: ``from maquette import ops``.

Called with pictures they simply run; called in a workflow they add a step.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maquette.design.handover.hand_over import hand_over
    from maquette.design.mockups.mock_up import mock_up
    from maquette.design.scenes.shoot import shoot, shoot_layers, trace
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
    from maquette.pixels.mended_matte import mended_matte
    from maquette.pixels.stage import stage

_WHERE = {
    "compose": "maquette.design.template.compose",
    "decode": "maquette.picture.decode",
    "edit": "maquette.models.asking",
    "enlarge": "maquette.pixels.enlarge",
    "export": "maquette.pixels.export",
    "fit": "maquette.pixels.fit",
    "generate": "maquette.models.asking",
    "grow": "maquette.pixels.grow",
    "grown_mask": "maquette.pixels.grow",
    "hand_over": "maquette.design.handover.hand_over",
    "keep_outside": "maquette.pixels.keep_outside",
    "lift": "maquette.pixels.lift",
    "match_light": "maquette.pixels.light",
    "matte": "maquette.pixels.matte",
    "mended_matte": "maquette.pixels.mended_matte",
    "mock_up": "maquette.design.mockups.mock_up",
    "open_take": "maquette.picture.decode",
    "shoot": "maquette.design.scenes.shoot",
    "shoot_layers": "maquette.design.scenes.shoot",
    "stage": "maquette.pixels.stage",
    "trace": "maquette.design.scenes.shoot",
}
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
    "hand_over",
    "keep_outside",
    "lift",
    "match_light",
    "matte",
    "mended_matte",
    "mock_up",
    "open_take",
    "shoot",
    "shoot_layers",
    "stage",
    "trace",
]


def __getattr__(name: str) -> Any:
    # Looked up on first use: a workflow that cuts out never pays for templates, scenes or models.
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_WHERE[name]), name)
    return value
