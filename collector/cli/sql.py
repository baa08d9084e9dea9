"""`collector sql`: ask the relations of a log with SQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collector.cli.options import LARGEST, settings_from
from collector.cli.output import write_file
from collector.cli.source_options import log_options
from collector.cli.sql_output import asked_format, print_answer, tell_truncated
from collector.errors import CollectorError, NotFound
from collector.store.sql_formats import FORMATS, Format, Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.cli.sql_output import Form
    from collector.store.sql_formats import SqlAnswer

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
@click.option(
    "--limit", type=click.IntRange(0, LARGEST), help="Most rows; [sql] max_rows may allow less."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", *FORMATS)),
    help="How to write the result.  [by the suffix of -o, else table]",
)
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
@click.option(
    "-i",
    "--interactive",
    is_flag=True,
    help="Ask one query after the other; so it is on a terminal without a query.",
)
@log_options
def command(
    *,
    query: str | None,
    source: str | None,
    parameters: tuple[str, ...],
    limit: int | None,
    form: Form | None,
    output: str | None,
    interactive: bool,
    **options: Any,  # noqa: ANN401 - those of `log_options`
) -> None:
    """Print what a SELECT in the SQL of DuckDB gives; with - it is read from standard input.

    Nothing is changed. A database that no collector serves is opened to be read only, and may be a
    snapshot. With -i, statements are asked one after the other, each ended by ; and .help tells
    what else there is.
    """
    if interactive or (query is None and source is None and _is_terminal()):
        _require_alone(query, source, parameters, output)
        _converse(options, form, limit)
        return
    chosen = _format(form, output)
    asked = Query(_text(query, source), dict(map(_parameter, parameters)), limit)
    found = _ask(options, asked, asked_format(chosen))
    if output is not None:
        write_file(Path(output), [found.content])
        click.echo(f"wrote {found.row_count:,} rows to {output}", err=True)
        tell_truncated(found)
    else:
        print_answer(found, chosen)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _require_alone(
    query: str | None, source: str | None, parameters: Sequence[str], output: str | None
) -> None:
    if query is not None or source is not None or parameters or output is not None:
        raise click.UsageError("A session takes no query, no --file, no --param and no -o.")


def _converse(options: Mapping[str, Any], form: Form | None, limit: int | None) -> None:
    from collector.cli.sql_shell import Session, run_session
    from collector.log.source import open_queryable

    with open_queryable(settings_from(options), options["url"], options["api_key"]) as log:
        run_session(Session(log, _format(form, None), limit))


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
