"""A sample workspace: photos of a real shop where the network allows it, else pictures painted here.

``python -m maquette.samples DIR`` makes one.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
import tarfile
import tempfile
from pathlib import Path

from maquette.errors import MaquetteError
from maquette.packages import fetch_package
from maquette.painted import paint

PACKAGE = "npm:@vendure/create@2.3.4"
SHA256 = "ea1205779025ad02ed84e60e33ef568157c2e8a4ab81dd33a7034f97652a38bf"
"""Of the package's archive. It is MIT licensed; the photos in it are under the Unsplash licence."""
COLUMNS = ("id", "name", "price", "currency", "photo", "photographer", "licence", "source")
_MOST = 2_000_000


def make_sample(folder: Path, archive: Path | None = None) -> str:
    """Fill *folder* with photos/, products.csv and CREDITS.md, and say in a line what they are.

    *archive* is the shop's package, fetched already. What is there already with other content stays, and is an error
    (``FileExistsError``): nothing of a person's is overwritten.
    """
    rows, pictures = _shop(archive) if archive else ([], {})
    if pictures:
        told = f"{len(pictures)} photos of a sample shop ({PACKAGE}, Unsplash licence, credits in CREDITS.md)"
    else:
        with tempfile.TemporaryDirectory() as place:
            painted = paint(Path(place))
            pictures = {path.name: path.read_bytes() for path in painted}
        rows = [
            {
                "id": Path(name).stem,
                "name": Path(name).stem.capitalize(),
                "photo": f"photos/{name}",
                "licence": "CC0-1.0",
            }
            for name in pictures
        ]
        told = f"{len(pictures)} pictures painted here stand in for photos"
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    credits_text = "# Credits\n\n" + "".join(
        f"- {row['photo']}: {row.get('photographer') or 'painted by Maquette'} ({row['licence']})\n" for row in rows
    )
    files = {f"photos/{name}": data for name, data in pictures.items()}
    files |= {"products.csv": table.getvalue().encode(), "CREDITS.md": credits_text.encode()}
    settings = b"# A Maquette workspace. What it remembers lies in .maquette; looks are files in looks/.\n"
    for name, data in (files | {"maquette.toml": settings}).items():
        _put(folder / name, data)
    return told


def _shop(archive: Path) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    data = archive.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{archive.name} is not {PACKAGE}: its checksum differs")
    pictures: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        for member in package:
            name = Path(member.name).name
            if member.isfile() and member.size < _MOST and member.name.startswith("package/assets/images/"):
                opened = package.extractfile(member)
                pictures[name] = opened.read() if opened else b""
        listed = package.extractfile("package/assets/products.csv")
        table = listed.read().decode() if listed else ""
    rows = []
    for line in csv.DictReader(io.StringIO(table)):
        plain = {(key or "").strip(): (value or "").strip() for key, value in line.items() if isinstance(value, str)}
        photo = plain.get("assets", "").split("|")[0]
        if plain.get("name") and photo in pictures:
            rows.append(_row(plain["slug"], plain["name"], plain.get("price", ""), photo))
    used = {row["photo"] for row in rows}
    rows += [_row(Path(name).stem, "", "", name) for name in sorted(pictures) if f"photos/{name}" not in used]
    return rows, pictures


def _row(name: str, title: str, price: str, photo: str) -> dict[str, str]:
    words = Path(photo).stem.removesuffix("-unsplash").split("-")
    photographer = " ".join(word.capitalize() for word in words if not word.isdigit())
    return {
        "id": name,
        "name": title,
        "price": f"{float(price):.2f}" if price else "",
        "currency": "USD" if price else "",
        "photo": f"photos/{photo}",
        "photographer": photographer,
        "licence": "Unsplash licence",
        "source": PACKAGE.replace(":", " "),
    }


def _put(path: Path, data: bytes) -> None:
    if path.exists():
        if path.name == "maquette.toml" or path.read_bytes() == data:
            return
        raise FileExistsError(f"{path} is there already with other content; name an empty folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def fetch(place: Path) -> Path | None:
    """The shop's package by npm, or None when there is no npm or no network."""
    try:
        return fetch_package(PACKAGE, place, patience=120)
    except MaquetteError:
        return None


def main(arguments: list[str]) -> int:
    """``python -m maquette.samples [DIR]``."""
    options = argparse.ArgumentParser(prog="python -m maquette.samples", description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=Path("demo"), help="where it is made (default: demo)")
    folder = options.parse_args(arguments).folder
    with tempfile.TemporaryDirectory() as place:
        archive = fetch(Path(place))
        try:
            told = make_sample(folder, archive)
        except (ValueError, OSError) as error:
            sys.stderr.write(f"error: {error}\n")
            return 2
    sys.stdout.write(f"{folder}: {told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
