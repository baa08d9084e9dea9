"""`collector snapshot`: a consistent copy of the database, while it is written to."""

from __future__ import annotations

from pathlib import Path

import click

from collector.cli.options import json_option
from collector.cli.output import print_json_line
from collector.cli.source_options import log_from, log_options


@click.command()
@click.argument("path")
@json_option
@log_options
def command(*, path: str, as_json: bool, **parameters: object) -> None:
    """Copy the database to PATH, which other tools can open as they like.

    An earlier snapshot there is replaced in one step. With --url the path is one of the machine
    that the collector runs on.
    """
    target = Path(path).absolute()
    with log_from(parameters, "maintain") as log:
        size = log.snapshot(target)
    if as_json:
        print_json_line({"path": str(target), "bytes": size})
    else:
        click.echo(f"wrote {size:,} bytes to {target}", err=True)
