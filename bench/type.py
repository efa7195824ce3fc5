"""Type torture: 40 strings x 12 formats, judged by pixels and not by the layout's own word.

    python bench/type.py                # prints what was found; ends with 1 when anything is wrong

Looked for in every picture: a box in place of a letter (tofu), ink at the canvas's edge (a clipped glyph), ink outside
the margins (overflow), nothing drawn at all, and text that is missing without being told.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter

import cv2
import numpy as np

from maquette.design.brand.kit import BrandColour, BrandKit
from maquette.design.formats import find_formats
from maquette.design.paint import paint
from maquette.design.scene import Scene, Words
from maquette.design.sources import Sources
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.read import read_template
from maquette.design.template.render import render
from maquette.design.template.theme import theme
from maquette.design.text.faces import shipped_faces
from maquette.design.text.shape import Style

TEMPLATE = """
[slots.headline]
kind = "text"
[type.title]
role = ""
family = "Inter"
weight = 700
tracking = -0.02
leading = 1.1
[[layout]]
shapes = ["square"]
ground = "#ffffff"
[layout.root]
kind = "column"
pad = 6
justify = "center"
safe = true
children = [{ kind = "text", slot = "headline", type = "title", size = [3.5, 14], lines = 8, colour = "#000000" }]
"""
STRINGS = [
    ("de", "Rechtsschutzversicherungsgesellschaften"),
    ("de", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"),
    ("de", "Fußgängerüberführung, Straßenbahnhaltestelle & Äußerstes"),
    ("fi", "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas"),
    ("fr", "L’été à Orléans : « déjà vu » ? Oui !"),
    ("en", "The chair that remembers how you sit"),
    ("en", "AVATAR Wa To Ty fi ffl Äj Ǻ gjpqy"),
    ("en", "x" * 60),
    ("en", "I"),
    ("en", ""),
    ("en", "   "),
    ("en", "one\ntwo\n\nfour"),
    ("en", "https://example.com/a/very/long/path/to-some/page.html"),
    ("en", "1,234,567.89 € · 50 % off · ½ price — today only!"),
    ("ar", "مرحبا بكم في المتجر الجديد"),
    ("ar", "خصم 50% حتى 31/12/2026 على iPhone 17"),
    ("ar", "الكرسي الذي يتذكر كيف تجلس، ولا ينسى أبداً"),
    ("he", "הכיסא שזוכר איך אתה יושב"),
    ("he", "מבצע 2026: שלושה במחיר שניים (עד מחר)"),
    ("hi", "वह कुर्सी जो आपके बैठने का ढंग याद रखती है"),
    ("hi", "क्षत्रिय ज्ञान शृंगार द्वितीय ॐ"),
    ("th", "เก้าอี้ที่จดจำท่านั่งของคุณ"),
    ("th", "น้ำผึ้งเดือนห้า ปู่ย่าตายาย ก๋วยเตี๋ยว"),
    ("ja", "座り方を覚えている椅子、ついに登場。"),
    ("ja", "「春の新作」コレクションが、いよいよ発売です！（数量限定）"),
    ("ja", "ちょっと待って、キャッチコピーはもっと短く。"),
    ("ko", "당신의 앉는 습관을 기억하는 의자"),
    ("ko", "봄 신상품 컬렉션이 드디어 출시되었습니다"),
    ("ru", "Кресло, которое помнит, как вы сидите"),
    ("ru", "Достопримечательность высокопревосходительства"),
    ("el", "Η καρέκλα που θυμάται πώς κάθεσαι"),
    ("vi", "Chiếc ghế nhớ cách bạn ngồi: Ổ Ễ Ậ ữ ợ"),
    ("tr", "İstanbul’da ışıl ışıl bir gün: ğüşöç"),
    ("pl", "Zażółć gęślą jaźń, źdźbło i ćma"),
    ("en", "Family day 👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈"),
    ("en", "❤️ ☀️ ✈️ ☎️ ©️ 1️⃣ 🇯🇵🇩🇪 👍🏿"),
    ("en", "😀" * 24),
    ("en", "Mixed שלום عربي 日本 한국 ไทย हिन्दी"),
    ("en", "Z\u0351\u036b\u0343a\u0300\u0301\u0302l\u0334g\u0321o with stacked marks"),
    ("en", "word " * 120),
]


def main() -> int:
    template, kit = read_template(TEMPLATE, "torture"), BrandKit("plain", "Plain", (BrandColour("k", "#000000"),))
    look = theme(template, kit)
    assert boxes(), "no face shows what it draws for a missing letter"
    assert all(tofu(smaller(control(face))) for face in shipped_faces()[:1]), "a box goes unseen"
    found: Counter[str] = Counter()
    told: Counter[str] = Counter()
    pictures = 0
    for language, text in STRINGS:
        for one in find_formats("launch-kit"):
            canvas = Canvas(one.width, one.height)
            picture, report = render(template, look, Content({"headline": text}, {}, language), canvas)
            pictures += 1
            told.update(problem.code for problem in report.problems)
            for fault in faults(picture.pixels, canvas, text, report):
                found[fault] += 1
                print(f"{fault}: {one.name} {text[:40]!r}")
    print(f"{len(STRINGS)} strings, {pictures} pictures")
    print("faults found by pixels:", dict(found) or "none")
    print("told by the layout:", dict(told))
    return 1 if found else 0


def smaller(ink):
    """The same at another size, as a picture would show it."""
    return (cv2.resize(ink * 255, None, fx=0.43, fy=0.43, interpolation=cv2.INTER_AREA) > 127).astype(np.uint8)


def faults(pixels, canvas, text, report):
    ink = (pixels.astype(int).min(axis=2) < 200).astype(np.uint8)
    if text.strip() and not ink.any():
        yield "nothing drawn"
    if ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any():
        yield "clipped at the edge"
    rim = max(1, int(2.5 * canvas.unit))
    inside = ink[rim:-rim, rim:-rim]
    if inside.sum() < ink.sum():
        yield "outside the margins"
    if tofu(ink):
        yield "box in place of a letter"
    shown = Counter("".join("".join(line for slot in report.slots for line in slot.lines).split()))
    lost = Counter("".join(text.split())) - shown
    if lost and not any(problem.code in ("text-cut", "missing-glyph") for problem in report.problems):
        yield "lost without a word"


GRID, LIKE = (24, 36), 0.14


@functools.cache
def boxes():
    """What every shipped face draws where it has no glyph, each brought to one small grid, with its proportions."""
    found = []
    for face in shipped_faces():
        parts = list(shapes(control(face)))
        if len(parts) == 1:
            found.append(parts[0])
    return found


def control(face) -> np.ndarray:
    """A character that no font has, painted past the layout, which would have left it out."""
    words = Words((("\U00013080", 40.0, 160.0),), Style(face), 120.0, "#000000")
    pixels = paint(Scene(400, 240, "#ffffff", (words,)), Sources({}))
    return (pixels[..., :3].min(axis=2) < 128).astype(np.uint8)


def shapes(ink):
    """Every shape of ink, with its holes, on the grid, and its width by height."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    for number in range(1, count):
        x, y, width, height, _area = stats[number]
        if height >= 8 and 0.15 < width / height < 1.2:
            part = (labels[y : y + height, x : x + width] == number).astype(np.float32)
            yield cv2.resize(part, GRID, interpolation=cv2.INTER_AREA), width / height


def tofu(ink) -> bool:
    """Whether a shape is what one of the faces draws for a missing letter."""
    return any(
        abs(wide / other_wide - 1) < 0.12 and np.abs(shape - other).mean() < LIKE
        for shape, wide in shapes(ink)
        for other, other_wide in boxes()
    )


if __name__ == "__main__":
    sys.exit(main())
