"""`collector sql`: ask the relations of a log with SQL."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from collector.cli.options import settings_from
from collector.cli.output import print_bytes, print_columns, write_file
from collector.cli.source_options import log_options
from collector.errors import CollectorError, NotFound
from collector.store.sql_formats import FORMATS, Format, Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.log.answers import SqlAnswer

Form: TypeAlias = Literal["table"] | Format

#: Suffix of a file → format.
SUFFIXES: dict[str, Format] = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".parquet": "parquet",
}

#: Characters of a value in a table on a terminal; elsewhere it is whole.
_MOST_SHOWN = 60


@click.command()
@click.argument("query", required=False)
@click.option("--file", "source", metavar="FILE", help="Read the query from this file.")
@click.option(
    "-p",
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A text for $NAME in the query; may be given again.",
)
@click.option("--limit", type=click.IntRange(0), help="Most rows; [sql] max_rows may allow less.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", *FORMATS)),
    help="How to write the result.  [by the suffix of -o, else table]",
)
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
@log_options
def command(
    *,
    query: str | None,
    source: str | None,
    parameters: tuple[str, ...],
    limit: int | None,
    form: Form | None,
    output: str | None,
    **options: Any,  # noqa: ANN401 - those of `log_options`
) -> None:
    """Print what a SELECT in the SQL of DuckDB gives; with - it is read from standard input.

    Nothing is changed. A database that no collector serves is opened to be read only, and may be a
    snapshot.
    """
    chosen = _format(form, output)
    asked = Query(_text(query, source), dict(map(_parameter, parameters)), limit)
    found = _ask(options, asked, "json" if chosen == "table" else chosen)
    if output is not None:
        write_file(Path(output), [found.content])
        click.echo(f"wrote {found.row_count:,} rows to {output}", err=True)
    elif chosen == "table":
        _print_table(json.loads(found.content, parse_float=Decimal))
    else:
        print_bytes(found.content)
        if chosen == "json":
            click.echo()
    if found.is_truncated:
        click.echo(f"truncated at {found.row_count:,} rows", err=True)


def _format(form: Form | None, output: str | None) -> Form:
    """The format that is meant; raises UsageError for one that cannot go there."""
    if output is None:
        if form in {"arrow", "parquet"} and sys.stdout.isatty():
            raise click.UsageError(f"{form} is nothing for a terminal: name a file with -o.")
        return form or "table"
    suffix = Path(output).suffix.lower()
    if form is None and suffix not in SUFFIXES:
        raise click.UsageError(
            f"{output} does not tell the format; name it with --format, or end the file in one of "
            f"{', '.join(SUFFIXES)}."
        )
    if form == "table":
        raise click.UsageError("A table goes to standard output; name another --format.")
    return form or SUFFIXES[suffix]


def _text(query: str | None, source: str | None) -> str:
    if (query is None) == (source is None):
        raise click.UsageError("Give a query, - for standard input, or --file FILE.")
    if source is None and query != "-":
        return str(query)
    try:
        content = sys.stdin.buffer.read() if source is None else Path(source).read_bytes()
        return content.decode()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {source}.") from error
    except OSError as error:
        raise CollectorError(f"{source} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CollectorError(f"The query is not UTF-8: {error.reason}.") from error


def _parameter(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not (name and equals):
        raise click.UsageError(f"--param takes NAME=VALUE, not {written!r}.")
    return name.removeprefix("$"), value


def _ask(options: Mapping[str, Any], query: Query, form: Format) -> SqlAnswer:
    from collector.log.source import open_queryable

    with open_queryable(settings_from(options), options["url"], options["api_key"]) as log:
        return log.sql(query, form)


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
