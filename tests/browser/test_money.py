"""What costs money asks first, is written down, and is brought to an end when nobody knows how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from served import Served, copied

from conformance.server import DIE
from money.conftest import CARD, KEY, Vendor


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with Vendor() as server:
        yield server


@pytest.fixture(scope="module")
def own_studio(filled: Path, tmp_path_factory: pytest.TempPathFactory, vendor: Vendor) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("money") / "atelier"
    copied(filled, folder)
    (folder / "models").mkdir()
    card = {"provider": "toy", "name": "fixed", "protocol": "openai_compatible", "wire": "fixed", "base": vendor.url}
    more = {"usd": "0.05", "key": 'key_variable = "TOY_KEY"', "terms": '[terms]\noutputs_commercial = "yes"'}
    (folder / "models" / "fixed.toml").write_text(CARD.format(**card, **more))
    served = Served(folder, environment={"TOY_KEY": KEY})
    served.start()
    yield served
    served.stop()


def asked(page: Page, prompt: str, takes: int = 1) -> None:
    page.get_by_role("textbox", name="Prompt").fill(prompt)
    page.get_by_role("button", name="Change").click()
    page.get_by_role("searchbox", name="Find a model").fill("toy/fixed")
    page.get_by_role("dialog").get_by_role("option").first.click()
    page.get_by_role("spinbutton", name="Takes").fill(str(takes))


def made(page: Page, prompt: str) -> Locator:
    return page.get_by_role("region", name="Results").get_by_role("article").filter(has_text=prompt)


@pytest.fixture(autouse=True)
def asks(watched: Any) -> None:
    """That it costs something is an answer like any other, but browsers note it as an error."""
    watched.pardoned += ["402"]


def test_a_run_that_costs_asks_first_and_stands_in_the_ledger(open_own: Any, vendor: Vendor) -> None:
    page = open_own("make/generate")
    asked(page, "a green chair", 2)
    expect(page.get_by_role("form").get_by_text("$0.10")).to_be_visible()
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Spend $0.10?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("a green chair")
    assert not vendor.billed
    page.get_by_role("button", name="Make").click()
    dialog.get_by_role("button", name="Spend $0.10").click()
    expect(made(page, "a green chair").locator("a img")).to_have_count(2)
    assert len(vendor.billed) == 2
    page.goto(f"{page.url.split('#')[0]}#/runs?tab=money")
    expect(page.get_by_role("row").filter(has_text="a green chair").filter(has_text="$0.05")).to_have_count(2)


def test_a_call_whose_end_nobody_knows_is_brought_to_an_end(open_own: Any, vendor: Vendor) -> None:
    vendor.next(DIE)
    page = open_own("make/generate")
    asked(page, "a lost letter")
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").get_by_role("button", name="Spend $0.05").click()
    expect(made(page, "a lost letter").get_by_text("outcome is unknown")).to_be_visible()
    made(page, "a lost letter").get_by_role("button", name="Resolve").click()
    page.get_by_role("row").filter(has_text="a lost letter").get_by_role("button", name="Resolve").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("$0.05")
    dialog.get_by_role("button", name="It was not charged").click()
    expect(page.get_by_text("No calls here")).to_be_visible()
    page.get_by_role("link", name="Home").last.click()
    expect(page.get_by_text("1 result to review")).to_be_visible()
    expect(page.get_by_text("unknown outcome")).to_have_count(0)


def test_budgets_hold_and_two_who_write_them_at_once_lose_nothing(open_own: Any, watched: Any) -> None:
    watched.pardoned += ["409"]
    page, other = open_own("settings/budgets"), open_own("settings/budgets")
    other.get_by_role("textbox", name="A day").fill("9.00")
    page.get_by_role("textbox", name="New project").fill("autumn")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("textbox", name="autumn").fill("0.02")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("status").filter(has_text="Somebody else changed this meanwhile.")).to_be_visible()
    expect(other.get_by_role("textbox", name="autumn")).to_have_value("0.02")
    expect(other.get_by_role("textbox", name="A day")).to_have_value("9.00")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.goto(f"{page.url.split('#')[0]}#/make/generate")
    asked(page, "a red leaf")
    page.get_by_role("button", name="Project").click()
    page.get_by_role("button", name="autumn").click()
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").get_by_role("button", name="Spend $0.05").click()
    expect(made(page, "a red leaf").get_by_text("the cap of the project autumn is $0.02")).to_be_visible()
