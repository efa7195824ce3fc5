"""Paths that people name: the owner's are any of this machine, everybody else's lie in the workspace."""

from __future__ import annotations

from pathlib import Path

from maquette.members import OWNER, NotAllowed, Session
from maquette.workspace import INSIDE, Workspace


def own_path(workspace: Workspace, session: Session, text: str) -> Path:
    """The path *text*, from the workspace's folder. Raises ``NotAllowed`` where that is not theirs to name."""
    folder = workspace.folder.resolve()
    path = (folder / text).resolve()
    if session.member == OWNER:
        return path
    inside = path.is_relative_to(folder) and not path.is_relative_to(folder / INSIDE)
    if not inside:
        raise NotAllowed(f"{text[:200]!r} is not in this workspace", mend="upload the file, then name it by its path")
    return path
