"""The facade: open a workspace, plan, run, decide, deliver. The command line, notebooks and the page all call this."""

from __future__ import annotations

from pathlib import Path

from maquette.runs.report import Event, PlanReport, RunReport
from maquette.workspace.brands import ImportedBrand
from maquette.workspace.designs import LearntLook
from maquette.workspace.jobs import Jobs
from maquette.workspace.place import INSIDE, find_workspace, init_workspace, workspace_folder

__all__ = [
    "INSIDE",
    "Event",
    "ImportedBrand",
    "LearntLook",
    "PlanReport",
    "RunReport",
    "Workspace",
    "find_workspace",
    "init_workspace",
    "open_workspace",
    "workspace_folder",
]


class Workspace(Jobs):
    """One workspace. Cheap to open; may be open in several processes at once."""


def open_workspace(folder: str | Path | None = None) -> Workspace:
    """Open the workspace in *folder*; without one, that of MAQUETTE_WORKSPACE or the one the current folder lies in.

    A folder that is none yet becomes one when something is first kept. Raises ``StoreError`` when it cannot be used.
    """
    return Workspace(workspace_folder(folder))
