"""`collector events`: export, show and follow what the log holds."""

from __future__ import annotations

import time
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from collector.cli.asked import log_to_ask
from collector.cli.options import json_option
from collector.cli.output import print_bytes, print_json, print_json_line, printable, write_file
from collector.cli.source_options import log_options
from collector.errors import CollectorError
from collector.event import Kind
from collector.store.questions import EventFilter
from collector.times import utc_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from collector.cli.asked import Asked

Decorated = TypeVar("Decorated", bound="Callable[..., object] | click.Command")

#: Seconds between two looks for new events.
POLL_INTERVAL = 0.5

#: Events asked for at once while following.
PAGE = 500


class Moment(click.ParamType["datetime"]):
    """A date, or a date and time, to UTC; without an offset it is UTC already."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        moment = utc_time(str(value))
        if moment is None:
            self.fail(f"{value!r} is no ISO 8601 date and time.", param, ctx)
        return moment


#: Member of EventFilter → its type and help.
FILTERS: dict[str, tuple[click.ParamType[Any], str]] = {
    "kind": (click.Choice(get_args(Kind)), "Only events of this kind."),
    "event_type": (click.STRING, "Only with this eventType, such as COMPLETE."),
    "run_id": (click.STRING, "Only of this run."),
    "job_namespace": (click.STRING, "Only of jobs in this namespace."),
    "job_name": (click.STRING, "Only of jobs of this name."),
    "dataset_namespace": (click.STRING, "Only dataset events in this namespace."),
    "dataset_name": (click.STRING, "Only dataset events of this name."),
    "producer": (click.STRING, "Only of this producer."),
    "client": (click.STRING, "Only what was sent with the API key of this name."),
    "since": (Moment(), "Only with an eventTime from then on."),
    "until": (Moment(), "Only with an eventTime before."),
}


def filter_options(function: Decorated) -> Decorated:
    """An option for each member of EventFilter, which `filter_from` reads."""
    for name, (kind, text) in reversed(FILTERS.items()):
        function = click.option(f"--{name.replace('_', '-')}", name, type=kind, help=text)(function)
    return function


def filter_from(parameters: Mapping[str, Any]) -> EventFilter:
    """Which events a command means."""
    return EventFilter(**{field.name: parameters[field.name] for field in fields(EventFilter)})


@click.group()
def command() -> None:
    """Show, export and follow events."""


@command.command()
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
@filter_options
@log_options
def export(*, output: str | None, **parameters: object) -> None:
    """Write events as NDJSON, in order of arrival.

    A body that is one line comes out byte for byte; of others the line breaks and the indentation
    go. `events show --raw` has the exact bytes of any.
    """
    with log_to_ask(parameters) as log:
        lines = log.lines(filter_from(parameters))
        if output is None:
            for part in lines:
                print_bytes(part)
        else:
            count = write_file(Path(output), lines)
            click.echo(f"wrote {count:,} events to {output}", err=True)


@command.command()
@click.argument("key", metavar="SEQ|DIGEST")
@click.option("--raw", is_flag=True, help="The bytes as they came, and nothing else.")
@json_option
@log_options
def show(*, key: str, raw: bool, as_json: bool, **parameters: object) -> None:
    """Print one event with what the log knows about it; indented without --json."""
    with log_to_ask(parameters) as log:
        if raw:
            print_bytes(log.raw_event(key))
        else:
            (print_json_line if as_json else print_json)(log.event(key))


@command.command()
@click.option("-f", "--follow", is_flag=True, help="Go on with events as they arrive.")
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(0, 1000),
    default=10,
    show_default=True,
    help="How many events to begin with.",
)
@filter_options
@json_option
@log_options
def tail(*, follow: bool, lines: int, as_json: bool, **parameters: object) -> None:
    """Print the last events, one a line: number, eventTime, type, job or dataset, run."""
    wanted = filter_from(parameters)
    with log_to_ask(parameters) as log:
        if follow and not log.is_served:
            raise CollectorError(
                f"No collector serves {log.name}, so nothing new will arrive: start one, or leave "
                "out --follow."
            )
        for event in _tail(log, wanted, lines, follow=follow):
            print_json_line(event) if as_json else click.echo(_line(event))


def _tail(log: Asked, wanted: EventFilter, lines: int, *, follow: bool) -> Iterator[dict[str, Any]]:
    newest = log.newest_events(EventFilter(), 1)
    seq = newest[-1]["seq"] if newest else 0
    found = log.newest_events(wanted, lines) if lines else []
    while True:
        yield from found
        seq = max([seq, *(event["seq"] for event in found)])
        if not follow:
            return
        if not found:
            time.sleep(POLL_INTERVAL)
        found = log.events(wanted, seq, PAGE)


def _line(event: Mapping[str, Any]) -> str:
    if event["kind"] == "DatasetEvent":
        subject = (event["dataset_namespace"], event["dataset_name"])
    else:
        subject = (event["job_namespace"], event["job_name"])
    count = len(event["violations"])
    parts = [
        f"{event['seq']:>8}",
        f"{printable(event['event_time'] or event['event_time_text']):<20}",
        f"{printable(event['event_type'] or event['kind']):<12}",
        " ".join(printable(part) for part in subject if part is not None),
        printable(event["run_id"]),
        f"({count} {'violation' if count == 1 else 'violations'})" if count else "",
    ]
    return "  ".join(part for part in parts if part)
