"""The progress bar of an import."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from collector.event_files import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_COMPRESSED = (".gz", ".zst")


@contextmanager
def progress(sources: Sequence[str]) -> Iterator[Callable[[int], None]]:
    """Show a bar while inside; what comes out is called with the bytes of each record."""
    columns = (
        TextColumn("{task.completed:,.0f} bytes, {task.fields[records]:,} events"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("import", total=_total(sources), records=0)
        records = 0

        def advance(size: int) -> None:
            nonlocal records
            records += 1
            bar.update(task, advance=size + 1, records=records)

        yield advance


def _total(sources: Sequence[str]) -> int | None:
    """Bytes of all that is read; None where nobody knows before."""
    if any(source == STANDARD_INPUT or source.endswith(_COMPRESSED) for source in sources):
        return None
    return sum(Path(source).stat().st_size for source in sources)
