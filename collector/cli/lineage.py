"""`collector lineage`: what a dataset, job, column or run comes from, and what comes from it."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from collector.cli.asked import ask_for_one, log_to_ask
from collector.cli.nodes import find_any
from collector.cli.options import json_option
from collector.cli.output import print_bytes, print_json
from collector.cli.sketch import of_columns, of_lineage, of_runs
from collector.cli.source_options import log_options
from collector.cli.walking import bounds_from, bounds_options, era_from, era_options, walked
from collector.errors import NotFound
from collector.graph.reach import Era

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.cli.asked import Asked
    from collector.cli.sketch import Sketch
    from collector.cli.walking import Bounds
    from collector.graph.node import Node

    Json = dict[str, Any]

Form: TypeAlias = Literal["tree", "json", "dot", "mermaid"]


@click.command()
@click.argument("node")
@bounds_options
@click.option("--columns", is_flag=True, help="From column to column.")
@click.option("--runs", is_flag=True, help="From run to run, as far as versions or times tell.")
@era_options
@click.option(
    "--namespace",
    "namespaces",
    multiple=True,
    metavar="TEXT",
    help="Keep to datasets, or jobs, of this namespace; may be given again.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("tree", "json", "dot", "mermaid")),
    help="How to write it.  [tree]",
)
@json_option
@log_options
def command(
    *,
    node: str,
    columns: bool,
    runs: bool,
    namespaces: tuple[str, ...],
    form: Form | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of `bounds_options`, `era_options` and `log_options`
) -> None:
    """Print what is up and down from NODE: a dataset, a job, a column or a run.

    NODE is namespace:name, a name, or the end of one; with its kind in front (job:namespace:name)
    or without. A column is its dataset, a dot and its name (orders.id); a run is run:ID.
    """
    if as_json and form not in {None, "json"}:
        raise click.UsageError(f"--json and --format {form} do not go together.")
    chosen: Form = "json" if as_json else form or "tree"
    bounds = bounds_from(options, namespaces)
    with log_to_ask(options) as log:
        found = find_any(log, node)
        if runs or found.kind == "run":
            answer = _of_runs(log, found, bounds, era_from(options), has_columns=columns)
            told_by = of_runs
        elif columns or found.kind == "datasetField":
            answer = _of_columns(log, found, bounds, era_from(options))
            told_by = of_columns
        else:
            answer = walked(log.lineage, found.exact_id, bounds, era_from(options))
            told_by = of_lineage
    _print(answer, told_by, chosen, bounds)
    if over := answer.get("hidden", {}).get("overLimit"):
        click.echo(f"{over:,} more nodes are within so many hops; see --limit", err=True)


def _of_columns(log: Asked, node: Node, bounds: Bounds, era: Era) -> Json:
    if bounds.namespaces:
        raise click.UsageError("--namespace does not go with columns.")
    return walked(log.column_lineage, node.exact_id, bounds, era)


def _of_runs(log: Asked, node: Node, bounds: Bounds, era: Era, *, has_columns: bool) -> Json:
    if has_columns or bounds.namespaces or era != Era():
        raise click.UsageError("Of runs everything upstream is shown, whenever it was.")
    if bounds.down and not bounds.up:
        raise click.UsageError("Runs are followed upstream only.")
    return log.runs_upstream(_run(log, node), bounds.up, bounds.limit)


def _run(log: Asked, node: Node) -> str:
    """The run itself, the latest one of a job, or the one that wrote a dataset last."""
    if node.kind == "run":
        return node.name
    if node.kind == "datasetField":
        raise click.UsageError("A column has no runs: name its dataset.")
    told = ask_for_one(log, node.kind, {"namespace": node.namespace, "name": node.name})
    if node.kind == "job":
        runs = [told["latest_run_id"]]
    else:
        runs = [version["run_id"] for version in told["versions"]]
    run_id = next(filter(None, runs), None)
    if run_id is None:
        raise NotFound(f"No run of {node.id} is known.")
    return str(run_id)


def _print(answer: Json, told_by: Callable[[Json], Sketch], form: Form, bounds: Bounds) -> None:
    if form == "json":
        print_json(answer)
        return
    sketch = told_by(answer)
    if form == "tree":
        _print_tree(sketch, bounds)
    else:
        print_bytes(_drawn(sketch, form).encode())
    if not sketch.flows:
        click.echo("nothing is known upstream or downstream of it", err=True)


def _print_tree(sketch: Sketch, bounds: Bounds) -> None:
    # Imported here: other formats need no screen.
    from collector.cli.screen_parts import print_screen
    from collector.cli.tree import tree

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    lines = tree(sketch, {"upstream": bounds.up, "downstream": bounds.down}, width)
    print_screen(lines, is_fitted=True)


def _drawn(sketch: Sketch, form: Form) -> str:
    from collector.graph.drawing import Box, Picture, dot, mermaid

    kinds = {"model": "dataset", "run": "job", "column": "datasetField"}
    boxes = [
        Box(
            node.id,
            kinds.get(node.kind, node.kind),
            node.name,
            # A job may have several runs in the picture.
            node.id if node.kind == "run" else node.namespace,
        )
        for node in sketch.nodes.values()
    ]
    picture = Picture(boxes, list(sketch.flows), sketch.starts)
    return dot(picture) if form == "dot" else mermaid(picture)
