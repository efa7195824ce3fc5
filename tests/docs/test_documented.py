"""Every command, flag, input and environment variable is documented."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from maquette.cli import COMMANDS, parser
from maquette.workflows import registry

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "commands.md").read_text()


def commands() -> dict[str, argparse.ArgumentParser]:
    action = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_flag_is_documented(name: str) -> None:
    assert f"`{name}" in TEXT
    for action in commands()[name]._actions:
        for flag in action.option_strings:
            assert flag in TEXT, f"{name} {flag}"


@pytest.mark.parametrize("workflow", registry.all_workflows(), ids=lambda one: one.name)
def test_every_input_is_documented(workflow: object) -> None:
    for parameter in workflow.parameters.values():  # type: ignore[attr-defined]
        assert parameter.help
        assert parameter.flag in TEXT


def test_every_variable_is_documented() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text()
    found = {
        name for file in (ROOT / "src").rglob("*.py") for name in re.findall(r"MAQUETTE_[A-Z_]+", file.read_text())
    }
    assert found
    assert not {name for name in found if name not in settings}
