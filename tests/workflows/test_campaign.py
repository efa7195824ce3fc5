import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from maquette import ops
from maquette.cli import main
from maquette.errors import InputError
from maquette.picture.decode import decode
from maquette.picture.encode import png
from maquette.workspace import open_workspace

KIT = """title = "Acme"
[colours]
blue = { hex = "#1f4ed8", role = "primary" }
ink = { hex = "#11142a", role = "text" }
paper = { hex = "#ffffff", role = "background" }
"""
FORMATS = "gdn-300x250,gdn-728x90"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    (tmp_path / "maquette.toml").touch()
    (tmp_path / "brands/acme").mkdir(parents=True)
    (tmp_path / "brands/acme/brand.toml").write_text(KIT)
    product = np.zeros((300, 300, 4), np.uint8)
    product[60:280, 80:220] = (200, 40, 40, 255)
    (tmp_path / "product.png").write_bytes(png(product))
    photo = np.full((600, 800, 3), (60, 120, 90), np.uint8)
    (tmp_path / "photo.png").write_bytes(png(photo))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(shop, *rows, name="copy.csv"):
    (shop / name).write_text("\n".join(rows) + "\n", "utf-8")
    return name


def run(over, *, template="banner", **more):
    with open_workspace() as workspace:
        return workspace.run("campaign", template=template, brand="acme", formats=FORMATS, over=over, to="out", **more)


def test_rows_by_formats_with_a_column_a_slot(shop):
    table(shop, "id,headline,cta,notes", "a,Walk lighter,Go,x", "b,Sit down,Stay,y")
    report = run("copy.csv")
    assert report.rows["done"] == 2
    assert sorted(path.name for path in Path("out").glob("*.jpg")) == [
        "a-gdn-300x250.jpg",
        "a-gdn-728x90.jpg",
        "b-gdn-300x250.jpg",
        "b-gdn-728x90.jpg",
    ]
    assert decode(Path("out/a-gdn-728x90.jpg")).pixels.shape[:2] == (90, 728)


def test_again_renders_nothing_and_a_headline_only_its_own_files(shop):
    table(shop, "id,headline,cta", "a,Walk lighter,Go", "b,Sit down,Stay")
    assert run("copy.csv").steps["done"] == 4
    before = Path("out/a-gdn-300x250.jpg").read_bytes()
    assert run("copy.csv").steps["done"] == 0
    table(shop, "id,headline,cta", "a,Walk lighter,Go", "b,Stand up,Stay")
    assert run("copy.csv").steps["done"] == 2
    assert Path("out/a-gdn-300x250.jpg").read_bytes() == before


def test_another_blue_makes_every_file_that_shows_it(shop):
    table(shop, "id,headline,cta", "a,Walk lighter,Go")
    run("copy.csv")
    run("copy.csv", template="launch")
    kit = shop / "brands/acme/brand.toml"
    kit.write_text(KIT.replace("#1f4ed8", "#d81f4e"))
    assert run("copy.csv", template="launch").steps["done"] == 2
    kit.write_text(KIT.replace("[colours]", 'tone = "warm"\n[colours]').replace("#1f4ed8", "#d81f4e"))
    assert run("copy.csv", template="launch").steps["done"] == 0


def test_a_row_has_its_own_picture_template_and_colours(shop):
    table(
        shop,
        "id,headline,cta,template,picture,colours",
        "a,Walk lighter,Go,,photo.png,",
        "b,Sit down,Stay,ad,photo.png,primary=#ff0000",
    )
    report = run("copy.csv")
    assert report.rows["done"] == 2, report.failures
    reds = decode(Path("out/b-gdn-300x250.jpg")).pixels.astype(int)
    assert ((reds[..., 0] > 240) & (reds[..., 1] < 20)).any()


def test_a_product_is_cut_out_once_and_stands_free(shop):
    table(shop, "id,headline,cta,product", "a,Walk lighter,Go,product.png", "b,Sit down,Stay,product.png")
    report = run("copy.csv")
    assert report.rows["done"] == 2
    with open_workspace() as workspace:
        made = [one["operation"] for one in workspace.assets()]
    assert made.count("matte") == 1
    assert made.count("compose") == 4


def test_rows_fail_alone_and_say_which_slot(shop):
    table(shop, "id,headline,cta,picture", "a,Walk lighter,Go,", "b,,Stay,", "c,Sit,Stay,none.png")
    report = run("copy.csv")
    assert (report.rows["done"], report.rows["failed"]) == (1, 2)
    told = {one["row"]: one for one in report.failures}
    assert told["b"]["code"] == "missing-slot"
    assert "headline" in told["b"]["reason"]
    assert "none.png" in told["c"]["reason"]


def test_what_does_not_fit_is_in_the_manifest(shop):
    table(shop, "id,headline,cta", f"a,{'very long words ' * 40},Go")
    report = run("copy.csv")
    assert report.rows["done"] == 1
    with open_workspace() as workspace:
        (row,) = workspace.rows("last")
    codes = {note["code"] for note in row["facts"]["notes"]}
    assert "text-cut" in codes


def test_spreadsheets_and_json_are_tables_too(shop):
    book = openpyxl.Workbook()
    book.active.append(["id", "Headline", "CTA", "Price"])
    book.active.append(["a", "Walk lighter", "Go", 59])
    book.save("copy.xlsx")
    Path("copy.json").write_text(json.dumps([{"id": "a", "headline": "Walk lighter", "cta": "Go", "price": 59}]))
    table(shop, "id,headline,cta,price", "a,Walk lighter,Go,59")
    assert run("copy.xlsx").steps["done"] == 2
    assert run("copy.json").steps["done"] == 0
    assert run("copy.csv").steps["done"] == 0


def test_one_row_by_flags(shop, capsys):
    command = ["run", "campaign", "--template", "banner", "--brand", "acme", "--formats", "gdn-300x250", "--to", "out"]
    assert main([*command, "--headline", "Walk lighter", "--cta=Go", "--json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert Path(file["path"]).name == "banner.jpg"


def test_without_formats_those_that_the_template_is_made_for(shop):
    table(shop, "id,headline", "a,Walk lighter")
    with open_workspace() as workspace:
        report = workspace.run("campaign", template="youtube", brand="acme", over="copy.csv", to="out")
    assert [file["format"] for file in report.files] == ["youtube-thumbnail"]


def test_a_folder_of_photos_is_no_copy(shop):
    with open_workspace() as workspace, pytest.raises(InputError, match="template"):
        workspace.run("campaign", template="banner", brand="acme", photos=".", to="out")


def test_the_sheet_shows_every_format_of_a_row(shop):
    table(shop, "id,headline,cta", "a,Walk lighter,Go")
    run("copy.csv")
    page = Path("out/contact-sheet.html").read_text()
    assert "a, gdn-300x250" in page
    assert "a, gdn-728x90" in page
    assert "cannot be opened" not in page


def test_templates_are_listed_with_their_slots(shop, capsys):
    assert main(["templates", "--json"]) == 0
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert "headline" in listed["launch"]["needs"]
    assert main(["templates", "show", "launch"]) == 0
    assert "--headline" in capsys.readouterr().out


def test_the_operation_is_a_plain_function_too(shop):
    from maquette.design.template.theme import theme

    with open_workspace() as workspace:
        template, kit = workspace.template("banner"), workspace.brand("acme")
    file = ops.compose(
        template, theme(template, kit), texts={"headline": "Hi", "cta": "Go"}, width=300, height=250, max_kb=150
    )
    assert (file.format, file.width, file.height) == ("jpeg", 300, 250)
    assert len(file.data) <= 150_000


def test_what_was_laid_out_here_is_checked_by_what_is_known_of_it(shop):
    """No text is read: the check works where nothing can read."""
    table(shop, "id,headline,cta", "a,Walk lighter,Go")
    run("copy.csv")
    with open_workspace() as workspace:
        (seen,) = workspace.check(["out/a-gdn-300x250.jpg"], brand="acme")
    texts = [one for one in seen.verdicts if one["rule"] == "text contrast"]
    assert {"Walk lighter", "Go"} <= {word for one in texts for word in ("Walk lighter", "Go") if word in one["value"]}
    assert all(one["passed"] for one in texts), texts


def test_diff_shows_the_headline_that_changed_and_nothing_else(shop, capsys):
    table(shop, "id,headline,cta", "a,Walk lighter,Go", "b,Sit down,Stay")
    run("copy.csv")
    table(shop, "id,headline,cta", "a,Walk lighter,Go", "b,Stand up,Stay")
    run("copy.csv")
    assert main(["diff", "--to", "seen", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"changed": 2, "added": 0, "removed": 0, "same": 2}
    for file in told["files"]:
        if file["fate"] == "changed":
            assert file["row"] == "b"
            assert 0 < file["share"] < 0.2
            assert file["why"] == ['compose texts headline: "Sit down" -> "Stand up"']
    page = Path(told["page"]).read_text("utf-8")
    assert page.count("<article") == 2
    assert "default-src 'none'" in page
    assert len(list(Path("seen/diff").glob("*-difference.jpg"))) == 2
    assert main(["diff", "last~9"]) == 2


def test_files_are_named_by_brand_template_and_columns(shop):
    table(shop, "id,headline,cta,market,template,picture", "a,Walk lighter,Go,Rom,ad,photo.png")
    run("copy.csv", names="{brand}/{market}/{template}_{format}")
    named = sorted(str(path.relative_to("out")) for path in Path("out/acme").rglob("*.jpg"))
    assert named == ["acme/Rom/ad_gdn-300x250.jpg", "acme/Rom/ad_gdn-728x90.jpg"]
    assert (
        main(["plan", "campaign", "--template", "ad", "--brand", "acme", "--over", "copy.csv", "--names", "{row}"]) == 2
    )
