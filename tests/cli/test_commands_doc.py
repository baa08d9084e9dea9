"""docs/commands.md against the commands: each is there, with an example that can be called."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from collector.cli.main import root

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
EXAMPLES = [line for line in PAGE.splitlines() if line.startswith("collector ")]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that is no group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = [" ".join(words) for words in commands(root)]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_explained_and_has_an_example(command: str) -> None:
    assert f"`collector {command}` " in PAGE
    assert any(f"{line} ".startswith(f"collector {command} ") for line in EXAMPLES)


def test_nothing_is_explained_that_is_not_there() -> None:
    explained = re.findall(r"^`collector ([a-z ]+)` ", PAGE, re.MULTILINE)

    assert sorted(explained) == sorted(COMMANDS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_called(example: str) -> None:
    command: click.Command = root
    words = shlex.split(example)[1:]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found

    command.make_context(example, words)
