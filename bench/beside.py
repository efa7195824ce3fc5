"""A campaign painted by warm renderers side by side. Others are given pages that we laid out; ours lays out as well."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from pathlib import Path

from chromium import Browser, chromium
from maquette.design.formats import Format, find_formats
from maquette.design.pool import painters
from maquette.design.scene import Fill, Gradient, Item, Picture, Scene, Shape, Words
from maquette.design.sources import Sources
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.compose import compose, warm
from maquette.design.template.layout import lay_out
from maquette.design.template.theme import theme
from maquette.design.text.faces import shipped_faces, vertical
from maquette.workspace import open_workspace

QUALITY = 90
CORES = os.cpu_count() or 1
HELPERS = "@takumi-rs/helpers@2"


@dataclass(frozen=True)
class Page:
    name: str
    width: int
    height: int
    html: str


@dataclass(frozen=True)
class Rate:
    files: int
    wall: float
    cpu: float
    of: str

    def __str__(self) -> str:
        return (
            f"{self.of:22} {self.files:4} painted   {self.wall:6.2f} s ({self.cpu:5.2f} s of CPU)"
            f"  {self.files / self.wall:.0f} files/s, {self.files / self.cpu:.0f} per CPU second"
        )


def pages(folder: Path, rows: list[dict[str, str]], photo: Path) -> list[Page]:
    """Every row in every format of the launch kit, as the template ``ad`` lays it out."""
    with open_workspace(folder) as space:
        template, kit = space.template("ad"), space.brand("acme")
        look = theme(template, kit)
    logos = {logo.path: Path(logo.path) for logo in look.logos.values()}
    sources = Sources({"picture": photo, **logos})
    files = {"picture": photo.name, **{path: os.path.relpath(path, folder) for path in logos}}
    made = []
    for row in rows:
        content = Content({name: row[name] for name in ("headline", "body", "cta")}, {}, "")
        for one in find_formats("launch-kit"):
            canvas = Canvas(one.width, one.height, one.safe)
            scene, _ = lay_out(template, look, content, canvas, sources)
            made.append(Page(f"{row['id']}-{one.name}", one.width, one.height, html(scene, files)))
    return made


def html(scene: Scene, files: dict[str, str]) -> str:
    """The scene as absolutely placed boxes, pictures and lines."""
    inside = "".join(_item(item, files) for item in scene.items)
    size = f"position:relative;overflow:hidden;width:{scene.width}px;height:{scene.height}px"
    return f'<div style="{size};{_fill(scene.ground)}">{inside}</div>'


def _item(item: Item, files: dict[str, str]) -> str:
    if isinstance(item, Words):
        cap, up, down = vertical(item.style.face.path)
        assert cap
        drop = ((1 - up - down) / 2 + up) * item.size
        how = f"font-family:'{item.style.face.family}';font-weight:{item.style.face.weight};font-size:{item.size:.2f}px"
        how += f";letter-spacing:{item.style.tracking * item.size:.3f}px;line-height:1;color:{item.colour}"
        return "".join(
            f'<div style="position:absolute;white-space:pre;left:{x:.2f}px;top:{y - drop:.2f}px;{how}">'
            f"{escape(text)}</div>"
            for text, x, y in item.lines
        )
    x, y, wide, high = item.frame
    style = f"position:absolute;left:{x:.2f}px;top:{y:.2f}px;width:{wide:.2f}px;height:{high:.2f}px"
    style += ";border-radius:50%" if item.outline == "ellipse" else f";border-radius:{item.radius:.2f}px"
    if item.shadow:
        style += f";box-shadow:0 {item.shadow.down:.1f}px {2 * item.shadow.blur:.1f}px {item.shadow.colour}"
    if isinstance(item, Shape):
        return f'<div style="{style};{_fill(item.fill)}"></div>'
    return f'<div style="{style};overflow:hidden">{_image(item, files)}</div>'


def _image(item: Picture, files: dict[str, str]) -> str:
    left, top, right, bottom = item.crop
    wide, high = item.frame.width / (right - left), item.frame.height / (bottom - top)
    place = f"left:{-left * wide:.2f}px;top:{-top * high:.2f}px;width:{wide:.2f}px;height:{high:.2f}px"
    return f'<img src="{escape(files[item.source])}" style="position:absolute;max-width:none;{place}">'


def _fill(fill: Fill) -> str:
    if isinstance(fill, Gradient):
        return f"background:linear-gradient({fill.angle + 90:g}deg,{fill.start},{fill.end})"
    return f"background:{fill}" if fill else ""


def by_chromium(folder: Path, some: list[Page], out: Path) -> Rate | str:
    """A warm browser for every core: one document each, whose body changes from picture to picture."""
    if chromium() is None:
        return "Chromium is not installed here (apt install chromium)"
    faces = "".join(
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};src:url('file://{face.path}')}}"
        for face in shipped_faces()
        if not face.italic
    )
    (folder / "page.html").write_text(f"<!doctype html><meta charset=utf-8><style>{faces}body{{margin:0}}</style>")
    out.mkdir(exist_ok=True)

    def paint(browser: Browser, part: list[Page]) -> None:
        for one in part:
            browser.fill(one.html)
            (out / f"{one.name}.jpg").write_bytes(browser.jpeg(one.width, one.height, QUALITY))

    with Browser() as first, Browser() as second:
        browsers = [first, second][: max(1, min(2, CORES))]
        largest = max(max(one.width, one.height) for one in some)
        for browser in browsers:
            browser.open(folder / "page.html", largest)
            paint(browser, some[:12])
        parts = [some[place :: len(browsers)] for place in range(len(browsers))]
        roots = [browser.process.pid for browser in browsers]
        before, begun = sum(map(cpu_below, roots)), time.perf_counter()
        with ThreadPoolExecutor(len(browsers)) as pool:
            list(pool.map(paint, browsers, parts))
        wall, cpu = time.perf_counter() - begun, sum(map(cpu_below, roots)) - before
    return Rate(len(some), wall, cpu, f"warm Chromium, {len(browsers)} of them")


def by_us(folder: Path, rows: list[dict[str, str]], photo: Path, out: Path) -> Rate:
    """Our painters, warm, one a core: they lay out, paint and encode, the small picture for the sheets as well."""
    with open_workspace(folder) as space:
        template, kit = space.template("ad"), space.brand("acme")
        look = theme(template, kit)
    out.mkdir(exist_ok=True)
    formats = find_formats("launch-kit")
    jobs = [(row, one) for row in rows for one in formats]

    def paint(job: tuple[dict[str, str], Format]) -> None:
        row, one = job
        texts = {name: row[name] for name in ("headline", "body", "cta")}
        size = {"width": one.width, "height": one.height, "safe": one.safe}
        made = compose(template, look, texts=texts, picture=photo, **size)
        (out / f"{row['id']}-{one.name}.jpg").write_bytes(made.data)

    painters().prepare(warm, len(jobs))
    with ThreadPoolExecutor(2 * CORES) as pool:
        list(pool.map(paint, jobs[: len(formats)]))
        before, begun = cpu_below(os.getpid()), time.perf_counter()
        list(pool.map(paint, jobs))
        wall, cpu = time.perf_counter() - begun, cpu_below(os.getpid()) - before
    painters().close()
    return Rate(len(jobs), wall, cpu, "ours, warm")


def cpu_below(root: int) -> float:
    """Processor seconds of a process and all below it, as far as they live."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(number)
        used[number] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    total, left = 0.0, [root]
    while left:
        number = left.pop()
        total += used.get(number, 0.0)
        left += children.get(number, [])
    return total


TAKUMI = """
import { createRequire } from "node:module";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
const job = JSON.parse(await readFile("takumi.json", "utf-8"));
const need = createRequire(job.modules + "/");
const { Renderer } = need("@takumi-rs/core"), { fromHtml } = need("@takumi-rs/helpers/html");
const renderer = new Renderer({ cacheMaxBytes: 256 * 2 ** 20 });
for (const font of job.fonts) await renderer.registerFont({ ...font, data: await readFile(font.path) });
const images = await Promise.all(job.images.map(async (src) => ({ src, data: await readFile(src) })));
for (const page of job.pages) page.node = fromHtml(page.html).node;
const paint = async (page) => writeFile(`${job.out}/${page.name}.jpg`, await renderer.render(page.node, {
  width: page.width, height: page.height, format: "jpeg", quality: job.quality, images }));
const all = async (pages) => {
  let next = 0;
  const work = async () => { while (next < pages.length) await paint(pages[next++]); };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
};
await all(job.pages.slice(0, 12));
const before = process.cpuUsage(), begun = performance.now();
await all(job.pages);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ wall: (performance.now() - begun) / 1e3, cpu: (user + system) / 1e6 }));
"""


def by_takumi(folder: Path, some: list[Page], out: Path) -> Rate | str:
    """Takumi in Node, warm, on every core; fetched by npm into *folder* for as long as the bench takes."""
    modules = takumi(folder / "node")
    if isinstance(modules, str):
        return modules
    out.mkdir(exist_ok=True)
    fonts = [
        {"name": face.family, "weight": face.weight, "style": "normal", "path": face.path}
        for face in shipped_faces()
        if f"'{face.family}'" in some[0].html and not face.italic
    ]
    images = sorted({part.split('"')[0] for one in some for part in one.html.split('src="')[1:]})
    job = {
        "modules": str(modules), "fonts": fonts, "images": images, "out": str(out), "quality": QUALITY,
        "pages": [vars(one) for one in some],
    }  # fmt: skip
    (folder / "takumi.json").write_text(json.dumps(job))
    (folder / "takumi.mjs").write_text(TAKUMI)
    done = subprocess.run(["node", "takumi.mjs"], check=False, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        return f"Takumi failed: {done.stderr.strip()[:600]}"
    told = json.loads(done.stdout.splitlines()[-1])
    return Rate(len(some), told["wall"], told["cpu"], "warm Takumi")


def takumi(folder: Path) -> Path | str:
    """The folder of Node's modules that holds Takumi, or a word on why there is none."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Takumi is not measured: there is no Node here (apt install nodejs npm)"
    folder.mkdir(exist_ok=True)
    fetch = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "@takumi-rs/core@2", HELPERS]
    try:
        done = subprocess.run(fetch, check=False, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return "Takumi is not measured: npm has not fetched it in two minutes"
    if done.returncode:
        return f"Takumi is not measured: npm cannot fetch it ({done.stderr.strip()[:200]})"
    return folder / "node_modules"
