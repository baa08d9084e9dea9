"""`collector show`: everything known of one job, dataset or run."""

from __future__ import annotations

from typing import Any

import click

from collector.cli.asked import ask_for_one, log_to_ask
from collector.cli.nodes import find_node, find_run
from collector.cli.options import json_option
from collector.cli.output import print_json
from collector.cli.source_options import log_options


@click.group()
def command() -> None:
    """Show everything known of a job, a dataset or a run.

    NODE is namespace:name, a name, or the end of one; with its kind in front (job:namespace:name)
    or without.
    """


@command.command()
@click.argument("node")
@json_option
@log_options
def job(*, node: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - of `log_options`
    """Print what a job is, reads and writes now, and how its last runs went."""
    with log_to_ask(options) as log:
        found = ask_for_one(log, "job", find_node(log, "job", node))
    if as_json:
        print_json(found)
        return
    from collector.cli.screen_parts import print_screen
    from collector.cli.screens import job_screen

    print_screen(job_screen(found))


@command.command()
@click.argument("node")
@json_option
@log_options
def dataset(*, node: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - of `log_options`
    """Print the columns of a dataset, who writes and reads it, and what its checks said last."""
    with log_to_ask(options) as log:
        found = ask_for_one(log, "dataset", find_node(log, "dataset", node))
    if as_json:
        print_json(found)
        return
    from collector.cli.screen_parts import print_screen
    from collector.cli.screens import dataset_screen

    print_screen(dataset_screen(found))


@command.command()
@click.argument("node", metavar="RUN")
@json_option
@log_options
def run(*, node: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - of `log_options`
    """Print how a run went, what it read and wrote, and what it contains.

    RUN is its identifier, or the beginning or the end of it.
    """
    with log_to_ask(options) as log:
        found = ask_for_one(log, "run", find_run(log, node))
    if as_json:
        print_json(found)
        return
    from collector.cli.screen_parts import print_screen
    from collector.cli.screens import run_screen

    print_screen(run_screen(found))
