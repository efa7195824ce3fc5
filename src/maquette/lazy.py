"""Heavy libraries, imported when they are first used.

Planning and listing touch no pixel, so a command that only plans never pays for NumPy, OpenCV, vips or ONNX.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


class _Lazy(ModuleType):
    """Stands in for a module and becomes it at the first attribute asked for (safe from several threads)."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(self.__name__), name)
        self.__dict__[name] = value
        return value


def lazy(module: str) -> Any:
    """The named module, imported at the first attribute that is asked of it.

    Usage, so that type checkers see the real module::

        if TYPE_CHECKING:
            import numpy as np
        else:
            np = lazy("numpy")
    """
    return _Lazy(module)
