"""Data on standard output: JSON, lines and columns that do no harm to a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


def print_json(value: object) -> None:
    """JSON for people: indented."""
    click.echo(_encoded(json.dumps(value, ensure_ascii=False, indent=2)))


def print_json_line(value: object) -> None:
    """JSON as one line, of a stream."""
    click.echo(_encoded(json.dumps(value, ensure_ascii=False, separators=(",", ":"))))


def _encoded(text: str) -> bytes:
    """UTF-8, whatever the terminal speaks; of a file's name that is none the bytes it has."""
    return text.encode(errors="surrogateescape")


def print_bytes(content: bytes) -> None:
    """Bytes as they are."""
    click.echo(content, nl=False)


def printable(value: object) -> str:
    """A value in one line of text: nothing for None, control characters as escapes."""
    if value is None:
        return ""
    text = str(value)
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def print_columns(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under headings; numbers stand on the right. Nothing where there are no rows."""
    if not rows:
        return
    cells = [list(headings), *([printable(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    are_numbers = [
        all(value is None or isinstance(value, int) for value in column)
        for column in zip(*rows, strict=True)
    ]
    for row in cells:
        padded = [
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, are_numbers, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())
