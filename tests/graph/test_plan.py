"""The plan: exactly what is missing, with its reasons, and early cut-off by content."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from maquette.graph import Leaf, Ref, Step, changes, early_keys, kept_steps, op, plan, recipe


@op(version=1, cost="cheap")
def light(source: object, *, gain: float = 1.0) -> int:
    return 0


@op(version=1, cost="heavy")
def cut(source: object, *, quality: str = "standard") -> int:
    return 0


@op(version=1, cost="heavy")
def place(one: object, two: object = None, *, margin: float = 0.1) -> int:
    return 0


def chain(margin: float = 0.1, quality: str = "standard", gain: float = 1.0) -> Step:
    photo = light.step(Leaf("a" * 64, "a.jpg"), gain=gain)
    return place.step(light.step(cut.step(photo, quality=quality)), margin=margin)


@st.composite
def graphs(draw: st.DrawFn) -> list[Ref]:
    refs: list[Ref] = [Leaf(f"{number:064x}", str(number)) for number in range(draw(st.integers(1, 3)))]
    for number in range(draw(st.integers(1, 8))):
        operation = draw(st.sampled_from([light, cut, place]))
        inputs = [draw(st.sampled_from(refs)) for _ in range(2 if operation is place else 1)]
        params = {"margin": float(number)} if operation is place else {}
        refs.append(operation.step(*inputs, **params))  # type: ignore[attr-defined]
    return refs


def kept_inputs(step: Step) -> Iterator[Step]:
    """The nearest kept steps that *step* is made of."""
    for ref in step.inputs.values():
        if isinstance(ref, Step):
            yield from [ref] if ref.kept else kept_inputs(ref)


@given(graphs(), st.data())
def test_plan_is_complete_minimal_and_in_order(refs: list[Ref], data: st.DataObject) -> None:
    ends = [ref for ref in refs if isinstance(ref, Step)][-2:]
    kept = kept_steps(ends)
    made = {step.key: "x" for step in kept if data.draw(st.booleans())}
    planned = plan(ends, made)
    keys = [one.step.key for one in planned]
    assert len(keys) == len(set(keys))
    done = set(made)
    for one in planned:
        assert (one.state == "cached") == (one.step.key in made)
        if one.state == "to_do":
            # What lies below an input that is there already may come later, for somebody else.
            assert not [ref for ref in kept_inputs(one.step) if ref.key not in done], "an input comes after its user"
        done.add(one.step.key)
    for end in ends:
        if end.kept:
            assert end.key in done


@given(graphs())
def test_everything_made_means_nothing_to_do(refs: list[Ref]) -> None:
    ends = [ref for ref in refs if isinstance(ref, Step) and ref.kept]
    made = {step.key: "x" for step in kept_steps(ends)}
    assert all(one.state == "cached" for one in plan(ends, made))


def test_a_changed_margin_runs_no_cut_out_again() -> None:
    made = {step.key: "x" for step in kept_steps([chain()])}
    planned = plan([chain(margin=0.2)], made)
    assert [(one.step.op.name, one.state) for one in planned] == [("cut", "cached"), ("place", "to_do")]


def test_changed_back_nothing_runs() -> None:
    made = {step.key: "x" for margin in (0.1, 0.2) for step in kept_steps([chain(margin)])}
    assert [one.state for one in plan([chain(0.1)], made)] == ["cached"]


def test_an_ancestor_that_comes_out_the_same_stops_the_change() -> None:
    before, now = chain(quality="standard"), chain(quality="fine")
    old_cut, new_cut = kept_steps([before])[0], kept_steps([now])[0]
    shallow = early_keys([before], {old_cut.key: "same bytes"})
    assert early_keys([now], {new_cut.key: "same bytes"})[now.key] == shallow[before.key]
    assert early_keys([now], {new_cut.key: "other bytes"})[now.key] != shallow[before.key]
    assert early_keys([now], {}) == {}


def test_reasons_name_the_value_that_changed() -> None:
    before, now = chain(margin=0.1), chain(margin=0.2)
    assert changes(recipe(before), recipe(now)) == ["place margin: 0.1 -> 0.2"]
    cuts = [kept_steps([chain(gain=gain)])[0] for gain in (1.0, 2.0)]
    assert changes(recipe(cuts[0]), recipe(cuts[1])) == ["light gain: 1.0 -> 2.0"]
    assert changes(recipe(before), recipe(chain(quality="fine"))) == ["cut was made again"]
    assert changes(recipe(before), recipe(before)) == []


def test_called_with_values_an_operation_simply_runs() -> None:
    assert light(3, gain=2.0) == 0
