"""`collector diff`: two versions of a dataset or job, or the lineage of two times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import ask, log_to_ask
from collector.cli.differences import (
    dataset_difference,
    graph_difference,
    job_difference,
    print_graph_difference,
    print_version_difference,
)
from collector.cli.events import Moment
from collector.cli.nodes import find_any
from collector.cli.options import json_option
from collector.cli.output import print_json
from collector.cli.source_options import log_options
from collector.cli.walking import bounds_from, bounds_options, walked
from collector.errors import NotFound
from collector.graph.reach import Era

if TYPE_CHECKING:
    from datetime import datetime

    from collector.cli.asked import Asked, Row
    from collector.graph.node import Node

    Json = dict[str, Any]


@click.command()
@click.argument("first", metavar="NODE[@VERSION]")
@click.argument("second", metavar="[NODE[@VERSION]]", required=False)
@click.option("--from", "since", type=Moment(), help="Compare lineage: as it was then.")
@click.option("--to", "until", type=Moment(), help="With lineage as it was then.  [now]")
@click.option("--columns", is_flag=True, help="Compare the lineage of columns.")
@bounds_options
@json_option
@log_options
def command(
    *,
    first: str,
    second: str | None,
    since: datetime | None,
    until: datetime | None,
    columns: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of `bounds_options` and `log_options`
) -> None:
    """Compare two versions of a dataset or a job, or with --from the lineage of NODE at two times.

    Of a version the beginning or the end is enough; without one the current version is meant, and
    without a second node the first.
    """
    if since is None:
        if columns or not {until, options["up"], options["down"]} <= {None}:
            raise click.UsageError("--to, --columns, --up and --down go with --from.")
        with log_to_ask(options) as log:
            difference = _of_versions(log, first, second)
        (print_json if as_json else print_version_difference)(difference)
        return
    if second is not None:
        raise click.UsageError("--from compares the lineage of one node.")
    with log_to_ask(options) as log:
        node = find_any(log, first)
        question = log.column_lineage if columns or node.kind == "datasetField" else log.lineage
        then, now = (
            walked(question, node.exact_id, bounds_from(options), Era(time))
            for time in (since, until)
        )
    difference = graph_difference(node.id, (since, then), (until, now))
    (print_json if as_json else print_graph_difference)(difference)
    if then["hidden"]["overLimit"] or now["hidden"]["overLimit"]:
        click.echo("there are more nodes, which were not compared; see --limit", err=True)


def _of_versions(log: Asked, first: str, second: str | None) -> Json:
    node, version = _named(log, first)
    other, other_version = _named(log, second) if second else (node, None)
    if other != node:
        raise click.UsageError(f"{node.id} and {other.id} are not versions of one thing.")
    if version == other_version:
        raise click.UsageError(f"Name two versions, or --from: {first}@VERSION {first}@VERSION.")
    earlier, later = _version(log, node, version), _version(log, node, other_version)
    if node.kind == "job":
        return job_difference(node.id, earlier, later)
    return dataset_difference(node.id, earlier, later, _columns(log, node, earlier, later))


def _named(log: Asked, text: str) -> tuple[Node, str | None]:
    """What is meant, and the version that is written behind it; names may have an @ as well."""
    name, at, version = text.rpartition("@")
    try:
        node = find_any(log, text)
    except NotFound:
        if not (name and at and version):
            raise
        node = find_any(log, name)
        return _of_a_kind(node), version
    return _of_a_kind(node), None


def _of_a_kind(node: Node) -> Node:
    if node.kind not in {"dataset", "job"}:
        raise click.UsageError("Versions are of datasets and jobs.")
    return node


def _version(log: Asked, node: Node, version: str | None) -> Row:
    """The version that is meant; raises UsageError where it may be several."""
    parameters = {"namespace": node.namespace, "name": node.name, "version": version}
    rows = ask(log, f"{node.kind}_version", parameters).rows
    exact = [row for row in rows if row["version"] == version]
    found = exact or rows
    if not found:
        wanted = f"version {version!r}" if version else "version"
        raise NotFound(f"There is no {wanted} of {node.id}; `collector show` lists them.")
    if len(found) > 1:
        raise click.UsageError(f"{version!r} may be each of {len(found)} versions of {node.id}.")
    return found[0]


def _columns(log: Asked, node: Node, first: Row, second: Row) -> list[Row]:
    """What changed in the columns from the first to the second, whichever is the earlier."""
    is_forward = (first["created_at"] or "") <= (second["created_at"] or "")
    earlier, later = (first, second) if is_forward else (second, first)
    if first["schema_version"] and first["schema_version"] == second["schema_version"]:
        return []
    parameters = {
        "namespace": node.namespace,
        "name": node.name,
        "earlier": earlier["created_at"],
        "later": later["created_at"],
        "earlier_run": earlier["run_id"],
        "later_run": later["run_id"],
    }
    rows = ask(log, "changed_columns", parameters).rows
    return rows if is_forward else [_reversed(row) for row in rows]


def _reversed(row: Row) -> Row:
    opposite = {"added": "removed", "removed": "added", "retyped": "retyped"}
    return {
        "field": row["field"],
        "change": opposite[row["change"]],
        "old_type": row["new_type"],
        "new_type": row["old_type"],
    }
