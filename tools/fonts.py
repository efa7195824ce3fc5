"""Builds the shipped fonts: takes the @fontsource packages from npm, merges their slices, writes TTF files.

    uv run python tools/fonts.py

The painter reads no WOFF2, and one file a weight is quicker than seven. The result is committed; this script is how
to do it again with newer versions. Needs npm.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "src/maquette/design/fonts"


class Family(NamedTuple):
    package: str
    version: str
    title: str
    styles: tuple[tuple[int, str], ...]
    scripts: tuple[str, ...]
    leave_out: tuple[str, ...] = ()


def upright(*weights: int) -> tuple[tuple[int, str], ...]:
    return tuple((weight, "normal") for weight in weights)


LATIN = ("latin", "greek", "cyrillic")
FAMILIES = (
    Family("inter", "5.3.0", "Inter", (*upright(400, 500, 600, 700, 800), (400, "italic")), LATIN),
    Family("instrument-serif", "5.3.0", "Instrument Serif", ((400, "normal"), (400, "italic")), ("latin",)),
    Family("fraunces", "5.3.0", "Fraunces", (*upright(400, 600), (400, "italic")), ("latin",)),
    Family("bricolage-grotesque", "5.3.0", "Bricolage Grotesque", upright(500, 800), ("latin",)),
    Family("anton", "5.3.0", "Anton", upright(400), ("latin",)),
    Family("noto-sans-arabic", "5.3.0", "Noto Sans Arabic", upright(400, 700), ("arabic",)),
    Family("noto-sans-devanagari", "5.3.0", "Noto Sans Devanagari", upright(400, 700), ("devanagari",)),
    Family("noto-sans-thai", "5.3.0", "Noto Sans Thai", upright(400, 700), ("thai",)),
    Family("noto-sans-hebrew", "5.3.0", "Noto Sans Hebrew", upright(400, 700), ("hebrew",)),
    Family("noto-sans-jp", "5.3.0", "Noto Sans JP", upright(500), ("han", "kana"), ("japanese",)),
    Family("noto-sans-kr", "5.3.0", "Noto Sans KR", upright(500), ("hangul",), ("korean",)),
    Family("noto-color-emoji", "5.3.2", "Noto Color Emoji", upright(400), ("emoji",)),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        packages = fetch(Path(folder))
        OUT.mkdir(parents=True, exist_ok=True)
        entries, total = [], 0
        for family in FAMILIES:
            package = packages / family.package
            (OUT / f"{family.package}.LICENSE").write_bytes((package / "LICENSE").read_bytes())
            for weight, style in family.styles:
                target = OUT / f"{family.package}-{weight}{'-italic' if style == 'italic' else ''}.ttf"
                build(package, family, weight, style, target)
                total += target.stat().st_size
                entries.append(entry(family, weight, style, target))
                print(f"{target.name:44} {target.stat().st_size / 1000:7.0f} kB", flush=True)
        head = "# Written by tools/fonts.py. Families in the order in which they stand in for each other.\n"
        (OUT / "fonts.toml").write_text(head + "".join(entries))
        print(f"{total / 1e6:.1f} MB")


def fetch(folder: Path) -> Path:
    wanted = [f"@fontsource/{one.package}" + (f"@{one.version}" if one.version else "") for one in FAMILIES]
    subprocess.run(["npm", "init", "-y"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *wanted], cwd=folder, check=True)
    return folder / "node_modules/@fontsource"


def build(package: Path, family: Family, weight: int, style: str, target: Path) -> None:
    if "emoji" in family.scripts:
        font = TTFont(package / "files" / f"{family.package}-emoji-{weight}-{style}.woff2")
        del font["SVG "]  # the painter draws COLRv1; the second set of drawings is 4 MB of nothing
    else:
        font = merged(slices(package, family, weight, style))
    font.flavor = None
    font.save(target)


def slices(package: Path, family: Family, weight: int, style: str) -> list[Path]:
    found = []
    for path in sorted((package / "files").glob(f"{family.package}-*-{weight}-{style}.woff2")):
        subset = path.name.removeprefix(f"{family.package}-").removesuffix(f"-{weight}-{style}.woff2")
        if subset not in family.leave_out:
            found.append(path)
    # The plain Latin slice first: the merged font takes its vertical measures and names.
    return sorted(found, key=lambda path: (f"-latin-{weight}" not in path.name, path.name))


def merged(paths: list[Path]) -> TTFont:
    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for path in paths:
            font = TTFont(path)
            font.flavor = None
            plain.append(Path(folder) / f"{path.stem}.ttf")
            font.save(plain[-1])
        return Merger(Options(drop_tables=["vhea", "vmtx", "STAT", "DSIG"])).merge([str(path) for path in plain])


def entry(family: Family, weight: int, style: str, target: Path) -> str:
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    scripts = ", ".join(f'"{one}"' for one in family.scripts)
    italic = "true" if style == "italic" else "false"
    return (
        f'\n[[font]]\nfamily = "{family.title}"\nfile = "{target.name}"\nweight = {weight}\n'
        f'italic = {italic}\nscripts = [{scripts}]\nsha256 = "{digest}"\n'
    )


if __name__ == "__main__":
    sys.exit(main())
