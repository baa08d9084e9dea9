"""`collector rejections`: what was refused, why, and another try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.exit_codes import INVALID, NOT_FOUND
from collector.cli.options import LARGEST, json_option
from collector.cli.output import (
    print_bytes,
    print_columns,
    print_json,
    print_json_line,
    printable,
)
from collector.cli.source_options import log_from, log_options
from collector.store.questions import RejectionFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.log.source import Log

#: Rejections that are asked for, or tried again, at once.
PAGE = 100


@click.group()
def command() -> None:
    """List, show and replay refused bodies."""


@command.command("list")
@click.option(
    "--reason",
    type=click.Choice(("Malformed", "Unsupported", "InvalidEvent")),
    help="Only what was refused for this reason.",
)
@click.option("--client", help="Only what was sent with the API key of this name.")
@click.option(
    "--after", type=click.IntRange(0, LARGEST), default=0, metavar="SEQ", help="Only later ones."
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, 1000),
    default=PAGE,
    show_default=True,
    help="Most that are listed.",
)
@json_option
@log_options
def list_(
    *,
    reason: str | None,
    client: str | None,
    after: int,
    limit: int,
    as_json: bool,
    **parameters: object,
) -> None:
    """List refused bodies, oldest first."""
    with log_to_ask(parameters) as log:
        found = log.rejections(RejectionFilter(reason, client), after, limit)
    if as_json:
        print_json(found)
    else:
        names = ("seq", "received_at", "reason", "size", "client", "message")
        print_columns(names, [[record[name] for name in names] for record in found])
    if len(found) == limit:
        last_seq = found[-1]["seq"]
        click.echo(f"there may be more: collector rejections list --after {last_seq}", err=True)


@command.command()
@click.argument("seq", type=click.IntRange(0, LARGEST))
@click.option("--raw", is_flag=True, help="The bytes as they are kept, and nothing else.")
@json_option
@log_options
def show(*, seq: int, raw: bool, as_json: bool, **parameters: object) -> None:
    """Print one refused body with every problem; indented without --json."""
    with log_to_ask(parameters) as log:
        if raw:
            print_bytes(log.raw_rejection(seq))
        else:
            (print_json_line if as_json else print_json)(log.rejection(seq))


@command.command()
@click.argument("seqs", metavar="SEQ…", nargs=-1, type=click.IntRange(0, LARGEST))
@click.option("--all", "is_all", is_flag=True, help="Every refused body that there is now.")
@json_option
@log_options
@click.pass_context
def replay(
    context: click.Context,
    /,
    *,
    seqs: tuple[int, ...],
    is_all: bool,
    as_json: bool,
    **parameters: object,
) -> None:
    """Try refused bodies again, after a schema or a setting has changed.

    What is accepted now leaves the rejections. Exit code 4 when something is still refused, else 3
    when a rejection is not there.
    """
    if bool(seqs) == is_all:
        raise click.UsageError("Name rejections, or all of them with --all.")
    is_refused = is_missing = False
    with log_from(parameters, "change") as log:
        chosen = _all_seqs(log) if is_all else list(dict.fromkeys(seqs))
        for result in _replayed(log, chosen):
            is_refused |= result["status"] == "refused" or result.get("refused", 0) > 0
            is_missing |= result["status"] == "missing"
            print_json_line(result) if as_json else click.echo(_told(result))
    if is_refused:
        context.exit(INVALID)
    if is_missing:
        context.exit(NOT_FOUND)


def _all_seqs(log: Log) -> list[int]:
    """What there is at the start: the events of a batch that stay refused come after."""
    seqs: list[int] = []
    while found := log.rejections(RejectionFilter(), seqs[-1] if seqs else 0, PAGE):
        seqs.extend(record["seq"] for record in found)
    return seqs


def _replayed(log: Log, seqs: Sequence[int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(seqs), PAGE):
        yield from log.replay(seqs[start : start + PAGE])


def _told(result: Mapping[str, Any]) -> str:
    if result["status"] != "accepted":
        return f"{result['seq']}: {result['status']}: {printable(result['reason'])}"
    parts = [f"{result['events']:,} accepted"]
    parts += [f"{result[name]:,} {name}" for name in ("duplicates", "refused") if result[name]]
    return f"{result['seq']}: {', '.join(parts)}"
