"""A brand kit is begun, filled, seen and kept, while somebody else changes it too."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1" fill="#204060"/></svg>'


def test_a_kit_is_changed_in_two_tabs_and_nobody_loses(open_page: Any, watched: Any, studio: Any) -> None:
    page: Page = open_page("brands")
    page.get_by_role("button", name="Import a brand").click()
    page.get_by_label("Name").fill("Studio Nord")
    page.get_by_role("button", name="Begin an empty kit").click()
    expect(page.get_by_role("heading", name="Studio Nord")).to_be_visible()
    specimen = page.get_by_role("img", name="1080x1080")
    before = specimen.get_attribute("src") or ""

    page.get_by_label("Colour blue, hex").fill("#0a7")
    expect(specimen).not_to_have_attribute("src", before)
    page.get_by_role("button", name="Add a colour").click()
    page.keyboard.type("coral")
    page.get_by_label("Role of coral").select_option("primary")
    expect(page.get_by_label("Role of blue")).to_have_value("")
    page.get_by_role("button", name="Move coral: drag").press("ArrowUp")
    page.get_by_role("button", name="Add a face").click()
    page.get_by_label("Family 1").select_option("Fraunces")
    page.get_by_label("Bring files").set_input_files(
        {"name": "nord.svg", "mimeType": "image/svg+xml", "buffer": LOGO.encode()}
    )
    expect(page.get_by_label("Kind of nord.svg")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Kind of nord.svg")).to_be_hidden()
    page.keyboard.press("Control+Shift+z")

    other: Page = open_page("brands/kits/Studio%20Nord")
    other.get_by_label("Tone").fill("dry")
    page.reload()
    expect(page.get_by_label("Colour blue, hex")).to_have_value("#00aa77")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Studio Nord is saved").first).to_be_visible()

    watched.pardoned = ["409"]
    other.get_by_role("button", name="Save").click()
    told = other.get_by_role("alert")
    expect(told).to_contain_text("colours, type, logos")
    expect(other.get_by_label("Tone")).to_have_value("dry")
    other.get_by_role("button", name="Keep mine, with theirs").click()
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Studio Nord is saved").first).to_be_visible()

    text = (studio.folder / "brands" / "Studio Nord" / "brand.toml").read_text()
    assert text.index("coral") < text.index("blue")
    for said in ('tone = "dry"', 'hex = "#00aa77"', 'family = "Fraunces"', 'file = "logos/nord.svg"'):
        assert said in text
