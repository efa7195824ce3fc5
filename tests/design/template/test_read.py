import pytest

from maquette.design.template.find import find_template, shipped_templates
from maquette.design.template.model import SHAPES, shape_of
from maquette.design.template.read import MAX_DEPTH, MAX_NODES, read_template
from maquette.errors import InputError, NotFound

GOOD = """
title = "Plain"
[slots.headline]
kind = "text"
[colours]
ink = "on:background"
[type.title]
weight = 700
[[layout]]
shapes = ["square"]
ground = "background"
[layout.root]
kind = "column"
pad = 6
children = [{ kind = "text", slot = "headline", type = "title", size = [4, 8], lines = 3, colour = "ink" }]
"""


def test_a_plain_template_is_read():
    template = read_template(GOOD, "plain")
    assert template.slot("headline").kind == "text"
    assert template.layouts[0].root.children[0].size == (4, 8)
    assert template.layouts[0].root.pad == (6, 6, 6, 6)


def test_its_key_is_its_text():
    assert read_template(GOOD, "a").content_key == read_template(GOOD, "b").content_key
    assert read_template(GOOD + "\n# other", "a").content_key != read_template(GOOD, "a").content_key


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pad = 6", "pad = -1", "pad"),
        ("pad = 6", "pad = inf", "pad"),
        ("pad = 6", "pod = 6", "'pod'"),
        ("[4, 8]", "[8, 4]", "size"),
        ("lines = 3", "lines = 9999", "lines"),
        ("lines = 3", "lines = true", "lines"),
        ('slot = "headline"', 'slot = "header"', "'header'"),
        ('type = "title"', 'type = "titel"', "'titel'"),
        ('colour = "ink"', 'colour = "url(http://x)"', "colour"),
        ('kind = "column"', 'kind = "script"', "kind"),
        ('shapes = ["square"]', 'shapes = ["round"]', "shapes"),
        ("weight = 700", "weight = 1e9", "weight"),
        ('title = "Plain"', "title = 3", "title"),
    ],
)
def test_what_is_wrong_is_named(old, new, told):
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read_template(GOOD.replace(old, new), "plain")
    assert caught.value.code == "bad-template"
    assert told in caught.value.reason
    assert caught.value.mend


def deep(levels):
    inside = '{ kind = "space" }'
    for _ in range(levels):
        inside = f'{{ kind = "column", children = [{inside}] }}'
    return inside


@pytest.mark.parametrize(
    "children", [deep(MAX_DEPTH + 1), ", ".join(['{ kind = "space" }'] * (MAX_NODES + 1)), deep(400)]
)
def test_too_deep_and_too_many_are_refused(children):
    start = GOOD[: GOOD.index("children")]
    with pytest.raises(InputError):
        read_template(f"{start}children = [{children}]\n", "bomb")


def test_broken_text_is_an_error_of_the_template():
    with pytest.raises(InputError):
        read_template("= [", "broken")
    with pytest.raises(InputError):
        read_template("# " + "x" * 70_000, "large")


@pytest.mark.parametrize("name", shipped_templates())
def test_shipped_templates_know_every_shape(name):
    template = find_template(name)
    assert {shape for layout in template.layouts for shape in layout.shapes} == set(SHAPES)
    assert template.summary
    assert template.slots


def test_there_are_twelve_and_more():
    assert len(shipped_templates()) >= 12


def test_a_name_nearly_right_is_told(tmp_path):
    with pytest.raises(NotFound, match="launch"):
        find_template("lunch", tmp_path)


def test_ones_own_comes_before_the_shipped_one(tmp_path):
    (tmp_path / "launch.toml").write_text(GOOD)
    assert find_template("launch", tmp_path).title == "Plain"


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((160, 600), "skyscraper"),
        ((1080, 1920), "portrait"),
        ((300, 250), "square"),
        ((1200, 628), "landscape"),
        ((970, 250), "wide"),
        ((728, 90), "leaderboard"),
    ],
)
def test_canvases_have_a_shape(size, shape):
    assert shape_of(*size) == shape
