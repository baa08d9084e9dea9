"""`collector runs`: what ran, the newest first."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import ask, log_to_ask
from collector.cli.events import Moment
from collector.cli.nodes import find_node
from collector.cli.options import LARGEST, json_option
from collector.cli.output import end_of, print_columns, print_json_line, printable
from collector.cli.readable import duration, moment
from collector.cli.source_options import log_options

if TYPE_CHECKING:
    from datetime import datetime

    from collector.cli.asked import Asked, Row, Rows

STATES = ("START", "RUNNING", "COMPLETE", "FAIL", "ABORT")

HEADINGS = ("started_at", "state", "took", "job", "run")

#: Characters at the end of an identifier that are told where there is no room for all of it.
_TAIL = 12

#: Characters of a name that are left of it at least.
_NAME = 20


@click.command()
@click.option("--job", metavar="JOB", help="Only of this job: namespace:name, a name, or its end.")
@click.option(
    "--state",
    type=click.Choice(STATES, case_sensitive=False),
    help="Only in this state.",
)
@click.option("--since", type=Moment(), help="Only started from then on.")
@click.option(
    "--limit", type=click.IntRange(1, LARGEST), default=20, show_default=True, help="Most runs."
)
@json_option
@log_options
def command(
    *,
    job: str | None,
    state: str | None,
    since: datetime | None,
    limit: int,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of `log_options`
) -> None:
    """List runs, the newest first; with --json one object a line.

    On a narrow terminal of a run the last letters are shown, which are enough for `collector show
    run`.
    """
    with log_to_ask(options) as log:
        found = _ask(log, job, state, since, limit)
    if as_json:
        for row in found.rows:
            print_json_line(row)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        print_columns(HEADINGS, [_fitted(row, width) for row in map(_cells, found.rows)])
        if not found.rows:
            click.echo("no runs", err=True)
    if found.is_truncated:
        click.echo("there are more runs; see --limit", err=True)


def _ask(
    log: Asked, job: str | None, state: str | None, since: datetime | None, limit: int
) -> Rows:
    node = find_node(log, "job", job) if job else {"namespace": None, "name": None}
    parameters = {
        "job_namespace": node["namespace"],
        "job_name": node["name"],
        "state": state,
        "since": since.isoformat() if since else None,
    }
    return ask(log, "runs", parameters, limit)


def _cells(row: Row) -> list[str]:
    return [
        moment(row["started_at"]),
        printable(row["state"]),
        duration(row["seconds"]),
        printable(row["job_name"]),
        printable(row["run_id"]),
    ]


def _fitted(cells: list[str], width: int | None) -> list[str]:
    """The row for a terminal of this width: the beginning of long names goes, which is shared."""
    if width is None:
        return cells
    started_at, state, took, job, run_id = cells
    # Of the columns before and behind the name, with two blanks between them.
    taken = 19 + 8 + 10 + 4 * 2
    if width - taken - len(run_id) < _NAME:
        run_id = end_of(run_id, _TAIL)
    return [started_at, state, took, end_of(job, max(_NAME, width - taken - len(run_id))), run_id]
