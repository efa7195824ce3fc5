"""What can be done about an error, in the page: it has its own words wherever the error speaks of the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import maquette

ROOT = Path(maquette.__file__).parent
STRINGS = ROOT.parents[1] / "studio-web" / "src" / "strings"
COMMANDS = re.compile(r"(?<![\w-])--[a-z]|\bmaquette [a-z]+|`|\bchmod\b|\bpip install\b|\bthe variable\b|\bdocs/")


def said(node: ast.expr | None) -> str:
    """The words in an expression, whatever is put into them."""
    return " ".join(
        one.value
        for one in ast.walk(node or ast.Constant(""))
        if isinstance(one, ast.Constant) and type(one.value) is str
    )


def names(tree: ast.Module) -> dict[str, str]:
    """For each name all words that are ever assigned to it."""
    found: dict[str, str] = {}
    for line in ast.walk(tree):
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            found[line.targets[0].id] = f"{found.get(line.targets[0].id, '')} {said(line.value)}"
    return found


def calls() -> Iterator[tuple[str, str, str]]:
    """Every error that is raised with a mend: where, its code, its mend."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in ROOT.rglob("*.py") if path.parent.name != "cli"}
    usual: dict[str, str] = {}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    if (
                        isinstance(line, ast.Assign)
                        and said(line.value)
                        and getattr(line.targets[0], "id", "") == "code"
                    ):
                        usual[node.name] = said(line.value)
                        # What a class says of itself in its __init__ goes by its own code.
                        for inner in ast.walk(node):
                            if isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") == "__init__":
                                inner.func = ast.Name(node.name)
    for path, tree in trees.items():
        named = names(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                kind = getattr(node.func, "id", "")
                placed = dict(zip(("code", "reason", "mend"), node.args, strict=False)) if kind == "Doubt" else {}
                given = placed | {one.arg: one.value for one in node.keywords if one.arg}
                if mend := given.get("mend"):
                    told = said(mend) + " ".join(named.get(getattr(one, "id", ""), "") for one in ast.walk(mend))
                    yield (
                        f"{path.relative_to(ROOT)}:{node.lineno}",
                        said(given.get("code")) or usual.get(kind, ""),
                        told,
                    )


def test_no_page_tells_anybody_to_type_a_command() -> None:
    speaking = [one for one in calls() if COMMANDS.search(one[2])]
    assert len(speaking) > 20, "they are found at all"
    for language in ("en", "de"):
        words = (STRINGS / f"{language}.ts").read_text("utf-8")
        silent = [one for one in speaking if f"'mend.{one[1]}'" not in words]
        assert not silent, f"strings/{language}.ts has no mend of these codes, or they have none: {silent}"
        told = re.findall(r"^  'mend\.[\w-]+': '(.*)',$", words, re.MULTILINE)
        assert not [text for text in told if COMMANDS.search(text)]


def reasons() -> list[str]:
    """The server's sentences that the German page has words for, as they are in English."""
    words = (STRINGS / "de.reasons.ts").read_text("utf-8")
    found = re.findall(r"""^  (?:'([^']*)'|"([^"]*)"): '""", words, re.MULTILINE)
    return [one or other for one, other in found]


def sentences() -> Iterator[re.Pattern[str]]:
    """Everything that the sources could say, whatever is put into it."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(one.value) if isinstance(one, ast.Constant) else ".*" for one in node.values]
                if sum(len(one) for one in parts if one != ".*") > 7:
                    yield re.compile("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield re.compile(re.escape(node.value))


def test_a_reason_that_is_translated_is_one_that_is_said() -> None:
    said_somewhere = list(sentences())
    known = reasons()
    assert len(known) > 50
    lost = [one for one in known if not any(each.fullmatch(re.sub(r"\{\w+\}", "x", one)) for each in said_somewhere)]
    assert not lost, f"nothing says this any more: mend strings/de.reasons.ts: {lost}"


def test_what_a_cut_out_is_doubted_for_is_told_in_the_readers_language() -> None:
    tree = ast.parse((ROOT / "pixels" / "certainty.py").read_text("utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Doubt"]
    spoken = [re.sub(r"\{[^}]*\}", "{}", ast.unparse(one.args[1]).lstrip("f").strip("'\"")) for one in calls]
    known = {re.sub(r"\{\w+\}", "{}", one) for one in reasons()}
    assert len(spoken) > 5
    assert not [one for one in spoken if one not in known]
