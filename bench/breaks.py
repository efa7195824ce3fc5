"""Line breaks beside Chromium's: 200 paragraphs in seventeen languages, in the same font files, sizes and widths.

    python bench/breaks.py [--shift PX] [--show]

It prints how many break equally, better or worse; --shift makes every column wider, --show prints those that differ.

Texts stand beside `text-wrap: pretty`, headlines beside `text-wrap: balance` and Japanese besides beside `word-break:
auto-phrase`, Chromium's best of each kind; its plain `wrap` is counted too. Where lines differ, each side is judged by
what a typesetter looks for, in this order: lines that overrun; how many lines; a line that begins or ends with a
sign that may not; a word torn in two (by Chromium's own dictionaries); a short word alone on the last line; a word of
one or two letters left at a line's end; the rag (how much the lines' widths vary; of a text all but the last). Fewer of
the first that differs is better; a rag within 2 % of the width is the same.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate
from pathlib import Path

from chromium import Browser, chromium, font_face
from maquette.design.text.faces import shipped_face, shipped_faces
from maquette.design.text.lines import measure
from maquette.design.text.scripts import is_rtl, script
from maquette.design.text.shape import Style, width
from maquette.design.text.tokens import NO_END, NO_START, tokens

TEXTS = [
    (
        "en",
        "A kettle that listens to the water and stops a moment before it boils over, so that you can go on reading.",
    ),
    ("en", "We build chairs for people who sit for a living. Each one is made to order in a small town by the sea."),
    ("en", "Free delivery on every order of 40 € or more until the end of the month, a year to change your mind."),
    ("en", "Sign up for the autumn workshop about tools, people and patience: three evenings, one idea, no slides."),
    (
        "en",
        "What is good about a good lamp is that you forget it is there; the trouble with a bad one is that you can’t.",
    ),
    ("de", "Der Wasserkocher hört zu und schaltet sich einen Augenblick vor dem Überkochen ab, ganz ohne Ihr Zutun."),
    ("de", "Stühle für Menschen, die im Sitzen arbeiten: nach Maß gefertigt, mit zehn Jahren Garantie auf jedes Teil."),
    ("de", "Bis Ende des Monats liefern wir jede Bestellung versandkostenfrei und nehmen sie ein Jahr lang zurück."),
    ("fr", "La bouilloire qui écoute l’eau et s’arrête juste avant qu’elle ne déborde : vous pouvez lire tranquille."),
    ("fr", "Des chaises pour ceux qui travaillent assis, faites une à une dans un atelier au bord de la mer."),
    ("fr", "Livraison offerte dès 40 € d’achat jusqu’à la fin du mois, et un an pour changer d’avis sans frais !"),
    ("es", "El hervidor que escucha el agua y se detiene un momento antes de que rebose, para que sigas leyendo."),
    ("es", "Sillas para quienes trabajan sentados, hechas de una en una en un taller pequeño junto al mar."),
    (
        "it",
        "Il bollitore che ascolta l’acqua e si ferma un attimo prima che trabocchi, così puoi continuare a leggere.",
    ),
    ("it", "Sedie per chi lavora da seduto, fatte una per una in una piccola bottega vicino al mare."),
    ("pt", "A chaleira que escuta a água e para um instante antes de transbordar, para você continuar a leitura."),
    ("nl", "De waterkoker die luistert en net voor het overkoken stopt, zodat je rustig verder kunt lezen."),
    ("pl", "Czajnik, który słucha wody i wyłącza się chwilę przed wykipieniem, a ty możesz spokojnie czytać dalej."),
    ("pl", "Krzesła dla tych, którzy pracują na siedząco, robione na miarę w małym warsztacie nad morzem."),
    ("tr", "Suyu dinleyen ve taşmadan hemen önce duran su ısıtıcısı: siz de rahatça okumaya devam edin."),
    ("vi", "Chiếc ấm biết lắng nghe nước và tự dừng ngay trước khi trào, để bạn yên tâm đọc tiếp trang sách."),
    ("ru", "Чайник, который слушает воду и выключается за мгновение до того, как она убежит, а вы читаете дальше."),
    ("ru", "Стулья для тех, кто работает сидя: их делают по одному в небольшой мастерской у самого моря."),
    ("el", "Ο βραστήρας που ακούει το νερό και σταματά μια στιγμή πριν ξεχειλίσει, για να συνεχίσεις το διάβασμα."),
    ("ar", "الغلاية التي تصغي إلى الماء وتتوقف قبل أن يفيض بلحظة، لتواصل القراءة من غير أن تقوم من مكانك."),
    ("ar", "توصيل مجاني لكل طلب يزيد على 40 يورو حتى نهاية الشهر، وسنة كاملة لتغيير رأيك دون رسوم."),
    ("he", "הקומקום שמקשיב למים ונעצר רגע לפני שהם גולשים, כדי שתוכלו להמשיך לקרוא בשקט."),
    ("hi", "यह केतली पानी की आवाज़ सुनती है और उबलकर गिरने से ठीक पहले रुक जाती है, ताकि आप आराम से पढ़ते रहें।"),
    ("hi", "बैठकर काम करने वालों के लिए कुर्सियाँ, जो समुद्र के पास एक छोटी कार्यशाला में एक-एक करके बनती हैं।"),
    ("ja", "お湯の声に耳をすまし、吹きこぼれる前に静かに止まるケトル。読みかけの本を閉じる必要はありません。"),
    ("ja", "座って働く人のための椅子を、海辺の小さな工房で一脚ずつ、ていねいにつくっています。"),
    ("ja", "今月末まで、五千円以上のご注文は送料無料。一年間は、いつでも返品していただけます。"),
    ("ko", "물소리에 귀를 기울이다가 넘치기 바로 전에 멈추는 주전자, 읽던 책을 내려놓지 않아도 됩니다."),
    ("ko", "앉아서 일하는 사람들을 위한 의자를 바닷가 작은 공방에서 하나씩 정성껏 만듭니다."),
]
HEADLINES = [
    ("en", "The chair that remembers how you sit"),
    ("en", "A quiet place to work and to think"),
    ("en", "Ten years for one good seat by the sea"),
    ("de", "Der Stuhl, der weiß, wie Sie sitzen"),
    ("fr", "La chaise qui se souvient de vous"),
    ("es", "La silla que recuerda cómo te sientas"),
    ("ru", "Кресло, которое помнит, как вы сидите"),
    ("ar", "الكرسي الذي يتذكر كيف تجلس"),
    ("ja", "座り方を覚えている椅子、ついに登場。"),
    ("ko", "당신의 앉는 습관을 기억하는 의자"),
]
SETTINGS = [("Inter", 400, 17, 330), ("Inter", 500, 24, 520), ("Source Serif 4", 400, 20, 460), ("Inter", 400, 15, 600)]
DISPLAY = [("Inter", 700, 44, 420), ("Fraunces", 600, 52, 620), ("Anton", 400, 60, 500)]
WANTED = 200
EDGE = 1.005
"""Shapers round: a line may be so much wider than its box before it counts as overrunning."""


@dataclass(frozen=True)
class Paragraph:
    language: str
    text: str
    family: str
    weight: int
    size: int
    wide: int
    even: bool

    @property
    def style(self) -> Style:
        face = shipped_face(self.family, self.weight) or shipped_face("Inter", self.weight)
        assert face
        return Style(face)

    @property
    def lines(self) -> list[str]:
        """Ours, at the number of lines that the width asks for: the size is given here, and not for us to choose."""
        measured = measure(tokens(self.text, self.language), self.style)
        limit = self.wide / self.size
        if self.even:
            broken = measured.evenest(measured.narrowest(measured.count(limit)) * 1.0001, limit)
        else:
            broken = measured.broken(limit, even=False)
        return [line.strip() for line in broken.lines]


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--shift", type=int, default=0, metavar="PX")
    options.add_argument("--show", action="store_true")
    given = options.parse_args()
    if chromium() is None:
        print("no Chromium here: nothing to stand beside (apt install chromium)")
        return 0
    some = [Paragraph(*text, *how, even=False) for text in TEXTS for how in SETTINGS]
    some += [Paragraph(*text, *how, even=True) for text in HEADLINES for how in DISPLAY]
    wider = [Paragraph(*text, "Inter", 400, 18, 400, even=False) for text in TEXTS]
    some = [replace(one, wide=one.wide + given.shift) for one in (some + wider)[:WANTED]]
    assert len(some) == WANTED, len(some)
    with Browser() as browser:
        browser.show(page(some))
        best, plain, words = browser.run(BEST), browser.run(PLAIN), browser.run(WORDS)
    ours = [one.lines for one in some]
    passed = True
    for title, theirs in (("its best (pretty, balance)", best), ("its plain wrap", plain)):
        told = Counter()
        for one, known, mine, other in zip(some, words, ours, theirs, strict=True):
            verdict = judged(one, known, mine, other)
            told[verdict] += 1
            if verdict.startswith("worse") or (given.show and verdict != "equal"):
                print(f"  {verdict}: {one.language} {one.family} {one.size} px in {one.wide}\n    {mine}\n    {other}")
        good = sum(count for verdict, count in told.items() if not verdict.startswith("worse"))
        print(f"beside {title}: equal or better in {good} of {len(some)}, {good / len(some):.1%}")
        for verdict, count in told.most_common():
            print(f"  {count:4}  {verdict}")
        passed &= good >= 0.95 * len(some)
    return 0 if passed else 1


def judged(one: Paragraph, words: list[str], mine: list[str], other: list[str]) -> str:
    if ["".join(line.split()) for line in mine] == ["".join(line.split()) for line in other]:
        return "equal"
    for (name, ours), (_, theirs) in zip(faults(one, words, mine), faults(one, words, other), strict=True):
        slack = 0.02 if name == "rag" else 0
        if abs(ours - theirs) > slack:
            return f"{'better' if ours < theirs else 'worse'}: {name}"
    return "as good"


def faults(one: Paragraph, words: list[str], lines: list[str]) -> list[tuple[str, float]]:
    wide = [width(line, one.style) * one.size for line in lines]
    plain = not any(script(sign) in ("han", "kana", "cjk") for sign in one.text)
    inner = lines[:-1]
    # A sign of money ends a line where it follows its number.
    ends = sum(line[-1] in NO_END and not re.search(r"\d\s*[€$£¥]$", line) for line in inner)
    signs = sum(line[0] in NO_START for line in lines[1:]) + ends
    lonely = plain and len(lines) > 1 and len(lines[-1].split()) == 1 and wide[-1] < 0.35 * max(wide)
    short = sum(len(line.split()[-1]) <= 2 and line.split()[-1].isalpha() for line in inner) if plain else 0
    held = wide if one.even else wide[:-1] or wide
    mean = sum(held) / len(held)
    return [
        ("overrun", sum(this > one.wide * EDGE for this in wide)),
        ("more lines", len(lines)),
        ("a sign at the wrong end", signs),
        ("a torn word", torn(words, inner)),
        ("a lonely word", int(lonely)),
        ("small words at line ends", short),
        ("rag", (sum((this - mean) ** 2 for this in held) / len(held)) ** 0.5 / one.wide),
    ]


def torn(words: list[str], inner: list[str]) -> int:
    """How many of the lines end inside a word."""
    ends = set(accumulate(len("".join(word.split())) for word in words))
    return sum(place not in ends for place in accumulate(len("".join(line.split())) for line in inner))


def page(some: list[Paragraph]) -> str:
    faces = "".join(
        font_face(face.family, Path(face.path), face.weight, face.italic)
        for face in shipped_faces()
        if face.family != "Noto Color Emoji" and not face.italic
    )
    shared = ", ".join(f"'{family}'" for family in dict.fromkeys(face.family for face in shipped_faces()))
    body = "".join(
        f'<p lang="{one.language}" dir="{"rtl" if is_rtl(one.text) else "ltr"}"'
        f' class="{"even" if one.even else "text"}"'
        f" style=\"width: {one.wide}px; font: {one.weight} {one.size}px/1.3 '{one.style.face.family}', {shared};\">"
        f"{escape(one.text)}</p>"
        for one in some
    )
    style = "p { margin: 0 0 9px; overflow-wrap: break-word; text-rendering: geometricPrecision; }"
    return f"<!doctype html><meta charset=utf-8><style>{faces}{style}</style><body>{body}"


LINES = """[...document.querySelectorAll('p')].map((p) => {
  const node = p.firstChild, text = node.data, range = document.createRange(), lines = [];
  let last = null;
  for (const { segment, index } of new Intl.Segmenter(p.lang, { granularity: 'grapheme' }).segment(text)) {
    range.setStart(node, index); range.setEnd(node, index + segment.length);
    const rects = range.getClientRects(), rect = rects[rects.length - 1];
    const middle = rect && rect.width ? (rect.top + rect.bottom) / 2 : null;
    if (middle !== null && (last === null || Math.abs(middle - last) > 6)) { lines.push(''); last = middle; }
    if (lines.length) lines[lines.length - 1] += segment;
  }
  return lines.map((line) => line.trim());
})"""
WORDS = """[...document.querySelectorAll('p')].map((p) =>
  [...new Intl.Segmenter(p.lang, { granularity: 'word' }).segment(p.firstChild.data)].map((one) => one.segment))"""
BEST = (
    "document.querySelectorAll('p:lang(ja)').forEach((p) => p.style.wordBreak = 'auto-phrase');"
    "document.querySelectorAll('p.text').forEach((p) => p.style.textWrap = 'pretty');"
    f"document.querySelectorAll('p.even').forEach((p) => p.style.textWrap = 'balance'); {LINES}"
)
PLAIN = (
    "document.querySelectorAll('p').forEach((p) => { p.style.wordBreak = 'normal'; p.style.textWrap = 'wrap' });"
    f" {LINES}"
)

if __name__ == "__main__":
    sys.exit(main())
