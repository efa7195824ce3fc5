from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

from maquette.design.brand.importing import ImportedKit, import_kit
from maquette.errors import InputError, NotFound

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">{}</svg>'
BARS = '<rect width="20" height="30" fill="{0}"/><rect x="35" width="20" height="30" fill="{0}"/>'


def font(path: Path, family: str, weight: int, letters: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> Path:
    builder = FontBuilder(1000)
    names = [".notdef", *(f"g{ord(letter)}" for letter in letters)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"g{ord(letter)}" for letter in letters})
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for x, y in ((0, 0), (0, 700), (500, 700), (500, 0)):
        (pen.moveTo if (x, y) == (0, 0) else pen.lineTo)((x, y))
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=weight)
    builder.setupPost()
    builder.font.flavor = "woff2" if path.suffix == ".woff2" else None
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(str(path))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    brand = tmp_path / "acme brand"
    (brand / "logo").mkdir(parents=True)
    (brand / "tokens.json").write_text(
        json.dumps(
            {"color": {"sea": {"value": "#0a5a7a"}, "sand": {"value": "#fffaf0"}, "brand": {"value": "{color.sea}"}}}
        )
    )
    (brand / "logo" / "acme-logo.svg").write_text(SVG.format(BARS.format("#0a5a7a") + "<script>x()</script>"))
    (brand / "logo" / "acme-logo-white.svg").write_text(SVG.format(BARS.format("#ffffff")))
    (brand / "logo" / "acme-logo-copy.svg").write_text(SVG.format(BARS.format("#ffffff")))
    (brand / "logo" / "acme-logomark.svg").write_text(SVG.format('<rect width="20" height="30" fill="#c43"/>'))
    (brand / "logo" / "bomb-logo.svg").write_text('<!DOCTYPE s [<!ENTITY a "&b;">]><svg>&a;</svg>')
    (brand / "icons").mkdir()
    (brand / "icons" / "arrow.svg").write_text(SVG.format(""))
    font(brand / "fonts" / "bold.woff2", "Acme Sans", 700)
    font(brand / "fonts" / "plain.ttf", "Acme Sans", 400)
    font(brand / "fonts" / "greek.woff2", "Acme Sans", 400, "ΑΒΓ")
    (brand / "guide.md").write_text("# ACME logo\n\n- Don't bend it.\n\nKeep the logomark at least 24px wide.\n")
    return brand


@pytest.fixture
def made(folder: Path) -> ImportedKit:
    return import_kit([folder], "acme")


def test_colours_come_with_roles_and_the_reason(made: ImportedKit) -> None:
    assert [(one.name, one.hex, one.role) for one in made.kit.colours] == [
        ("sea", "#0a5a7a", "primary"),
        ("sand", "#fffaf0", "background"),
    ]
    assert made.kit.colours[0].why == "brand stands for it"
    assert made.kit.title == "ACME"
    assert made.kit.dont == ("Don't bend it.",)


def test_logos_are_sorted_by_what_they_are_and_by_their_own_colours(made: ImportedKit) -> None:
    assert [(logo.file, logo.variant, logo.on, logo.min_width) for logo in made.kit.logos] == [
        ("logos/acme-logo.svg", "full", "light", 48),
        ("logos/acme-logo-copy.svg", "full", "dark", 48),
        ("logos/acme-logomark.svg", "mark", "any", 24),
    ]
    assert b"script" not in made.files["logos/acme-logo.svg"]
    assert any("a script in it is left out" in note for note in made.notes)
    assert any("bomb-logo.svg is left out" in note for note in made.notes)


def test_web_fonts_become_what_the_painter_reads(made: ImportedKit) -> None:
    faces = [(face.role, face.family, face.weight, face.file) for face in made.kit.typefaces]
    assert faces == [
        ("heading", "Acme Sans", 700, "fonts/acme-sans-700.ttf"),
        ("body", "Acme Sans", 400, "fonts/acme-sans-400.ttf"),
        ("body", "Acme Sans", 700, "fonts/acme-sans-700.ttf"),
        ("fallback", "Acme Sans", 400, "fonts/acme-sans-400-2.ttf"),
    ]
    unpacked = TTFont(BytesIO(made.files["fonts/acme-sans-700.ttf"]))
    assert unpacked.flavor is None
    assert ord("A") in unpacked.getBestCmap()


def test_roles_may_be_asked_for(folder: Path) -> None:
    kit = import_kit([folder], "acme", roles={"accent": "sea"}).kit
    assert kit.colours[0].role == "accent"
    with pytest.raises(NotFound, match="no colour 'sky'"):
        import_kit([folder], "acme", roles={"accent": "sky"})


def test_an_archive_is_as_good_as_a_folder_and_cannot_leave_its_place(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "brand.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
        archive.writestr("../../outside-logo.svg", SVG.format(BARS.format("#111111")))
    kit = import_kit([packed], "acme").kit
    assert [one.hex for one in kit.colours] == ["#0a5a7a", "#fffaf0"]
    assert len(kit.logos) == 3
    assert not (tmp_path.parent / "outside-logo.svg").exists()


def test_a_palette_is_measured_where_nothing_names_one(tmp_path: Path) -> None:
    (tmp_path / "acme-logo.svg").write_text(SVG.format(BARS.format("#f37726")))
    made = import_kit([tmp_path], "acme")
    assert [(one.hex, one.role) for one in made.kit.colours] == [("#f37726", "primary")]
    assert any("measured from the logos" in note for note in made.notes)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("tokens.json", b'{"a": ', "tokens.json cannot be read"),
        ("palette.yml", b"a: &x [1]\nb: *x", "aliases"),
        ("face.ttf", b"no font", "face.ttf"),
        ("pack.zip", b"no zip", "cannot be unpacked"),
        ("note.txt", b"hello", "nothing of a brand"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=reason) as raised:
        import_kit([tmp_path / name], "acme")
    assert raised.value.mend
    with pytest.raises(NotFound):
        import_kit([tmp_path / "nowhere"], "acme")


SHARED = next(
    (at / "shared/data/brand" for at in Path(__file__).resolve().parents if (at / "shared/data/brand").is_dir()), None
)


@pytest.mark.skipif(SHARED is None, reason="needs the shared brand kits")
def test_real_brands_come_out_as_their_own_pages_say() -> None:
    assert SHARED is not None
    rules = {one["kit"]: one for one in json.loads((SHARED / "rules.json").read_text())}
    for name in ("18f", "numpy", "dotnet"):
        kit = import_kit([SHARED / "kits" / name], name).kit
        ours = {one.hex for one in kit.colours}
        assert {hex_.lower() for hex_ in rules[name]["palette"].values()} <= ours, name
        assert kit.logos, name
    numpy = import_kit([SHARED / "kits" / "numpy"], "numpy").kit
    widths = {one["rule"]: one["value"] for one in rules["numpy"]["rules"] if one["check"] == "min width"}
    by_stem = {logo.file: logo.min_width for logo in numpy.logos}
    assert by_stem["logos/numpylogo.svg"] == widths["primary logo"]
    assert by_stem["logos/numpylogo2.svg"] == widths["secondary logo"]
    assert by_stem["logos/numpylogoicon.svg"] == widths["logomark"]
    f18 = import_kit([SHARED / "kits" / "18f"], "18f").kit
    assert f18.logo("light", "full").file == "logos/18f-logo.svg"  # type: ignore[union-attr]
    assert f18.logo("dark", "full").file == "logos/18f-logo-blue.svg"  # type: ignore[union-attr]
    govuk = import_kit([SHARED / "kits" / "govuk"], "govuk").kit
    assert (govuk.colour("primary"), govuk.colour("text")) == ("#1d70b8", "#0b0c0c")
    assert any("GOV.UK only" in line for line in govuk.dont)
    assert all(face.family != "GDS Transport" for face in govuk.typefaces)
