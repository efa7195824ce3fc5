"""Caps hold, consent is asked, and what is paid for once is never paid for again."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from conformance.server import DIE, refuse, throttle
from maquette.errors import InputError
from maquette.runs.spending import ConsentNeeded
from maquette.workspace import Workspace, open_workspace

from .conftest import CARD, KEY, Command, Slow, Vendor


def ask(space: Workspace, to: Path | None = None, **rest: object) -> object:
    return space.run("generate", to=to, **{"prompt": "a kettle", "model": "toy/fixed", "yes": True, **rest})  # type: ignore[arg-type]


def test_a_plan_says_the_price_and_spends_nothing(space: Workspace, vendor: Vendor) -> None:
    steps: list[dict[str, object]] = []
    report = space.plan("generate", prompt="a kettle", model="toy/fixed", takes="3", each=steps.append)
    assert report.json["cost"]["estimated"] == ["0.15", "0.15"]
    assert [one["price"] for one in steps] == [["0.05", "0.05"]] * 3
    assert {one["model"] for one in steps} == {"toy/fixed"}
    assert not vendor.calls


def test_nothing_is_spent_without_a_word(space: Workspace, vendor: Vendor) -> None:
    with pytest.raises(ConsentNeeded, match=r"\$0\.05"):
        ask(space, yes=False)
    assert not vendor.calls
    asked = []
    report = ask(space, yes=False, ask=lambda expected: asked.append(str(expected)) or True)
    assert (asked, report.cost["settled"], len(vendor.billed)) == (["$0.05"], "0.05", 1)


def test_small_sums_may_pass_without_asking(folder: Path, vendor: Vendor) -> None:
    (folder / "maquette.toml").write_text('[spend]\nask_above = "0.10"\n')
    with open_workspace(folder) as space:
        ask(space, yes=False)
        with pytest.raises(ConsentNeeded):
            ask(space, yes=False, prompt="others", takes="3")
    assert len(vendor.billed) == 1


def test_fifty_at_once_under_a_cap_for_ten_send_ten(space: Workspace, vendor: Vendor) -> None:
    report = ask(space, takes="50", budget="0.50")
    assert len(vendor.billed) == 10
    assert report.cost["settled"] == "0.50"
    assert report.exit_code == 3
    assert {one["code"] for one in report.failures} == {"over-budget"}
    assert len(report.files) == 10


@pytest.mark.parametrize("cap", ["[spend]\nday = '0.10'", "[projects.spring]\nbudget = '0.10'"])
def test_caps_of_a_day_and_of_a_project_hold_over_runs(folder: Path, vendor: Vendor, cap: str) -> None:
    (folder / "maquette.toml").write_text(cap)
    with open_workspace(folder) as space:
        project = "spring" if "spring" in cap else None
        for prompt in ("one", "two", "three"):
            ask(space, prompt=prompt, project=project)
        assert len(vendor.billed) == 2
        assert space.spent(project=project)["all"] == "0.10"


def test_a_mistyped_cap_is_an_error_and_not_no_cap(folder: Path) -> None:
    (folder / "maquette.toml").write_text("[spend]\ndaily = '1.00'")
    with pytest.raises(InputError, match=r"there is no setting spend\.daily"):
        open_workspace(folder)


def test_a_price_that_nobody_knows_cannot_be_capped(folder: Path, vendor: Vendor) -> None:
    card = folder / "models" / "fixed.toml"
    card.write_text(card.read_text().replace('rows = [{ usd = "0.05" }]', ""))
    with open_workspace(folder) as space:
        report = ask(space, budget="5.00")
        assert (report.failures[0]["code"], report.exit_code) == ("price-unknown", 3)
        assert not vendor.billed
        assert len(ask(space).files) == 1


def test_the_same_request_from_another_workflow_after_a_restart_costs_nothing(folder: Path, vendor: Vendor) -> None:
    with open_workspace(folder) as space:
        ask(space, takes="2")
    with open_workspace(folder) as space:
        again = ask(space, takes="2")
        other = space.run("explore", prompt="a kettle", models="toy/fixed", takes="2")
    assert len(vendor.billed) == 2
    assert (again.steps["done"], other.steps["done"], other.cost["settled"]) == (0, 0, "0.00")
    assert {one["sha256"] for one in again.files} == {one["sha256"] for one in other.files}


def test_processes_that_want_the_same_step_share_one_call(folder: Path, vendor: Vendor, command: Command) -> None:
    vendor.gate.clear()
    words = ("run", "generate", "--prompt", "a kettle", "--model", "toy/fixed", "--yes", "--json")
    processes = [command(*words, "--to", f"out{number}") for number in range(4)]
    while not vendor.paid():
        assert any(process.poll() is None for process in processes)
    vendor.gate.set()
    ended = [process.wait(60) for process in processes]
    assert ended == [0, 0, 0, 0], [(process.stdout.read(), process.stderr.read()) for process in processes]  # type: ignore[union-attr]
    assert len(vendor.billed) == 1
    written = {path.read_bytes() for path in folder.glob("out*/*.png") if path.name != "contact-sheet.png"}
    assert len(written) == 1


def test_no_more_calls_at_once_than_the_provider_takes(space: Workspace, vendor: Vendor) -> None:
    ask(space, takes="30")
    assert len(vendor.billed) == 30
    assert vendor.busiest <= 8


def test_who_answers_by_id_is_busy_until_the_picture_is_there(folder: Path, slow: Slow) -> None:
    card = CARD.format(
        provider="bfl", name="two", protocol="bfl", wire="two", base=slow.url, usd="0.04", key="", terms=""
    )
    (folder / "models" / "two.toml").write_text(card.replace("[limits]", "[limits]\nconcurrency = 2"))
    slow.done.set()
    with open_workspace(folder) as space:
        ask(space, model="bfl/two", takes="4")
    assert (len(slow.billed), slow.busiest) == (4, 2)


def test_too_many_requests_is_waited_for_and_paid_once(space: Workspace, vendor: Vendor) -> None:
    vendor.next(
        throttle({"error": {"message": "slow down"}}, "0.1"), throttle({"error": {"message": "slow down"}}, "0.1")
    )
    report = ask(space)
    assert (len(vendor.paid()), len(vendor.billed), report.cost["settled"]) == (3, 1, "0.05")


@pytest.mark.parametrize(
    ("fault", "code", "state", "cost"),
    [
        (refuse(400, {"error": {"message": "no such size"}}), "bad-request", "failed", "0.00"),
        (refuse(402, {"error": {"message": "no credit"}}), "out-of-funds", "failed", "0.00"),
        (refuse(401, {"error": {"message": "expired"}}), "no-key", "failed", "0.00"),
        (refuse(500, {"error": {"message": "oops"}}), "unavailable", "failed", "0.00"),
        (DIE, "outcome-unknown", "unknown", None),
    ],
)
def test_what_fails_is_sent_once_and_shown_as_what_it_cost(
    space: Workspace, vendor: Vendor, fault: object, code: str, state: str, cost: str | None
) -> None:
    vendor.next(fault)  # type: ignore[arg-type]
    report = ask(space)
    assert [one["code"] for one in report.failures] == [code]
    assert len(vendor.paid()) == 1
    entry = space.ledger()[0]
    assert (entry["state"], entry["settled"], entry["model"]) == (state, cost, "toy/fixed")


def test_an_unknown_outcome_waits_for_a_persons_word(space: Workspace, vendor: Vendor) -> None:
    vendor.next(DIE)
    ask(space)
    assert [one["code"] for one in ask(space).failures] == ["outcome-unknown"]
    assert len(vendor.paid()) == 1
    entry = space.ledger(state="unknown")[0]
    assert "--charged or --not-charged" in entry["mend"]
    assert space.spent()["all"] == "0.05"
    with pytest.raises(InputError, match="cannot be asked"):
        space.reconcile(entry["name"])
    assert space.reconcile(entry["name"], "charged", cost="0.04")["settled"] == "0.04"
    assert len(ask(space).files) == 1
    assert space.spent()["all"] == "0.09"


def test_an_answer_that_is_no_picture_is_paid_and_said(space: Workspace, vendor: Vendor) -> None:
    vendor.next(refuse(200, {"data": [{"b64_json": "bm90IGEgcGljdHVyZQ=="}]}))
    report = ask(space)
    assert report.failures[0]["code"] == "not-an-image"
    assert space.ledger()[0]["settled"] == "0.05"


def test_a_drawing_comes_clean_and_with_what_it_looks_like(space: Workspace, vendor: Vendor, tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 6"><script>run()</script><circle r="4"/></svg>'
    vendor.next(refuse(200, {"data": [{"b64_json": base64.b64encode(svg).decode()}]}))
    report = ask(space, to=tmp_path / "out")
    assert [Path(one["path"]).name for one in report.files] == ["a-kettle.png", "a-kettle-2.svg"]
    assert [(one["width"], one["height"]) for one in report.files] == [(1024, 683)] * 2
    drawn = (tmp_path / "out" / "a-kettle-2.svg").read_text()
    assert "circle" in drawn
    assert "script" not in drawn
    assert space.gallery.look() == 2
    assert all(space.gallery.small(one["id"], 320, "webp").exists() for one in space.gallery.page().items)


def test_a_rehearsal_spends_nothing_and_is_kept_apart(space: Workspace, vendor: Vendor) -> None:
    report = ask(space, rehearse=True, yes=False, takes="2")
    assert (len(report.files), report.cost["settled"], vendor.calls) == (2, "0.00", [])
    assert space.ledger()[0]["estimated"] == ["0.05", "0.05"]
    ask(space)
    assert len(vendor.billed) == 1


def test_a_model_that_cannot_is_said_before_anything_is_sent(space: Workspace, vendor: Vendor) -> None:
    report = ask(space, transparent="yes")
    failure = report.failures[0]
    assert (failure["code"], vendor.calls) == ("unsupported", [])
    assert "it has no transparency" in failure["reason"]
    assert "models that can: " in failure["mend"]
    jpeg = ask(space, transparent="yes", file_type="jpeg", model="sandbox").failures[0]
    assert "a JPEG holds no transparency" in jpeg["reason"]
    assert "it takes 200" in ask(space, prompt="long " * 60).failures[0]["reason"]


def test_the_key_is_nowhere(folder: Path, vendor: Vendor, command: Command) -> None:
    vendor.next(refuse(401, {"error": {"message": "expired"}}))
    words = ("run", "generate", "--prompt", "a kettle", "--model", "toy/fixed", "--takes", "2", "--yes", "--to", "out")
    said = "".join(command(*words).communicate(timeout=60))
    said += "".join(command("ledger", "--json").communicate(timeout=60))
    assert "toy/fixed" in said
    assert KEY not in said
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert len(kept) > 3
    assert not [path for path in kept if KEY.encode() in path.read_bytes()]


def test_unfinished_pictures_that_cost_are_asked_for_only_as_part_of_the_price(folder: Path, vendor: Vendor) -> None:
    card = folder / "models" / "fixed.toml"
    told = (
        card.read_text()
        .replace('"references"]', '"references", "previews"]')
        .replace("[limits]", "[limits]\npreviews = 2")
    )
    card.write_text(told.replace("[price]", '[price]\nper_preview = ["0", "0.003"]'))

    def estimates(space: Workspace) -> list[list[str]]:
        return [one["estimated"] for one in space.ledger()]

    with open_workspace(folder) as space:
        plain, shown = (
            space.plan("generate", prompt="a kettle", model="toy/fixed", previews=one) for one in (False, True)
        )
        assert plain.json["cost"]["estimated"] == ["0.05", "0.05"]
        assert shown.json["cost"]["estimated"] == ["0.05", "0.056"]
        ask(space, preview=lambda *_: None)
        assert estimates(space) == [["0.05", "0.05"]]
        with pytest.raises(ConsentNeeded, match=r"\$0\.05 to \$0\.056"):
            ask(space, prompt="another", preview=lambda *_: None, previews=True, yes=False)
        order = space.order("generate", prompt="another", model="toy/fixed", previews=True, consent="0.06")
        space.carry_out(order)
        assert sorted(estimates(space)) == [["0.05", "0.05"], ["0.05", "0.056"]]
