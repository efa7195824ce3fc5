"""Previews of a look on photos, made in warm processes of their own."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError, MaquetteError
from maquette.picture.image import Packed

if TYPE_CHECKING:
    from maquette.design.pool import Pool
    from maquette.pixels.look import Look
    from maquette.store import Store

MOST = 12
SIDE = 480
_MEGABYTES = 900


@functools.cache
def pool() -> Pool:
    """Two processes for looking at pictures, started when first needed."""
    from maquette.design.pool import Pool

    pool = Pool(2, memory_limit=_MEGABYTES)
    atexit.register(pool.close)
    return pool


def preview_look(store: Store, look: Look, photos: Sequence[Path], side: int = SIDE) -> list[bytes]:
    """Each of the *photos* in that *look*, as a WebP of *side* x *side* px. Nothing is kept.

    Raises ``InputError`` for more than a dozen photos, or for one that is refused.
    """
    from maquette.pixels.preview import preview

    if not 1 <= len(photos) <= MOST:
        raise InputError(f"{len(photos)} photos cannot be shown", mend=f"name 1 to {MOST}", code="bad-value")
    sources = store.sources.look_up(photos)
    asked = []
    for photo in photos:
        source = sources[photo]
        if isinstance(source, MaquetteError):
            raise source
        if source.refusal:
            raise InputError(source.refusal["reason"], mend=source.refusal["mend"], code=source.refusal["code"])
        key, kept = _cutout(store, source.digest, photo)
        asked.append((photo, key, kept, look, side))
    with ThreadPoolExecutor(pool().size, "preview") as threads:
        return list(threads.map(lambda one: pool().call(preview, *one), asked))


def changed(look: Look, values: dict[str, Any]) -> Look:
    """The *look* with other *values*. Raises ``InputError`` that names the one that is wrong."""
    from maquette.pixels.look import from_toml, to_toml

    known = {one.name for one in fields(look)} - {"name", "rules"}
    for name in values:
        if name not in known:
            raise InputError(f"a look has no {name!r}", mend=f"it has {', '.join(sorted(known))}", about=name)
    try:
        # Written and read, so that every value passes the checks of a look's file.
        return from_toml(to_toml(replace(look, **values)), look.name)
    except (TypeError, ValueError) as error:
        raise InputError(f"look {look.name}: {error}", mend="numbers are numbers, colours #rrggbb") from error


def _cutout(store: Store, digest: str, photo: Path) -> tuple[str, Packed | None]:
    """The key of the photo's cut-out, and the cut-out itself where some run has made it."""
    from maquette import ops
    from maquette.graph import Leaf
    from maquette.runs.inputs import read_area

    said = store.mends.get(digest) or {"mask": "", "box": ""}
    if mask := said["mask"]:
        painted = ops.decode.step(Leaf(mask, str(store.blobs.path(mask))))
        step = ops.mended_matte.step(ops.decode.step(Leaf(digest, str(photo))), painted)
        made = store.results.get(step.key)
        if made is not None and store.blobs.has(made.asset):
            return step.key, Packed(store.blobs.get(made.asset), made.facts)
    box = read_area(said["box"]) if said["box"] else None
    for quality in ("fine", "standard", "draft"):
        step = ops.matte.step(ops.decode.step(Leaf(digest, str(photo))), box=box, quality=quality)
        made = store.results.get(step.key)
        if made is not None and store.blobs.has(made.asset):
            return step.key, Packed(store.blobs.get(made.asset), made.facts)
    return digest, None
