"""The page's own checks: its types, and the tests of its core."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "studio-web"
needs_npm = pytest.mark.skipif(
    not (shutil.which("npm") and (PAGE / "node_modules").is_dir()),
    reason="the page's packages are not installed here: npm ci --ignore-scripts in studio-web",
)


@needs_npm
@pytest.mark.parametrize("script", ["check", "test"])
def test_the_pages_sources_hold_what_they_promise(script: str) -> None:
    done = subprocess.run(["npm", "run", script], cwd=PAGE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pages_types_are_those_of_the_api() -> None:
    spec = importlib.util.spec_from_file_location("page_types", PAGE.parent / "tools" / "page_types.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.OUT.read_text("utf-8") == tool.written(), "run: python tools/page_types.py"
