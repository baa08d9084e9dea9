"""`collector store`: look at the database, check it, and give back the space it does not need."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.exit_codes import FAILED
from collector.cli.options import config_option, database_option, json_option, settings_from
from collector.cli.output import print_columns, print_json, print_json_line, printable
from collector.cli.source_options import log_options
from collector.errors import Locked, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.store.check import Report


@click.group()
def command() -> None:
    """Look at, check and compact the database."""


@command.command()
@json_option
@log_options
def info(*, as_json: bool, **parameters: object) -> None:
    """Print what the log holds, how large the file is, and what was taken out."""
    with log_to_ask(parameters) as log:
        summary = log.summary()
    if as_json:
        print_json(summary)
        return
    _print_file(summary)
    names = ("relation", "row_count", "byte_count", "oldest", "newest", "last_seq")
    print_columns(names, [[row[name] for name in names] for row in summary["relations"]])
    if removals := summary["removals"]:
        click.echo("\ntaken out:")
        columns = ("relation", "reason", "row_count", "byte_count", "last_removed_at")
        print_columns(columns, [[row[name] for name in columns] for row in removals])


def _print_file(summary: Mapping[str, Any]) -> None:
    file = summary.get("file", {})
    facts = {
        "database": summary["database"],
        "file": _bytes(file.get("bytes")),
        "of that free": _bytes(file.get("free_bytes")),
        "write-ahead log": _bytes(file.get("wal_bytes")),
        "format": file.get("storage_version"),
        "DuckDB": file.get("duckdb_version"),
    }
    for name, value in facts.items():
        if value is not None:
            click.echo(f"{name:<16} {printable(value)}")
    click.echo()


def _bytes(size: int | None) -> str | None:
    return None if size is None else f"{size:,} bytes"


@command.command()
@click.argument("path", required=False)
@json_option
@database_option
@config_option
@click.pass_context
def check(
    context: click.Context, /, *, path: str | None, as_json: bool, **parameters: object
) -> None:
    """Look at every row of the database, or of the snapshot PATH; exit code 1 if one is wrong.

    Each body must hash to its digest, be as long as it says and be JSON; numbers are given once;
    violations belong to events. The database itself can be checked while no collector serves it.
    """
    from collector.store.check import check_file

    chosen = Path(path or settings_from(parameters).store.database).absolute()
    try:
        report = check_file(chosen)
    except Locked as error:
        raise Locked(
            f"{error} To check while it runs: collector snapshot COPY, then collector store check "
            "COPY.",
            error.pid,
        ) from error
    if as_json:
        print_json({"path": str(chosen), "ok": not report.fault_count, **asdict(report)})
    else:
        _print_report(report)
    if report.fault_count:
        context.exit(FAILED)


def _print_report(report: Report) -> None:
    for fault in report.faults:
        click.echo(f"{fault.relation} {fault.seq}: {fault.message}")
    if more := report.fault_count - len(report.faults):
        click.echo(f"and {more:,} more")
    rows = ", ".join(f"{count:,} {relation}" for relation, count in report.rows.items())
    verdict = f"{report.fault_count:,} faults" if report.fault_count else "ok"
    again = f", {report.duplicate_count:,} of the events again" if report.duplicate_count else ""
    click.echo(f"{verdict}: {rows}{again}", err=True)


@command.command()
@json_option
@database_option
@config_option
def compact(*, as_json: bool, **parameters: object) -> None:
    """Write the database file anew, without the space of what was taken out.

    Nobody else may have it open, so stop the collector before. The disk needs room for a copy.
    """
    from collector.store.compact import compact as compact_file

    settings = settings_from(parameters).store
    path = Path(settings.database).absolute()
    if not path.exists():
        raise NotFound(f"There is no database {path}; name one with --db.")
    done = compact_file(path, settings.memory_limit, settings.threads)
    if as_json:
        print_json_line({"path": str(path), **asdict(done)})
    else:
        sizes = f"{done.bytes_before:,} bytes before, {done.bytes_after:,} after"
        click.echo(f"{path}: {sizes}", err=True)
