"""Keys: equal for equal requests, different for different ones, in every process."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.graph import Leaf, canonical, digest, op

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@op(version=1, cost="heavy")
def paint(source: object, *, size: float = 1.0, names: tuple[str, ...] = ()) -> int:
    return 0


@op(version=2, cost="heavy")
def repaint(source: object, *, size: float = 1.0) -> int:
    return 0


LEAF = Leaf("a" * 64, "a.jpg")


@given(plain)
def test_canonical_form_is_stable(value: object) -> None:
    once = canonical(value)
    assert canonical(once) == once
    assert digest(once) == digest(canonical(value))


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_order_of_a_mapping_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(list(value.items())))
    assert digest(canonical(value)) == digest(canonical(turned))


@given(plain, plain)
def test_different_meanings_have_different_keys(one: object, two: object) -> None:
    same = canonical(one) == canonical(two) and repr(canonical(one)) == repr(canonical(two))
    assert (digest(canonical(one)) == digest(canonical(two))) == same


def test_saying_a_default_changes_no_key() -> None:
    assert paint.step(LEAF).key == paint.step(LEAF, size=1.0, names=()).key


def test_a_whole_number_for_a_float_is_the_same_request() -> None:
    assert paint.step(LEAF, size=2).key == paint.step(LEAF, size=2.0).key


def test_the_path_of_a_leaf_is_not_in_the_key() -> None:
    assert paint.step(LEAF).key == paint.step(Leaf(LEAF.key, "elsewhere/b.jpg")).key


@pytest.mark.parametrize(
    "other",
    [
        paint.step(LEAF, size=2),
        paint.step(Leaf("b" * 64, "a.jpg")),
        paint.step(LEAF, names=("x",)),
        repaint.step(LEAF),
    ],
    ids=["parameter", "input", "list", "operation"],
)
def test_whatever_changes_the_result_changes_the_key(other: object) -> None:
    assert paint.step(LEAF).key != other.key  # type: ignore[attr-defined]


def test_what_an_operation_also_depends_on_is_in_the_key() -> None:
    weights = {"weights": "one"}

    @op(version=1, also=lambda size: dict(weights))
    def cut(source: object, *, size: float = 1.0) -> int:
        return 0

    before = cut.step(LEAF).key
    weights["weights"] = "two"
    assert cut.step(LEAF).key != before


def test_keys_are_the_same_in_another_process() -> None:
    code = (
        "from maquette.graph import op, Leaf\n"
        "@op(version=1, cost='heavy')\n"
        "def paint(source: object, *, size: float = 1.0, names: tuple = ()) -> int: return 0\n"
        "print(paint.step(Leaf('a'*64, 'x'), size=3).key)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == paint.step(LEAF, size=3).key


class Tone(Enum):
    WARM = "warm"


@dataclass(frozen=True)
class Look:
    tone: Tone
    fill: float


def test_dataclasses_and_enums_have_a_plain_form() -> None:
    assert canonical(Look(Tone.WARM, -0.0)) == {"tone": "warm", "fill": 0.0}


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), object(), {"x": lambda: None}])
def test_what_can_never_be_found_again_is_refused(bad: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(bad)
