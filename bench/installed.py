"""What an installation takes on the disk, without weights, extras and what tests need, beside rembg's.

Both into environments of their own, from the lock file's versions where we name them, files counted as they are long.

    python bench/installed.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST = 12
MEGABYTE = 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        ours, theirs = Path(place) / "ours", Path(place) / "rembg"
        uv("sync", "--frozen", "--no-dev", "--no-editable", project=ours)
        uv("venv", str(theirs), project=theirs)
        uv("pip", "install", "--python", str(theirs), f"rembg[cpu,cli]=={version('rembg')}", project=theirs)
        weights = sum(size for path, size in files(ours) if "weights" in path.parts)
        print(f"maquette  {(total(ours) - weights) / MEGABYTE:4.0f} MB, and {weights / MEGABYTE:.0f} MB of weights")
        print(f"rembg     {total(theirs) / MEGABYTE:4.0f} MB, its weights not fetched")
        print("largest of ours: ", end="")
        print(", ".join(f"{name} {size / MEGABYTE:.0f}" for name, size in by_package(ours).most_common(LARGEST)))


def uv(*words: str, project: Path) -> None:
    command = [str(Path(sys.executable).parent / "uv"), *words, "--quiet"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(project)}, check=True)


def files(environment: Path) -> list[tuple[Path, int]]:
    """Each file, by its path in the environment, with its length in bytes; caches of Python's are none of it."""
    found = (path for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
    return [(path.relative_to(environment), path.stat().st_size) for path in found if path.suffix != ".pyc"]


def total(environment: Path) -> int:
    return sum(size for _, size in files(environment))


def by_package(environment: Path) -> Counter[str]:
    """Bytes by what lies in site-packages, libraries with the package that brings them."""
    sizes = Counter[str]()
    for path, size in files(environment):
        if "site-packages" in path.parts:
            inside = path.parts[path.parts.index("site-packages") + 1]
            sizes[inside.split(".")[0].removeprefix("_")] += size
    return sizes


if __name__ == "__main__":
    main()
