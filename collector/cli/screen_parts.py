"""Parts of screens: titles, facts, and tables under headings."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeAlias

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from collector.cli.output import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from collector.cli.asked import Row

Cell: TypeAlias = str | Text

#: Columns where there is no terminal that could be too narrow.
_WIDE = 1000

_STYLES = {"COMPLETE": "green", "pass": "green", "FAIL": "red", "fail": "red", "ABORT": "red"}


def print_screen(parts: Iterable[RenderableType], *, is_fitted: bool = False) -> None:
    """Parts one below the other; what is read by a program has no colours and no line is broken.

    What is fitted to the terminal already is not broken there either.
    """
    is_wide = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    # Bold and dim are no colours, but whoever wants none of these does not want them either.
    is_plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    console = Console(
        width=_WIDE if is_wide else None,
        force_terminal=False if is_plain else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=is_fitted)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def title(kind: str, node: str, rest: str) -> Text:
    title = Text.assemble((f"{kind} ", "dim"), (printable(node), "bold"), overflow="fold")
    if rest:
        title.append("  ").append(coloured(rest))
    return title


def facts(facts: Mapping[str, Cell | bool | None]) -> RenderableType:
    """What is known, a line each; without what is not."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            table.add_row(name, cell(value))
    return Padding(table, (0, 0, 0, 2))


def section(
    heading: str, columns: Mapping[str, Callable[[Row], Cell | None]], rows: Sequence[Row]
) -> Iterator[RenderableType]:
    """A table under a heading, without columns that are empty; nothing without rows."""
    if not rows:
        return
    cells = {name: [cell(read(row) or "") for row in rows] for name, read in columns.items()}
    cells = {name: column for name, column in cells.items() if any(map(str, column))}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in cells:
        is_number = name in {"rows", "size", "took", "files"}
        table.add_column(name, overflow="fold", justify="right" if is_number else "left")
    for row in zip(*cells.values(), strict=True):
        table.add_row(*row)
    yield Text(f"\n{heading}", style="bold")
    yield Padding(table, (0, 0, 0, 2))


def coloured(word: str) -> Text:
    return Text(printable(word), style=_STYLES.get(word, ""))


def words(*words: str | None) -> str:
    return " ".join(filter(None, words))


def one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def cell(value: object) -> Text:
    """Text that does no harm to a terminal."""
    return value if isinstance(value, Text) else Text(printable(value))
