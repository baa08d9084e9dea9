"""The progress bar of a rebuild."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress() -> Iterator[Callable[[dict[str, Any]], None]]:
    """Show a bar while inside; what comes out is called with how far the rebuild is."""
    columns = (
        TextColumn("{task.description}: {task.completed:,.0f} events"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("folding", total=None)

        def show(rebuilding: dict[str, Any]) -> None:
            # In its first and last moments it tells nothing.
            if rebuilding["phase"] is not None:
                bar.update(
                    task,
                    description=rebuilding["phase"],
                    completed=rebuilding["events_done"],
                    total=rebuilding["event_count"] or None,
                )

        yield show
