"""Maquette: the workspace where teams make images with any model or none, and can trust what is around the picture.

>>> from maquette import open_workspace, ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maquette import ops as ops
    from maquette.workspace import Workspace as Workspace
    from maquette.workspace import open_workspace as open_workspace

__version__ = "0.1.0"
__all__ = ["Workspace", "__version__", "open_workspace", "ops"]


def __getattr__(name: str) -> Any:
    # Looked up on first use: `import maquette` must stay far under the 0.3 s that it is allowed.
    if name in ("Workspace", "open_workspace"):
        from maquette import workspace

        return getattr(workspace, name)
    if name == "ops":
        import importlib

        return importlib.import_module("maquette.ops")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
