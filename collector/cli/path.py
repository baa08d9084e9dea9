"""`collector path`: how data gets from one node to another."""

from __future__ import annotations

from typing import Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.nodes import find_any
from collector.cli.options import json_option
from collector.cli.output import print_json, printable
from collector.cli.source_options import log_options
from collector.cli.walking import HOPS, era_from, era_options
from collector.errors import NotFound


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--depth", type=HOPS, default=100, show_default=True, help="Most hops.")
@click.option(
    "--limit", type=click.IntRange(1, 1_000), default=10, show_default=True, help="Most paths."
)
@era_options
@json_option
@log_options
def command(
    *,
    first: str,
    second: str,
    depth: int,
    limit: int,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of `era_options` and `log_options`
) -> None:
    """Print the ways of data between A and B, in whichever direction it flows, the shortest first.

    A and B are datasets or jobs, or both columns; see `collector lineage --help`. Exit code 3 where
    there is no way.
    """
    with log_to_ask(options) as log:
        ends = find_any(log, first), find_any(log, second)
        exact = ends[0].exact_id, ends[1].exact_id
        answer = log.paths(exact, depth, limit, era_from(options))
    if as_json:
        print_json(answer)
    else:
        for number, way in enumerate(answer["paths"]):
            click.echo("\n" * bool(number) + "\n".join(map(_step, enumerate(way))))
    if not answer["paths"]:
        no_way = f"There is no way between {ends[0].id} and {ends[1].id}"
        hops = f"{depth} hop{'s'[: depth != 1]}"
        raise NotFound(
            f"{no_way} of {hops}; see --limit and --depth." if answer["truncated"] else f"{no_way}."
        )
    if answer["truncated"]:
        click.echo("there may be more ways; see --limit and --depth", err=True)


def _step(step: tuple[int, str]) -> str:
    number, node_id = step
    return printable(node_id) if number == 0 else f"  → {printable(node_id)}"
