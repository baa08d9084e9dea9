"""`collector model upstream` and `collector model blast`: walks through models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.nodes import find_any, find_node
from collector.cli.options import json_option
from collector.cli.output import print_columns, print_json
from collector.cli.source_options import log_options
from collector.cli.walking import HOPS
from collector.models.wanted_walks import WantedRadius, WantedUpstream, partition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.cli.asked import Asked

    Json = dict[str, Any]

_READS = ("distance", "run", "job", "read", "version", "grade", "role", "written by")
_REACHED = ("distance", "version", "grade", "serves", "by way of")
_TABLES = ("distance", "table", "grade", "by way of")


@click.command()
@click.argument("model", metavar="MODEL@VERSION")
@click.option("--depth", type=HOPS, default=20, show_default=True, help="Most hops, run to run.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=1_000, help="Most runs.")
@json_option
@log_options
def upstream(
    *,
    model: str,
    depth: int,
    limit: int,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """List what a version comes from, run by run to the sources, with versions and grades."""
    name, sign, version = model.rpartition("@")
    if not sign or not name:
        raise click.UsageError("A version is written MODEL@VERSION.")
    with log_to_ask(options) as log:
        found = find_node(log, "dataset", name.removeprefix("model:"))
        wanted = WantedUpstream(found["namespace"], found["name"], version, depth, limit)
        answer = log.model_upstream(wanted)
    if as_json:
        print_json(answer)
        return
    print_columns(_READS, list(_reads(answer)))
    _tell_ends(answer)
    if more := answer["hiddenRuns"]:
        click.echo(f"{more:,} more runs; see --depth and --limit", err=True)


@click.command()
@click.argument("node")
@click.option("--version", help="Only of this version of the dataset.")
@click.option(
    "--partition", multiple=True, metavar="COLUMN=VALUE", help="Only of this part of the dataset."
)
@click.option("--depth", type=HOPS, default=20, show_default=True, help="Most hops, node to node.")
@click.option("--limit", type=click.IntRange(1, 1_000), default=100, show_default=True)
@click.option("--current", is_flag=True, help="Only what jobs did last, not all they ever did.")
@json_option
@log_options
def blast(
    *,
    node: str,
    version: str | None,
    partition: tuple[str, ...],
    depth: int,
    limit: int,
    current: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """List the versions of models that data has come into, where they serve, and what they wrote.

    NODE is a dataset, or run: and the identifier of a run. Versions that serve now go first.
    """
    part = partition_of(partition)
    with log_to_ask(options) as log:
        start = _start(log, node)
        answer = log.blast_radius(WantedRadius(start, version, part, depth, limit, not current))
    if as_json:
        print_json(answer)
        return
    print_columns(_REACHED, [_reached(one) for one in answer["models"]])
    if not answer["models"]:
        click.echo("it has come into no model", err=True)
    if answer["tables"]:
        click.echo()
        rows = [
            (one["distance"], f"{one['namespace']}:{one['name']}", _grade(one), _way(one["path"]))
            for one in answer["tables"]
        ]
        print_columns(_TABLES, rows)
    if answer["truncated"]:
        more = sum(answer["hidden"].values())
        click.echo(f"{more:,} more; see --limit and --depth", err=True)


def _start(log: Asked, text: str) -> str:
    if text.startswith("run:"):
        return text
    found = find_any(log, text)
    if found.kind != "dataset":
        raise click.UsageError(f"{text!r} is a {found.kind}, and no dataset or run.")
    return found.id


def _reads(answer: Json) -> Iterator[tuple[object, ...]]:
    for run in answer["runs"]:
        for read in run["inputs"]:
            yield (
                run["distance"],
                run["runId"],
                run.get("jobName") or "",
                f"{read['namespace']}:{read['name']}",
                read["version"] or "",
                read["grade"],
                (read["role"] or "") if read["feeds"] else f"{read['role'] or ''} (does not feed)",
                "source" if read["isSource"] else read["writtenBy"] or "not known",
            )


def _tell_ends(answer: Json) -> None:
    sources = sorted({f"{one['namespace']}:{one['name']}" for one in answer["sources"]})
    click.echo(f"\nsources: {', '.join(sources) or 'none'}")
    for gap in answer["gaps"]:
        named = f"{gap['namespace']}:{gap['name']}"
        version = f" version {gap['version']}" if gap["version"] else ""
        click.echo(f"gap: no run is known that wrote {named}{version}, read by run {gap['runId']}")


def _reached(one: Json) -> tuple[object, ...]:
    served = [place for place in one["deployments"] if place["isCurrent"]]
    places = {place["environment"] or place["jobName"]: None for place in served}
    named = f"{one['namespace']}:{one['name']}@{one['version']}"
    return one["distance"], named, _grade(one), ", ".join(places), _way(one["path"])


def _grade(one: Json) -> str:
    return f"{one['grade']}, possible" if one["isPossible"] else str(one["grade"])


def _way(path: Iterable[str]) -> str:
    """What lies between, by the ends of their names."""
    between = list(path)[1:-1]
    return " > ".join(node.rpartition(":")[2] for node in between)
