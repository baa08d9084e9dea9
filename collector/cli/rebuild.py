"""`collector rebuild`: the views folded anew from the whole log."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from collector.cli.options import json_option
from collector.cli.output import print_json_line
from collector.cli.source_options import log_from, log_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Show = Callable[[dict[str, Any]], None]

#: Seconds that the clock can tell, and so the least that anything takes.
_TICK = 0.001


@click.command()
@json_option
@log_options
def command(*, as_json: bool, **parameters: object) -> None:
    """Fold the whole log into the views anew.

    The views in use stay until the new ones are whole. A running collector goes on with it when
    this command is stopped.
    """
    with log_from(parameters, "maintain") as log, _progress(log.name) as show:
        done = log.rebuild(show)
    events, seconds = done["events"], max(done["seconds"], _TICK)
    rate = round(events / seconds)
    if as_json:
        print_json_line({"events": events, "seconds": seconds, "events_per_second": rate})
    else:
        click.echo(f"rebuilt: {events:,} events in {seconds:,} s, {rate:,} a second", err=True)


@contextmanager
def _progress(name: str) -> Iterator[Show]:
    """A bar on the terminal; one line where standard error is none."""
    if not sys.stderr.isatty():
        click.echo(f"rebuilding the views of {name}", err=True)
        yield lambda _: None
        return
    from collector.cli.rebuild_progress import progress

    with progress() as show:
        yield show
