"""The errors that people see. One small tree; each says what happened, to which input, and how to mend it.

MaquetteError
  InputError        an input cannot be used: a file, a table, a flag          (exit code 2; in a table, its row fails)
    UnreadableImage a picture that cannot be opened, or is refused at the door
  PaintError        a picture could not be painted: it took too long, or broke its painting process
  NotFound          a name that stands for nothing here (a workflow, look, channel, run)
  StoreError        the workspace cannot be read or written
  DeliveryError     a file cannot be written where it was asked for
  Interrupted       stopped on request; running again continues                (exit code 130)
"""

from __future__ import annotations

from collections.abc import Collection


class MaquetteError(Exception):
    """Something a person can do something about.

    *reason* says what happened and to what, *mend* what to do, *code* is stable and made for scripts, *about* is the
    name of the input where it is about one.
    """

    code = "error"
    exit_code = 2

    def __init__(self, reason: str, *, mend: str = "", code: str | None = None, about: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend
        self.about = about
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.reason}\n  -> {self.mend}" if self.mend else self.reason


class InputError(MaquetteError):
    """An input cannot be used as it is."""

    code = "bad-input"


class UnreadableImage(InputError):
    """A picture cannot be opened, or the door refused it (too large, too many frames, not a picture)."""

    code = "unreadable-image"


class PaintError(MaquetteError):
    """A picture could not be painted."""

    code = "paint"


class NotFound(MaquetteError):
    """A name stands for nothing here."""

    code = "not-found"


class StoreError(MaquetteError):
    """The workspace cannot be read or written."""

    code = "store"


class DeliveryError(MaquetteError):
    """A file cannot be written where it was asked for."""

    code = "delivery"


class Interrupted(MaquetteError):
    """Stopped on request. What was made is kept; running again continues."""

    code = "interrupted"
    exit_code = 130


_NAMED = 8


def there_are(names: Collection[str]) -> str:
    """What to do about a name that is like none of those that are known: the first of these, and how many more."""
    if not names:
        return "there are none yet"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"there are {', '.join(sorted(names)[:_NAMED])}{more}"
