"""`collector version`: the versions of the program, of what it stands on, and of the standard."""

from __future__ import annotations

import platform
from importlib.metadata import version

import click

from collector import __version__
from collector.cli.options import json_option
from collector.cli.output import print_json_line
from collector.schema_files import CORE_ID


@click.command()
@json_option
def command(*, as_json: bool) -> None:
    """Print the versions of the collector, Python, DuckDB and OpenLineage."""
    versions = {
        "collector": __version__,
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "openlineage": CORE_ID.split("/")[-2],
    }
    if as_json:
        print_json_line(versions)
    else:
        click.echo("\n".join(f"{name:<12}{number}" for name, number in versions.items()))
