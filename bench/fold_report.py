"""Tables of what `bench.fold` measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.report import new_table, targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.table import Table

    from bench.fold import Batch, Results
    from bench.lag import Lag
    from bench.targets import Reached

#: Statements that are shown of the last stretch.
MOST_STATEMENTS = 15


def show(console: Console, results: Results, reached: Sequence[Reached]) -> None:
    for table in curve(results):
        console.print(table)
    if results.stretches:
        console.print(_statements(results))
    if results.lag is not None:
        console.print(_lag(results.lag))
    if results.rebuilt is not None and results.rebuilt.exit_code:
        console.print(f"collector rebuild: {results.rebuilt.message}", markup=False)
    if reached:
        console.print(targets(reached))


def curve(results: Results) -> Iterator[Table]:
    if results.batches:
        yield _batches(results.batches)
    if results.stretches:
        yield _stretches(results)


def ratios(batches: Sequence[Batch]) -> Iterator[tuple[Batch, float, float]]:
    """Each batch with its milliseconds and CPU beside those on the smallest store."""
    smallest: dict[int, Batch] = {}
    for batch in batches:
        first = smallest.setdefault(batch.events, batch)
        yield (
            batch,
            batch.milliseconds / max(first.milliseconds, 1e-9),
            batch.cpu_us_per_event / max(first.cpu_us_per_event, 1e-9),
        )


def _batches(batches: Sequence[Batch]) -> Table:
    table = new_table(
        "Folding a batch (medians)",
        "stored",
        "events",
        "ms",
        "ratio",
        "CPU µs an event",
        "ratio",
        "slowest ms",
    )
    for batch, ratio, cpu_ratio in ratios(batches):
        table.add_row(
            f"{batch.stored:,}",
            f"{batch.events:,}",
            f"{batch.milliseconds:,.1f}",
            f"{ratio:.2f} x",
            f"{batch.cpu_us_per_event:,.0f}",
            f"{cpu_ratio:.2f} x",
            f"{batch.slowest_ms:,.0f}",
        )
    return table


def _stretches(results: Results) -> Table:
    table = new_table(
        "Folding while the store grows, settling included",
        "from",
        "to",
        "events/s",
        "CPU µs an event",
        "slowest turn ms",
    )
    for one in results.stretches:
        table.add_row(
            f"{one.first:,}",
            f"{one.last:,}",
            f"{one.events_per_second:,.0f}",
            f"{one.cpu_us_per_event:,.0f}",
            f"{one.slowest_turn_ms:,.0f}",
        )
    return table


def _statements(results: Results) -> Table:
    """Wall-clock time: what limits the rate."""
    last = results.stretches[-1]
    table = new_table("Where the time goes in the last stretch", " statement", "µs an event")
    for label, spent in list(last.statements.items())[:MOST_STATEMENTS]:
        table.add_row(label, f"{spent:,.1f}")
    others = sum(list(last.statements.values())[MOST_STATEMENTS:])
    table.add_row("other statements", f"{others:,.1f}")
    in_python = 1e6 / last.events_per_second - sum(last.statements.values())
    table.add_row("Python", f"{max(in_python, 0.0):,.1f}")
    return table


def _lag(lag: Lag) -> Table:
    table = new_table(
        "Views behind, and acknowledgements (open loop)",
        " requests",
        "events/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        " not 200",
    )
    for name, figures in (("singles", lag.singles), ("batches of 100", lag.batches)):
        if figures is not None:
            others = {status: n for status, n in figures.statuses.items() if status != "200"}
            table.add_row(
                name,
                f"{figures.events_per_second:,.0f}",
                f"{figures.p50_ms:,.1f}",
                f"{figures.p99_ms:,.1f}",
                f"{figures.max_ms:,.0f}",
                " ".join(f"{status}: {n}" for status, n in others.items()),
            )
    table.caption = (
        f"behind: p50 {lag.p50_seconds:.2f} s, p99 {lag.p99_seconds:.2f} s, "
        f"max {lag.max_seconds:.2f} s and {lag.max_events:,.0f} events; "
        f"caught up {lag.caught_up_seconds:.1f} s after the last answer; "
        f"{lag.server_cpu_share:.2f} cores, peak RSS {lag.peak_rss_mb:,.0f} MB"
    )
    table.caption_justify = "left"
    return table
