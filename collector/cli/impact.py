"""`collector impact`: what a change of a dataset, job or column would affect."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.nodes import find_any
from collector.cli.options import json_option
from collector.cli.output import end_of, print_bytes, print_columns, print_json
from collector.cli.source_options import log_options
from collector.cli.walking import HOPS, era_from, era_options, limit_option, named
from collector.graph.reach import MOST_DEPTH, Reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = dict[str, Any]

HEADINGS = ("distance", "kind", "node", "owners", "by way of")

#: Letters of a node that are shown at least.
_NODE = 20

#: Members of what is affected → columns of CSV.
_FIELDS = ("distance", "kind", "namespace", "name", "field", "owners", "path")


@click.command()
@click.argument("node")
@click.option("--depth", type=HOPS, default=MOST_DEPTH, help="Most hops downstream.  [all]")
@limit_option
@era_options
@click.option("--csv", "as_csv", is_flag=True, help="Answer in CSV.")
@json_option
@log_options
def command(
    *,
    node: str,
    depth: int,
    limit: int,
    as_csv: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of `era_options` and `log_options`
) -> None:
    """List everything downstream of NODE, the nearest first, with the owners.

    NODE is a dataset, a job, or a column (orders.id); see `collector lineage --help`. Of a column
    the columns that are made of it are listed.
    """
    if as_csv and as_json:
        raise click.UsageError("--csv and --json do not go together.")
    with log_to_ask(options) as log:
        reach = Reach("downstream", depth, limit)
        answer = log.impact(find_any(log, node).exact_id, reach, era_from(options))
    affected = answer["affected"]
    if as_json:
        print_json(answer)
    elif as_csv:
        print_bytes(_csv(affected))
    else:
        # What comes before is nearer, and in the list.
        names = {one["nodeId"]: _last_name(one) for one in affected}
        rows = [_cells(one, names) for one in affected]
        print_columns(HEADINGS, _fitted(rows) if sys.stdout.isatty() else rows)
    if not affected:
        click.echo("nothing is downstream of it", err=True)
    if more := answer["totalCount"] - len(affected):
        click.echo(f"{more:,} more; see --limit", err=True)


def _cells(one: Json, names: Mapping[str, str]) -> list[object]:
    """The step before tells why it is affected; next to the start that needs no telling."""
    before = names[one["path"][-2]] if one["distance"] > 1 else ""
    kind = "column" if one["field"] else one["kind"]
    return [one["distance"], kind, named(one), ", ".join(one["owners"]), before]


def _fitted(rows: list[list[object]]) -> list[list[object]]:
    """Rows for the terminal: of nodes the end, where there is no room for more."""
    others = sum(max(len(str(row[place])) for row in rows) + 2 for place in (1, 3, 4)) + 10
    room = max(_NODE, shutil.get_terminal_size().columns - others) if rows else 0
    return [[*row[:2], end_of(str(row[2]), room), *row[3:]] for row in rows]


def _last_name(one: Json) -> str:
    return f"{one['name']}.{one['field']}" if one["field"] else str(one["name"])


def _csv(affected: list[Json]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_FIELDS)
    for one in affected:
        several = {"owners": ", ".join(one["owners"]), "path": " > ".join(one["path"])}
        lines.writerow([{**one, **several}[name] for name in _FIELDS])
    return text.getvalue().encode()
