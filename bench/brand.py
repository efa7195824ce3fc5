"""The brand check on pictures with planted faults beside clean ones: how many faults it finds, how often it cries wolf.

python bench/brand.py [--shared ../shared] [--seed 1] [--each 5] [--clean 60] [--keep DIR]

Every picture is painted here: six formats, four grounds, faces and logos of real kits (where the shared folder is; a
kit of our own otherwise), words, places and sizes by chance. A planted fault counts as found when its own rule fails.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from maquette.deliver.check import Held, check_picture
from maquette.deliver.findings import KnownLogos, draw_logos
from maquette.design.brand.contrast import apca, contrast, needed_apca
from maquette.design.brand.drawing import draw_logo
from maquette.design.brand.importing import import_kit
from maquette.design.brand.kit import BrandColour, BrandKit, Logo
from maquette.design.brand.text import read_kit, to_toml
from maquette.design.check.rules import LEAST_TYPE, MOST_TYPE, TYPE_SHARE
from maquette.design.formats import Format
from maquette.picture.colour import difference

KITS = {
    "numpy": "inter",
    "18f": "public-sans",
    "dotnet": "open-sans",
    "jupyter": "ibm-plex-sans",
    "rust": "roboto-slab",
    "creativecommons": "source-sans-3",
}
SHAPES = {
    "square": (720, 720, (0.0, 0.0, 0.0, 0.0)),
    "link": (1200, 628, (0.0, 0.0, 0.0, 0.0)),
    "story": (450, 800, (0.13, 0.06, 0.18, 0.06)),
    "billboard": (970, 250, (0.0, 0.0, 0.0, 0.0)),
    "rectangle": (600, 500, (0.05, 0.05, 0.05, 0.05)),
    "tall": (480, 800, (0.08, 0.05, 0.12, 0.05)),
}
HEADS = (
    "Made for every day",
    "Summer starts here",
    "Fewer steps, more time",
    "Open to everyone",
    "Built to last longer",
)
HEADS += ("New in the autumn range", "Good things take time", "Work that travels well", "The quiet revolution")
BODIES = ("Free delivery on every order this week", "Read the report and see what changed for teams like yours")
BODIES += ("Sign up before the end of the month and save", "A workshop about tools, people and patience")
CALLS = ("Learn more", "Shop now", "Get started", "Book a seat", "Read on")


@dataclass
class Plan:
    """One picture to paint; faults change it before, or the painted picture after."""

    kit: BrandKit
    shape: str
    rng: random.Random
    ground: str
    ink: str
    panel: str | None
    head: str
    body: str
    call: str
    photo: bool
    logo: Logo
    logo_width: int
    logo_stretch: float = 1.0
    recolour: bool = False
    body_share: float = 1.0
    body_ink: str = ""
    head_shift: float = 0.0
    crowd: bool = False
    cut: bool = False
    orphan: bool = False
    panel_colour: str = ""
    max_kb: int = 0
    quality: int = 90
    notes: list[str] = field(default_factory=list)


def faces(kit: BrandKit) -> tuple[Path, Path]:
    bold, plain = kit.typeface("heading"), kit.typeface("body")
    assert bold is not None
    assert plain is not None
    return kit.path(bold.file), kit.path(plain.file)


def least_type(width: int, height: int) -> float:
    return min(max(TYPE_SHARE * min(width, height), LEAST_TYPE), MOST_TYPE)


def make_plan(kit: BrandKit, rng: random.Random) -> Plan | None:
    """A clean picture by chance, or None where the kit has nothing that fits this ground."""
    shape = rng.choice(list(SHAPES))
    colours = [one.hex for one in kit.colours] + ["#ffffff", "#000000"]
    ground = rng.choice(colours)
    fits = [one for one in colours if contrast(one, ground) >= 5.5 and abs(apca(one, ground)) >= needed_apca(16) + 10]
    logos = [one for one in kit.logos if one.on in ("any", "light" if contrast(ground, "#000000") > 9 else "dark")]
    middling = 0.08 < contrast(ground, "#ffffff") / 21 < 0.45
    logos = [one for one in logos if logo_stands_out(kit, one, ground) >= 2.6]
    if not fits or not logos or (middling and rng.random() < 0.5):
        return None
    width, height, _ = SHAPES[shape]
    logo = rng.choice(logos[:6])
    picture = draw_logo(kit, logo, 400)
    ratio = picture.width / picture.height
    largest = min(0.34 * width, 0.16 * height * ratio if shape != "billboard" else 0.3 * height * ratio)
    if largest < 1.15 * logo.min_width:
        return None
    panels = [one for one in colours if difference(one, ground) > 15]
    return Plan(
        kit,
        shape,
        rng,
        ground,
        rng.choice(fits),
        rng.choice(panels) if panels else None,
        rng.choice(HEADS),
        rng.choice(BODIES),
        rng.choice(CALLS),
        photo=rng.random() < 0.35,
        logo=logo,
        logo_width=round(rng.uniform(1.1 * logo.min_width, largest)),
        quality=rng.choice((85, 90, 95)),
    )


def logo_stands_out(kit: BrandKit, logo: Logo, ground: str) -> float:
    picture = draw_logo(kit, logo, 120)
    inks = picture.rgb[picture.alpha > 200]
    hexes = ["#" + "".join(f"{int(c):02x}" for c in ink) for ink in inks[:: max(1, len(inks) // 60)]]
    return float(np.median([contrast(one, ground) for one in hexes])) if hexes else 0.0


def has_own_ground(kit: BrandKit, logo: Logo) -> bool:
    drawn = draw_logo(kit, logo, 120).alpha > 200
    rows, columns = np.nonzero(drawn.any(axis=1))[0], np.nonzero(drawn.any(axis=0))[0]
    return bool(drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean() > 0.9)


def paint(plan: Plan) -> Image.Image:
    width, height, safe = SHAPES[plan.shape]
    rng = plan.rng
    page = Image.new("RGB", (width, height), plan.ground)
    draw = ImageDraw.Draw(page)
    wide = width > 1.6 * height
    pad = round(0.07 * min(width, height)) + 4
    left, right = round(safe[3] * width) + pad, round((1 - safe[1]) * width) - pad
    top, bottom = round(safe[0] * height) + pad, round((1 - safe[2]) * height) - pad
    bold, plain = faces(plan.kit)
    # The logo in a corner, with its clear space kept from everything and from the frame.
    logo = stretched(plan)
    clear = round(plan.logo.clear_space * logo.height * 1.15) + 3
    x = max(left, clear) if rng.random() < 0.6 or wide else min(right, width - clear) - logo.width
    y = max(top, clear)
    page.paste(logo, (x, y), logo)
    text_top = y + logo.height + clear + round(0.03 * height)
    text_right = right
    if wide:
        photo_left = round(0.64 * width)
        text_right = photo_left - pad
        if plan.photo:
            page.paste(photo(rng, width - photo_left, height), (photo_left, 0))
        elif plan.panel:
            draw.rectangle((photo_left, 0, width, height), fill=plan.panel_colour or plan.panel)
    elif plan.photo:
        photo_top = round(0.66 * height)
        page.paste(photo(rng, width, height - photo_top), (0, photo_top))
        bottom = photo_top - pad // 2
    elif plan.panel:
        panel_top = round(0.8 * height)
        draw.rectangle((0, panel_top, width, height), fill=plan.panel_colour or plan.panel)
        bottom = panel_top - pad // 2
    if plan.shape == "billboard" and not plan.cut:
        text_top = max(y, top)
        left = x + logo.width + clear + pad
    head = fitted(plan.head, bold, text_right - left, max(0.42 * (bottom - text_top), 24), 0.16 * min(width, height))
    lines = wrap(plan.head, head, text_right - left)
    if plan.orphan:
        head, lines = orphaned(plan.head, bold, head.size, text_right - left)
    at = text_top
    for line in lines:
        outside = safe[3] * width * (1 - plan.head_shift) if plan.head_shift else left
        draw.text((outside, at), line, font=head, fill=plan.ink)
        at += round(1.12 * head.size)
    if plan.cut:
        draw.text((width - cut_at(plan.call, head), at), plan.call, font=head, fill=plan.ink)
        at += round(1.12 * head.size)
    small = least_type(width, height)
    size = round(max(small * plan.body_share * (1 if plan.body_share < 1 else 1.2), 5))
    body = ImageFont.truetype(str(plain), size)
    at += round(0.4 * head.size)
    for line in wrap(plan.body, body, text_right - left):
        if at + 1.3 * size < bottom:
            draw.text((left, at), line, font=body, fill=plan.body_ink or plan.ink)
            plan.notes.append(line)
            at += round(1.35 * size)
    if plan.crowd:
        near = clear // 4
        word = ImageFont.truetype(str(bold), round(max(0.5 * logo.height, small * 1.2)))
        if rng.random() < 0.5:
            draw.rectangle((x, y + logo.height + near, x + logo.width, y + logo.height + near + 5), fill=plan.ink)
        elif x < width / 2:
            draw.text((x + logo.width + near, y), "Now", font=word, fill=plan.ink)
        else:
            draw.text((x - near - word.getlength("Now"), y), "Now", font=word, fill=plan.ink)
    return page


def cut_at(text: str, font: ImageFont.FreeTypeFont) -> int:
    """How much of the text is in the picture: a little over half, and the frame runs through a letter.

    Cut in a word space, what is left is a whole word that stands near the frame: nothing shows that more was meant.
    """
    for end in range(len(text) // 2 + 1, len(text)):
        if " " not in text[end - 1 : end + 1]:
            return round(font.getlength(text[:end]) + 0.5 * font.getlength(text[end]))
    return round(0.55 * font.getlength(text))


def stretched(plan: Plan) -> Image.Image:
    picture = draw_logo(plan.kit, plan.logo, 800)
    drawn = Image.fromarray(np.dstack([picture.rgb, picture.alpha]))
    drawn = drawn.crop(drawn.getbbox())
    if plan.recolour:
        red, green, blue, alpha = drawn.split()
        light = np.asarray(drawn.convert("L"))
        tinted = [Image.fromarray((0.35 * light + 0.65 * one).astype(np.uint8)) for one in recoloured(plan)]
        drawn = Image.merge("RGBA", (*tinted, alpha)) if red and green and blue else drawn
    high = plan.logo_width / drawn.width * drawn.height / plan.logo_stretch
    return drawn.resize((plan.logo_width, max(1, round(high))), Image.Resampling.LANCZOS)


def recoloured(plan: Plan) -> tuple[int, int, int]:
    tints = ((200, 30, 160), (20, 140, 60), (220, 90, 20), (120, 60, 220))
    seen = [one for one in tints if contrast(f"#{one[0]:02x}{one[1]:02x}{one[2]:02x}", plan.ground) > 3] or tints
    return plan.rng.choice(list(seen))


def photo(rng: random.Random, width: int, height: int) -> Image.Image:
    """Something like a photograph: light from one side, soft things, grain."""
    noise = np.random.default_rng(rng.randrange(1 << 30))
    tint = noise.uniform(70, 190, 3)
    soft = (tint + noise.normal(0, 38, (5, 6, 1)) + noise.normal(0, 14, (5, 6, 3))).clip(0, 255).astype(np.uint8)
    picture = np.asarray(Image.fromarray(soft).resize((width, height), Image.Resampling.BICUBIC), np.float32)
    fine = noise.normal(0, 26, (max(2, height // 9), max(2, width // 9), 1)).astype(np.float32)
    detail = np.asarray(Image.fromarray(fine[..., 0]).resize((width, height), Image.Resampling.BICUBIC))
    grain = noise.normal(0, 6, (height, width, 3))
    return Image.fromarray((picture + detail[..., None] + grain).clip(0, 255).astype(np.uint8))


def fitted(text: str, face: Path, width: float, height: float, largest: float) -> ImageFont.FreeTypeFont:
    size = round(largest)
    while size > 18:
        font = ImageFont.truetype(str(face), size)
        lines = wrap(text, font, width)
        if len(lines) * 1.12 * size <= height and max(font.getlength(line) for line in lines) <= width and fair(lines):
            return font
        size -= 2
    return ImageFont.truetype(str(face), 18)


def fair(lines: list[str]) -> bool:
    return len(lines) < 2 or len(lines[-1].split()) > 1 or len(lines[-1]) > 0.5 * max(map(len, lines))


def wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 1 and not fair(lines) and len(lines[-2].split()) > 2:
        *rest, last = lines[-2].split()
        lines[-2:] = [" ".join(rest), f"{last} {lines[-1]}"]
    return lines


def orphaned(text: str, face: Path, size: float, width: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The lines with a short word alone under them: less than a third of the longest, or it stands in a stack."""
    for smaller in range(round(size), 17, -2):
        font = ImageFont.truetype(str(face), smaller)
        lines = [*wrap(text, font, width), "now"]
        if 3 * font.getlength("now") < max(font.getlength(line) for line in lines):
            break
    return font, lines


def faults() -> dict[str, tuple[str, Callable[[Plan], Plan | None]]]:
    """Each fault: the rule that should find it, and what it does to a clean plan (None: it does not apply)."""

    def off_colour(plan: Plan) -> Plan | None:
        colours = [one.hex for one in plan.kit.colours] + ["#ffffff", "#000000"]
        for _ in range(200):
            base = np.asarray([int((plan.panel or "#4d77cf")[k : k + 2], 16) for k in (1, 3, 5)])
            shift = base + np.asarray([plan.rng.randint(-45, 45) for _ in range(3)])
            hex_ = "#" + "".join(f"{int(c):02x}" for c in shift.clip(0, 255))
            away = min(difference(hex_, one) for one in colours)
            if 6 < away < 16 and difference(hex_, plan.ground) > 10:
                return replace(plan, panel_colour=hex_, panel=hex_, photo=False)
        return None

    def faint(plan: Plan) -> Plan:
        ink, ground = (np.asarray([int(c[k : k + 2], 16) for k in (1, 3, 5)]) for c in (plan.ink, plan.ground))
        for share in np.linspace(0.6, 0.05, 40):
            hex_ = "#" + "".join(f"{int(c):02x}" for c in ink * share + ground * (1 - share))
            if contrast(hex_, plan.ground) < plan.rng.uniform(1.6, 2.9):
                break
        return replace(plan, body_ink=hex_, body_share=1.3)

    def cut(plan: Plan) -> Plan | None:
        # Nothing is to be seen of black letters that run out over a black field.
        hidden = plan.panel and contrast(plan.ink, plan.panel) < 2
        return replace(plan, cut=True, panel=None if hidden else plan.panel) if plan.shape != "billboard" else None

    def small_logo(plan: Plan) -> Plan | None:
        width = round(plan.logo.min_width * plan.rng.uniform(0.5, 0.85))
        picture = draw_logo(plan.kit, plan.logo, 200)
        return replace(plan, logo_width=width) if width >= 22 and width / picture.width * picture.height >= 9 else None

    def wrong_ground(plan: Plan) -> Plan | None:
        # No fault: a logo that the kit means for this ground, or one that brings its own and is read on that.
        meant = "light" if contrast(plan.ground, "#000000") > 9 else "dark"
        fits = [one for one in plan.kit.logos if one.on != meant and not has_own_ground(plan.kit, one)]
        fits = [one for one in fits if 1.08 < logo_stands_out(plan.kit, one, plan.ground) < 1.7]
        return replace(plan, logo=plan.rng.choice(fits), logo_width=max(plan.logo_width, 90)) if fits else None

    return {
        "off-palette colour": ("colours", off_colour),
        "faint text": ("text contrast", faint),
        "tiny type": ("type size", lambda plan: replace(plan, body_share=plan.rng.uniform(0.65, 0.8))),
        "logo too small": ("logo size", small_logo),
        "stretched logo": (
            "logo shape",
            lambda plan: replace(
                plan, logo_stretch=plan.rng.choice((0.75, 0.85, 1.15, 1.3)), logo_width=max(plan.logo_width, 70)
            ),
        ),
        "crowded logo": (
            "logo clear space",
            lambda plan: replace(plan, crowd=True, logo_width=max(plan.logo_width, 80)),
        ),
        "recoloured logo": ("logo colours", lambda plan: replace(plan, recolour=True)),
        "logo on the wrong ground": ("logo contrast", wrong_ground),
        "text outside the safe zone": (
            "safe zone",
            lambda plan: replace(plan, head_shift=plan.rng.uniform(0.2, 0.7)) if SHAPES[plan.shape][2][3] else None,
        ),
        "text runs out": ("overflow", cut),
        "orphan word": ("orphan word", lambda plan: replace(plan, orphan=True) if plan.shape != "billboard" else None),
        "no logo": ("logo", lambda plan: replace(plan, logo_width=0)),
        "too many kilobytes": ("kilobytes", lambda plan: replace(plan, max_kb=-1)),
        "wrong size": ("size", lambda plan: replace(plan, max_kb=-2)),
    }


def write(plan: Plan, path: Path) -> Format:
    """Paint and encode the plan; the format that it is held against."""
    width, height, safe = SHAPES[plan.shape]
    if plan.logo_width == 0:
        plan.logo_width, page = 60, None
        page = paint_without_logo(plan)
    else:
        page = paint(plan)
    page.save(path, quality=plan.quality)
    kilobytes = path.stat().st_size / 1000
    limit = max(4, int(kilobytes * plan.rng.uniform(0.6, 0.95))) if plan.max_kb == -1 else int(kilobytes * 1.3) + 5
    if plan.max_kb == -2:
        width += plan.rng.choice((-40, -1, 1, 20))
    return Format(
        plan.shape, plan.shape, "bench", width, height, ("jpeg",), "bench", "", date(2026, 1, 1), limit, safe=safe
    )


def paint_without_logo(plan: Plan) -> Image.Image:
    hidden = replace(plan, logo_width=plan.logo.min_width + 20)
    logo = stretched
    try:
        globals()["stretched"] = lambda one: Image.new("RGBA", logo(one).size)
        return paint(hidden)
    finally:
        globals()["stretched"] = logo


def own_kit(folder: Path) -> BrandKit:
    """Where the shared kits are not there: one of our own, with Pillow's face."""
    bars = '<rect x="0" y="0" width="30" height="60" fill="{0}"/><circle cx="75" cy="30" r="30" fill="{1}"/>'
    bars += '<path d="M120 60 L150 0 L180 60 Z" fill="{0}"/><rect x="195" y="22" width="60" height="16" fill="{1}"/>'
    (folder / "logos").mkdir(parents=True)
    for name, inks in (("light", ("#1b2a4a", "#d1495b")), ("dark", ("#ffffff", "#edae49"))):
        text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 255 60">{bars.format(*inks)}</svg>'
        (folder / "logos" / f"{name}.svg").write_text(text)
    face = ImageFont.load_default(20)
    (folder / "face.ttf").write_bytes(face.font_bytes)
    kit = BrandKit(
        folder.name,
        "Own",
        tuple(BrandColour(name, hex_) for name, hex_ in (("ink", "#1b2a4a"), ("red", "#d1495b"), ("sun", "#edae49"))),
        (),
        (Logo("logos/light.svg", "full", "light", 0.3, 60), Logo("logos/dark.svg", "full", "dark", 0.3, 60)),
    )
    text = to_toml(kit) + '\n[[type]]\nrole = "body"\nfamily = "Aileron"\nfile = "face.ttf"\n'
    (folder / "brand.toml").write_text(text)
    return read_kit(folder)


def real_kits(root: Path, into: Path) -> Iterator[BrandKit]:
    for name, family in KITS.items():
        made = import_kit([root / "kits" / name, root / "fonts" / family], name)
        for file, data in {**made.files, "brand.toml": to_toml(made.kit).encode()}.items():
            (into / name / file).parent.mkdir(parents=True, exist_ok=True)
            (into / name / file).write_bytes(data)
        yield read_kit(into / name)


def plans(kits: list[BrandKit], rng: random.Random) -> Iterator[Plan]:
    while True:
        plan = make_plan(rng.choice(kits), random.Random(rng.randrange(1 << 30)))
        if plan:
            yield plan


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--each", type=int, default=5)
    options.add_argument("--clean", type=int, default=60)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    root = Path(given.shared).absolute() / "data" / "brand"
    rng = random.Random(given.seed)
    used = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        kits = list(real_kits(root, Path(scratch) / "kits")) if root.is_dir() else [own_kit(Path(scratch) / "own")]
        known = {kit.name: draw_logos(kit) for kit in kits}
        found, planted, wrong, judged, sent_back = Counter(), Counter(), 0, 0, 0
        stream = plans(kits, rng)
        for fault, (rule, spoil) in faults().items():
            while planted[fault] < given.each:
                spoiled = spoil(next(stream))
                if spoiled is None:
                    continue
                path = folder / f"{fault.replace(' ', '-')}-{planted[fault]}.jpg"
                failed, _, seconds = broken(path, write(spoiled, path), spoiled.kit, known)
                used += seconds
                planted[fault] += 1
                found[fault] += rule in failed or (
                    rule.startswith("logo ") and fault != "crowded logo" and "logo" in failed
                )
                if rule not in failed:
                    print(f"missed: {fault} in {path.name} ({spoiled.kit.name}, {spoiled.shape}); failed: {failed}")
            print(f"{fault:28}found {found[fault]} of {planted[fault]}", flush=True)
        for number in range(given.clean):
            plan = next(stream)
            path = folder / f"clean-{number}.jpg"
            failed, tested, seconds = broken(path, write(plan, path), plan.kit, known)
            used += seconds
            judged, wrong, sent_back = judged + tested, wrong + len(failed), sent_back + bool(failed)
            if failed:
                print(f"false alarm: {path.name} ({plan.kit.name}, {plan.shape}): {failed}", flush=True)
    total = sum(planted.values())
    checked = max(total + given.clean, 1)
    print(f"processor time: {used / checked:.2f} s a picture, over {checked} of them")
    print(f"planted faults found: {sum(found.values())} of {total}, {sum(found.values()) / max(total, 1):.1%}")
    print(f"clean pictures sent back: {sent_back} of {given.clean}, {sent_back / max(given.clean, 1):.1%}")
    print(f"false alarms among their rulings: {wrong} of {judged}, {wrong / max(judged, 1):.2%}")


def broken(path: Path, wanted: Format, kit: BrandKit, known: dict[str, KnownLogos]) -> tuple[list[str], int, float]:
    """The rules that are broken, how many things were tested, and the seconds of a core that it took."""
    begun = time.process_time()
    checked = check_picture(path, Held(brand=kit, format=wanted), known[kit.name])
    used = time.process_time() - begun
    failed = [one for one in checked.verdicts if one["passed"] is False and one["rule"] != "text contrast, APCA"]
    return [f"{one['rule']}" for one in failed], checked.tested, used


if __name__ == "__main__":
    main()
