import numpy as np
import pytest

from maquette.design.brand.kit import BrandColour, BrandKit
from maquette.design.formats import find_format, find_formats
from maquette.design.paint import colour
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.copy import read_colours, slot_texts, template_formats
from maquette.design.template.find import find_template, shipped_templates
from maquette.design.template.read import read_template
from maquette.design.template.render import render, render_two
from maquette.design.template.theme import theme
from maquette.errors import InputError
from maquette.graph.keys import canonical
from maquette.picture.image import Box

TEXTS = {
    "headline": "The chair that remembers how you sit",
    "body": "Ten years of research into one quiet idea.",
    "cta": "Discover it",
    "eyebrow": "New",
    "offer": "40% off",
    "details": "Until Sunday",
    "quote": "Good design is as little design as possible.",
    "author": "Dieter Rams",
    "role": "Designer",
    "date": "12 June",
    "time": "19:00",
    "place": "Berlin",
    "name": "Canvas Sneaker",
    "price": "€ 89",
    "was": "€ 129",
    "badge": "New",
    "caption": "Undyed cotton.",
    "kicker": "Guide",
    "issue": "No. 27",
    "subtitle": "What comes next",
    "number": "1/5",
}
SHAPES = [(1080, 1080), (1080, 1920), (1200, 628), (970, 250), (728, 90), (160, 600)]


def rendered(name, kit, pictures, size, texts=TEXTS, **more):
    template = find_template(name)
    said = {slot.name: texts[slot.name] for slot in template.slots if slot.name in texts}
    shown = {slot: file for slot, file in pictures.items() if template.slot(slot)}
    content = Content(said, more.pop("focus", {}), more.pop("language", ""))
    return render(template, theme(template, kit), content, Canvas(*size, **more), shown)


@pytest.mark.parametrize("name", shipped_templates())
@pytest.mark.parametrize("size", SHAPES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_template_fills_every_shape_without_cutting_or_colliding(name, size, kit, pictures):
    picture, report = rendered(name, kit, pictures, size)
    assert (picture.width, picture.height) == size
    assert not [one for one in report.problems if one.code in ("text-cut", "missing-glyph", "no-slot")]
    words = [one for one in report.slots if one.lines]
    for one in words:
        assert one.box.x >= 0
        assert one.box.y >= 0
        assert one.box.right <= size[0] + 0.5
        assert one.box.bottom <= size[1] + 0.5
        assert one.size >= 8
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            both = one.box.within(other.box)
            assert both.width < 1 or both.height < 1, (one.slot, other.slot)


@pytest.mark.parametrize("name", shipped_templates())
def test_every_template_stands_without_what_is_not_needed(name, kit, pictures):
    template = find_template(name)
    needed = {slot.name for slot in template.slots if slot.required}
    texts = {slot: text for slot, text in TEXTS.items() if slot in needed}
    shown = {slot: file for slot, file in pictures.items() if slot in needed}
    for one in template_formats(template):
        half = 2 if min(one.width, one.height) > 400 else 1
        _, report = rendered(name, kit, shown, (one.width // half, one.height // half), texts)
        assert not [problem for problem in report.problems if problem.code != "picture-too-small"]


def test_equal_inputs_are_equal_pixels(kit, pictures):
    first, _ = rendered("launch", kit, pictures, (600, 600))
    rendered("launch", kit, pictures, (600, 600), TEXTS | {"headline": "Something else"})
    rendered("launch", kit, pictures, (600, 600), TEXTS | {"headline": "Something else again"})
    again, _ = rendered("launch", kit, pictures, (600, 600))
    assert np.array_equal(first.pixels, again.pixels)


def test_a_changed_headline_changes_its_place_and_nothing_else(kit, pictures):
    one, report = rendered("banner", kit, pictures, (728, 90))
    other, _ = rendered("banner", kit, pictures, (728, 90), TEXTS | {"headline": "The chair that remembers how he sat"})
    box = report.slot("headline").box
    changed = np.flatnonzero((one.pixels != other.pixels).any(axis=(0, 2)))
    assert len(changed)
    assert changed.min() >= box.x - 3
    assert changed.max() <= box.right + 3


def test_the_small_copy_shows_what_the_picture_shows_for_every_headline(kit, pictures):
    template = find_template("ad")
    for headline in ("One", "Another one", "And a third"):
        told = Content({**TEXTS, "headline": headline})
        pixels, _, small = render_two(template, theme(template, kit), told, Canvas(1080, 1350), pictures, 240)
        assert small.shape == (338, 270, 4)
        shrunk = pixels[:1348].reshape(337, 4, 270, 4, 4).mean((1, 3))
        assert np.abs(shrunk - small[:337])[..., :3].mean() < 1


def test_the_safe_area_of_a_story_is_kept(kit, pictures):
    story = find_format("instagram-story")
    _, report = rendered("story", kit, pictures, (story.width, story.height), safe=story.safe)
    for one in report.slots:
        if one.kind != "picture":
            assert one.box.y >= report.safe.y
            assert one.box.bottom <= report.safe.bottom + 0.5


def test_the_focus_stays_in_view(kit, pictures):
    red = Box(0.75, 0.33, 0.92, 0.67)
    picture, _ = rendered("story", kit, {"picture": pictures["picture"]}, (300, 600), focus={"picture": red})
    reds = (picture.pixels[..., 0] > 120) & (picture.pixels[..., 1] < 90)
    assert reds.any(axis=0).sum() > 100


def test_what_stands_out_stays_in_view_where_nothing_is_said(kit, pictures):
    picture, _ = rendered("story", kit, {"picture": pictures["picture"]}, (300, 600))
    assert ((picture.pixels[..., 0] > 120) & (picture.pixels[..., 1] < 90)).any()


def test_small_banners_drop_parts_and_say_so(kit, pictures):
    _, report = rendered("launch", kit, pictures, (320, 50))
    assert "product" in {one.slot for one in report.problems if one.code == "dropped"} or not report.slot("product")
    assert report.slot("headline").size >= 8.5


def test_text_too_long_for_any_size_is_cut_and_told(kit, pictures):
    _, report = rendered("banner", kit, pictures, (300, 250), TEXTS | {"headline": "word " * 200})
    (problem,) = [one for one in report.problems if one.code == "text-cut" and one.slot == "headline"]
    assert "word" in problem.reason
    assert report.slot("headline").box.bottom <= 250.5


def test_a_picture_too_small_says_how_much(kit, pictures):
    _, report = rendered("post", kit, pictures, (3000, 3000))
    problem = next(one for one in report.problems if one.code == "picture-too-small")
    assert "1200 x 900 px" in problem.reason
    assert "at least" in problem.mend


def test_right_to_left_copy_mirrors_the_layout(kit, pictures):
    arabic = TEXTS | {"headline": "الكرسي الذي يتذكر كيف تجلس", "body": "عشر سنوات من البحث في فكرة واحدة هادئة"}
    _, left = rendered("launch", kit, pictures, (1200, 628))
    _, right = rendered("launch", kit, pictures, (1200, 628), arabic)
    assert left.slot("headline").box.x < 300 < left.slot("product").box.x
    assert right.slot("product").box.x < 300 < right.slot("headline").box.x


def test_the_logo_keeps_its_room(kit, pictures):
    _, report = rendered("launch", kit, pictures, (1080, 1080))
    logo = report.slot("logo")
    zone = logo.box.inset(-logo.clear, -logo.clear, -logo.clear, -logo.clear)
    for one in report.slots:
        if one.slot not in ("logo", "picture", "product"):
            both = zone.within(one.box)
            assert both.width < 1 or both.height < 1, one.slot


def test_the_logo_is_drawn_in_its_own_colours(kit, pictures):
    picture, report = rendered("launch", kit, pictures, (1080, 1080))
    box = report.slot("logo").box
    assert tuple(picture.pixels[int(box.y + box.height / 2), int(box.x + box.width / 2)]) == (224, 16, 32)


def test_a_brand_without_a_logo_is_written(pictures):
    kit = BrandKit("b", "Brandname")
    _, report = rendered("launch", kit, pictures, (1080, 1080))
    assert report.slot("logo").lines == ("Brandname",)


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect fill="url(http://a/b#c)"/></svg>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    ],
)
def test_a_logo_that_runs_or_loads_something_is_refused(drawing, kit, pictures, tmp_path):
    import dataclasses

    (tmp_path / "logo.svg").write_text(drawing)
    with pytest.raises(InputError) as caught:
        rendered("launch", dataclasses.replace(kit, root=tmp_path), pictures, (300, 250))
    assert caught.value.code == "active-svg"


def test_a_theme_holds_only_what_the_template_takes(kit):
    import dataclasses

    template = find_template("quote")
    other = BrandColour("sun", "#00ff00", "accent")
    changed = dataclasses.replace(kit, colours=(*(one for one in kit.colours if one.role != "accent"), other))
    assert canonical(theme(template, kit)) == canonical(theme(template, changed))
    assert canonical(theme(find_template("sale"), kit)) != canonical(theme(find_template("sale"), changed))


def test_where_a_font_or_logo_lies_is_not_part_of_the_key(kit, tmp_path):
    import dataclasses

    (tmp_path / "logo.svg").write_bytes((kit.root / "logo.svg").read_bytes())
    moved = dataclasses.replace(kit, root=tmp_path)
    template = find_template("launch")
    assert canonical(theme(template, kit)) == canonical(theme(template, moved))


def test_colours_that_go_round_in_a_circle_are_refused(kit):
    text = """
[slots.a]
kind = "text"
[colours]
one = "mix:two,background,0.5"
two = "on:one"
[type.t]
[[layout]]
shapes = ["square"]
ground = "one"
[layout.root]
kind = "column"
"""
    with pytest.raises(InputError, match="made of itself"):
        theme(read_template(text, "circle"), kit)


def test_a_row_may_have_its_own_colours(kit):
    look = theme(find_template("carousel"), kit, read_colours("primary=#ff0000"))
    assert look.colours["ground"] == "#ff0000"
    with pytest.raises(InputError, match="primary=red"):
        read_colours("primary=red")


def test_an_empty_slot_that_is_needed_is_told_with_the_column_that_was_meant():
    with pytest.raises(InputError) as caught:
        slot_texts(find_template("launch"), {"headlin": "x"}, ())
    assert caught.value.code == "missing-slot"
    assert "headline" in caught.value.reason
    assert "headlin" in caught.value.mend


def test_colours_are_read_with_their_transparency():
    assert colour("#112233") == 0xFF112233
    assert colour("#11223380") == 0x80112233


def test_groups_of_formats():
    assert len(find_formats("launch-kit")) == 12
    assert all(one.width == 1080 for one in find_formats("instagram"))


def test_a_price_that_was_is_struck_through(kit, pictures):
    picture, report = rendered("product-card", kit, pictures, (1080, 1080))
    box = report.slot("was").box
    line = picture.rgb[round(box.y) : round(box.bottom), round(box.right) - 30 : round(box.right) - 2].astype(int)
    assert (np.abs(line - picture.rgb[-2, 2]).sum(axis=2).min(axis=1) > 60).any()


def test_between_a_photo_and_the_field_below_it_no_hairline_shows(kit, pictures):
    picture, _ = rendered("event", kit, pictures, (300, 250))
    edge = picture.rgb[:, 2]
    assert len(np.unique(edge, axis=0)) == 2
