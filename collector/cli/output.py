"""Data on standard output: JSON, lines and columns that do no harm to a terminal."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from collector.errors import CollectorError, Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


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
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    are_numbers = [
        all(value is None or isinstance(value, int) for value in column)
        for column in zip(*rows, strict=True)
    ]
    for row in cells:
        padded = [
            " " * (width - _width(cell)) + cell
            if is_number
            else cell + " " * (width - _width(cell))
            for cell, width, is_number in zip(row, widths, are_numbers, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


def _width(text: str) -> int:
    """Cells of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    # Imported here: it takes a while, and most names need none of it.
    from rich.cells import cell_len

    return cell_len(text)


def end_of(text: str, length: int) -> str:
    """A text where it has room, else its end: of names the beginning is often shared."""
    return text if len(text) <= length else f"…{text[1 - length :]}"


def write_file(target: Path, parts: Iterable[bytes]) -> int:
    """Write a file in one step; returns its number of lines."""
    if target.exists() and not target.is_file():
        raise Conflict(f"{target} is no file that could be replaced.")
    unfinished = target.with_name(f".{target.name}.tmp")
    try:
        with unfinished.open("wb") as file:
            count = 0
            for part in parts:
                file.write(part)
                count += part.count(b"\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise CollectorError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count
