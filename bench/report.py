"""Tables of what `bench.ingest` measured, and how tables are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from bench.ingest import Throughput
    from bench.measures import Loaded
    from bench.targets import Reached


def show(
    console: Console,
    throughput: Sequence[Throughput],
    reached: Sequence[Reached],
    sustained: Loaded | None,
) -> None:
    if throughput:
        console.print(_throughput(throughput), _cpu(throughput), _stored(throughput))
    if sustained is not None:
        console.print(_slices(sustained))
    if reached:
        console.print(targets(reached))


def new_table(title: str, *columns: str) -> Table:
    """The first columns are names, the rest numbers; a name starts with a space."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column.strip(), justify="left" if column.startswith(" ") else "right")
    return table


def _throughput(throughput: Iterable[Throughput]) -> Table:
    table = new_table(
        "Throughput and acknowledgement (closed loop)",
        " kB",
        " mode",
        "connections",
        "events/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        "events a commit",
        " not 200",
    )
    for one in throughput:
        client = one.loaded.client
        others = {status: n for status, n in client.statuses.items() if status != "200"}
        table.add_row(
            client.size,
            f"{client.mode} of {client.events_per_request}",
            str(client.connections),
            f"{client.events_per_second:,.0f}",
            f"{client.p50_ms:.1f}",
            f"{client.p99_ms:.1f}",
            f"{client.max_ms:.0f}",
            f"{one.loaded.events_per_commit or 0:.0f}",
            " ".join(f"{status}: {n}" for status, n in others.items()),
        )
    return table


def _cpu(throughput: Iterable[Throughput]) -> Table:
    table = new_table(
        "CPU, µs an event",
        " kB",
        " mode",
        "collector",
        "HTTP (rest)",
        "decode",
        "validate",
        "digest",
        "append",
        "collector, cores",
        "generator",
        "generator, cores",
    )
    for one in throughput:
        client, split = one.loaded.client, one.split
        table.add_row(
            client.size,
            client.mode,
            f"{one.loaded.server_cpu_us_per_event:,.0f}",
            f"{one.http_us:,.0f}",
            f"{split.decode:,.0f}",
            f"{split.validate:,.0f}",
            f"{split.digest:,.0f}",
            f"{split.append:,.0f}",
            f"{one.loaded.server_cpu_share:.2f}",
            f"{client.cpu_us_per_event:,.0f}",
            f"{client.cpu_share:.2f}",
        )
    return table


def _stored(throughput: Iterable[Throughput]) -> Table:
    table = new_table(
        "Disk and memory",
        " kB",
        " mode",
        "events",
        "body B",
        "used B an event",
        "file B an event",
        "RSS MB",
        "peak RSS MB",
        "stop s",
    )
    for one in throughput:
        stored = one.loaded.stored
        table.add_row(
            one.loaded.client.size,
            one.loaded.client.mode,
            f"{stored.events:,}",
            f"{stored.body_bytes / max(stored.events, 1):,.0f}",
            f"{stored.used_bytes_per_event:,.0f}",
            f"{stored.file_bytes_per_event:,.0f}",
            f"{one.loaded.rss_mb:,.0f}",
            f"{one.loaded.peak_rss_mb:,.0f}",
            f"{one.loaded.stop_seconds:.2f}",
        )
    return table


def _slices(loaded: Loaded) -> Table:
    table = new_table("Sustained load", "second", "events/s", "p99 ms", "max ms")
    for one in loaded.client.slices:
        table.add_row(
            f"{one.second:.0f}",
            f"{one.events_per_second:,.0f}",
            f"{one.p99_ms:.1f}",
            f"{one.max_ms:.0f}",
        )
    return table


def targets(reached: Iterable[Reached]) -> Table:
    table = new_table(
        "Figures to reach", " what", "to reach", "measured", "ratio", " reached", " note"
    )
    for one in reached:
        table.add_row(
            one.target.title,
            f"{one.target.bound} {one.target.value:,} {one.target.unit}",
            f"{one.measured:,.1f}",
            f"{one.ratio:.2f} x",
            _verdict(one),
            one.note,
        )
    return table


def _verdict(one: Reached) -> str:
    if not one.is_as_asked:
        return "not as asked"
    return "yes" if one.is_reached else "no"
