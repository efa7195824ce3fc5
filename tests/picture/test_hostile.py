"""Every file of a collection of malformed pictures ends in a picture or in a reasoned refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maquette.picture.decode import decode, probe

CHILD = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
from maquette.errors import UnreadableImage
from maquette.picture.decode import decode
for path in map(str.rstrip, sys.stdin):
    start = time.process_time()
    try:
        shape = decode(path).pixels.shape
        ended = {"picture": shape}
    except UnreadableImage as error:
        ended = {"code": error.code, "named": path in error.reason, "mend": error.mend}
    print(json.dumps({"path": path, "seconds": time.process_time() - start, **ended}), flush=True)
"""
SECONDS = 5


def collection() -> Path | None:
    given = os.environ.get("MAQUETTE_HOSTILE_FILES")
    places = [Path(given)] if given else [p / "shared/data/hostile" for p in Path(__file__).resolve().parents]
    return next((place for place in places if place.is_dir()), None)


@pytest.fixture(scope="module")
def folder() -> Path:
    found = collection()
    if found is None:
        pytest.skip("no collection of hostile files here: set MAQUETTE_HOSTILE_FILES to a folder of them")
    return found


def test_heic_is_read(folder):
    photo = folder / "willow/tree.heic"
    if not photo.exists():
        pytest.skip("the collection holds no willow/tree.heic")
    found, picture = probe(photo), decode(photo)
    assert found.format == "heic"
    assert (found.width, found.height) == (picture.width, picture.height)
    assert picture.pixels.std() > 20


def test_every_hostile_file_ends_well(folder):
    files = sorted(str(path) for path in folder.rglob("*") if path.is_file())
    done = subprocess.run(
        [sys.executable, "-c", CHILD], input="\n".join(files), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    ended = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["path"] for one in ended] == files
    for one in ended:
        assert "picture" in one or (one["code"] and one["named"] and one["mend"]), one
        assert one["seconds"] < SECONDS, one
