"""Meshes for the path tracer: closed things look outward, and their files hold what they should."""

from __future__ import annotations

import numpy as np
import pytest

from maquette.design.scenes import meshes
from maquette.design.scenes.meshes import Mesh

CLOSED = {
    "box": meshes.rounded_box(2, 1, 0.4, 0.05),
    "plate": meshes.rounded_plate(2, 1, 0.2, 0.1, 0.03),
    "column": meshes.column(1, 0.5),
}


def faces(mesh: Mesh) -> np.ndarray:
    one, two, three = (mesh.points[mesh.triangles[:, corner]] for corner in range(3))
    return np.cross(two - one, three - one)


@pytest.mark.parametrize("name", CLOSED)
def test_closed_things_look_outward(name: str) -> None:
    mesh = CLOSED[name]
    middle = (mesh.points.max(0) + mesh.points.min(0)) / 2
    assert (((mesh.points - middle) * mesh.normals).sum(axis=1) > -1e-6).all()
    assert ((faces(mesh) * mesh.normals[mesh.triangles].mean(axis=1)).sum(axis=1) > -1e-12).all()
    assert np.linalg.norm(mesh.normals, axis=1) == pytest.approx(1, abs=1e-3)


def test_a_box_has_its_size_and_a_panel_faces_the_camera() -> None:
    box = CLOSED["box"]
    assert box.points.max(0) - box.points.min(0) == pytest.approx([2, 1, 0.4])
    assert meshes.panel(1, 1).normals == pytest.approx(np.tile([0, 0, 1], (4, 1)))
    assert meshes.ground(1, 1).normals == pytest.approx(np.tile([0, 1, 0], (4, 1)), abs=1e-9)


def test_a_file_holds_every_point_and_triangle() -> None:
    mesh = meshes.joined(meshes.panel(1, 1), meshes.panel(1, 1).moved((0, 0, 1)))
    data = mesh.ply()
    head, _, body = data.partition(b"end_header\n")
    assert b"element vertex 8" in head
    assert b"element face 4" in head
    assert len(body) == 8 * 8 * 4 + 4 * 13
