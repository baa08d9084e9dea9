"""Results of queries on standard output: a table for people, or bytes as they came."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from collector.cli.output import print_bytes, print_columns
from collector.store.sql_formats import Format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.store.sql_formats import SqlAnswer

Form: TypeAlias = Literal["table"] | Format

#: Characters of a value in a table on a terminal; elsewhere it is whole.
_MOST_SHOWN = 60


def asked_format(form: Form) -> Format:
    """The format to ask for, to print the result in a form."""
    return "json" if form == "table" else form


def print_answer(answer: SqlAnswer, form: Form) -> None:
    """The rows; on standard error whether some are missing."""
    if form == "table":
        _print_table(json.loads(answer.content, parse_float=Decimal))
    else:
        print_bytes(answer.content)
        if form == "json":
            click.echo()
    tell_truncated(answer)


def tell_truncated(answer: SqlAnswer) -> None:
    """Say on standard error that there are more rows, where there are."""
    if answer.is_truncated:
        click.echo(f"truncated at {answer.row_count:,} rows", err=True)


def _print_table(answer: Mapping[str, Any]) -> None:
    names = [column["name"] for column in answer["columns"]]
    print_columns(names, [_row(row, is_cut=sys.stdout.isatty()) for row in answer["rows"]])
    if not answer["rows"]:
        click.echo("no rows", err=True)


def _row(row: Sequence[object], *, is_cut: bool) -> list[object]:
    cells = [
        json.dumps(value, ensure_ascii=False, default=float)
        if isinstance(value, list | dict | bool)
        else value
        for value in row
    ]
    return [_cut(cell) if is_cut and isinstance(cell, str) else cell for cell in cells]


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
