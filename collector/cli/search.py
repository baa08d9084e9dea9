"""`collector search`: jobs, datasets and runs by words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.options import json_option
from collector.cli.output import print_columns, print_json
from collector.cli.source_options import log_options
from collector.search.search import Wanted

if TYPE_CHECKING:
    from collector.search.search import Kind, Sort

    Json = dict[str, Any]

HEADINGS = ("kind", "node", "found in")

#: Letters of what was found that a terminal shows.
_MOST_SHOWN = 60


@click.command()
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(("dataset", "job", "run")), help="Only of this kind.")
@click.option("--namespace", metavar="TEXT", help="Only in this namespace.")
@click.option(
    "--sort",
    type=click.Choice(("rank", "name", "updated")),
    default="rank",
    show_default=True,
    help="What comes first.",
)
@click.option(
    "--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Most results."
)
@json_option
@log_options
def command(
    *,
    words: tuple[str, ...],
    kind: Kind | None,
    namespace: str | None,
    sort: Sort,
    limit: int,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of `log_options`
) -> None:
    """List what has all the words: in names, columns, tags, owners, documentation or SQL."""
    asked = tuple(dict.fromkeys(" ".join(words).split()))
    if not asked:
        raise click.UsageError("Name a word to look for.")
    with log_to_ask(options) as log:
        answer = log.search(Wanted(asked, kind, namespace, sort=sort, limit=limit))
    found = answer["results"]
    if as_json:
        print_json(answer)
    else:
        print_columns(HEADINGS, [_cells(one) for one in found])
    if not found:
        click.echo("nothing was found", err=True)
    if more := answer["totalCount"] - len(found):
        click.echo(f"{more:,} more; see --limit", err=True)


def _cells(one: Json) -> list[str]:
    kind, _, node = one["nodeId"].partition(":")
    return [kind, node, "; ".join(map(_match, one["matches"]))]


def _match(match: Json) -> str:
    """Where it was found, and what stands there; the name is in the row already."""
    if match["in"] in {"name", "namespace", "run"}:
        return str(match["in"])
    text = match["text"]
    if sys.stdout.isatty() and len(text) > _MOST_SHOWN:
        text = f"{text[: _MOST_SHOWN - 1]}…"
    return f"{match['in']}: {text}"
