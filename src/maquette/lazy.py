"""Heavy things, made when they are first used: libraries that are imported, and what a process has one of.

Planning and listing touch no pixel, so a command that only plans never pays for NumPy, OpenCV, vips or ONNX.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from functools import cache, wraps
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


_importing = threading.RLock()


class _Lazy(ModuleType):
    """Stands in for a module and becomes it at the first attribute asked for (safe from several threads)."""

    def __getattr__(self, name: str) -> Any:
        load_modules(self.__name__)
        value = getattr(importlib.import_module(self.__name__), name)
        self.__dict__[name] = value
        return value


def load_modules(*modules: str) -> None:
    """Import *modules*, one thread after another.

    Extension modules that several threads import at once may see each other half made: NumPy in OpenCV, for one.
    """
    with _importing:
        for module in modules:
            importlib.import_module(module)


def lazy(module: str) -> Any:
    """The named module, imported at the first attribute that is asked of it.

    Usage, so that type checkers see the real module::

        if TYPE_CHECKING:
            import numpy as np
        else:
            np = lazy("numpy")
    """
    return _Lazy(module)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """As ``functools.cache``, but threads that ask at the same time wait for one call instead of each making their own.

    For what costs time to make or must be alone in a process: a client, a pool, a list read from disk.
    """
    made: Any = cache(function)
    guard = threading.RLock()

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        with guard:
            found: R = made(*args, **kwargs)
            return found

    alone.cache_clear = made.cache_clear  # type: ignore[attr-defined]
    return alone
