"""The build hook: a wheel and a source archive carry the built page.

A checkout that is installed to be worked on does not build it: `make page` does, when it is wanted. Where it cannot
be built (no network, no npm), the package is built without it, and `maquette studio` says so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import page


class PageHook(BuildHookInterface[Any]):
    """Builds the page where it is stale."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node for this build alone, where it is needed and this machine has none."""
        return [page.NODE] if page.stale(Path(self.root)) and not page.has_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, before the files are gathered."""
        root = Path(self.root)
        if version == "editable" or not page.stale(root):
            return
        try:
            page.build(root)
        except (page.NoNode, subprocess.SubprocessError, OSError) as error:
            self.app.display_warning(f"the studio's page is not in this package: {error}")
