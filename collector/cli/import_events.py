"""`collector import`: events from files into the log, to be gone on with where it was stopped."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collector.cli.exit_codes import INVALID
from collector.cli.import_marks import Mark, Marks
from collector.cli.options import json_option, settings_from
from collector.cli.output import print_json_line, printable
from collector.cli.source_options import log_from, log_options
from collector.cli.state import state_folder
from collector.errors import CollectorError, Malformed, NotFound, TooLarge
from collector.event_files import STANDARD_INPUT, read_events, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from collector.event_files import Record
    from collector.log.source import Log

    Advance = Callable[[int], None]

#: Bounds of what is appended together.
BATCH_RECORDS = 500
BATCH_BYTES = 4 << 20

#: Refused records that are named; the others are counted.
MOST_NAMED = 20


@dataclass(slots=True)
class Counts:
    """What became of the records."""

    new: int = 0
    duplicates: int = 0
    rejected: int = 0
    #: Records that an earlier call has taken in.
    skipped: int = 0
    #: Files that could not be read to their end.
    unreadable: int = 0

    def __str__(self) -> str:
        counts = ((name, count) for name, count in asdict(self).items() if count)
        return ", ".join(f"{count:,} {name}" for name, count in counts) or "nothing"


@dataclass(slots=True)
class Import:
    """Takes records in by batches, and marks what is acknowledged."""

    log: Log
    marks: Marks
    advance: Advance
    counts: Counts = field(default_factory=Counts)
    _batch: list[Record] = field(default_factory=list)
    _size: int = 0
    _ended: list[str] = field(default_factory=list)

    def take(self, source: str) -> None:
        """The records of a file, but for those that are in already."""
        mark = Mark() if source == STANDARD_INPUT else self.marks.find(Path(source))
        self.counts.skipped += mark.done
        if mark.is_complete:
            return
        try:
            for record in read_events([source], skip=mark.done):
                self._add(record)
        except (Malformed, TooLarge, NotFound) as error:
            self.counts.unreadable += 1
            click.echo(printable(error), err=True)
        else:
            if source != STANDARD_INPUT:
                self._ended.append(source)

    def flush(self) -> None:
        """Append what waits; returns when it is in and marked."""
        with _undisturbed():
            if self._batch:
                self._append()
            for source in self._ended:
                self.marks.complete(Path(source))
            self._ended.clear()

    def _add(self, record: Record) -> None:
        self._batch.append(record)
        self._size += len(record.raw)
        self.advance(len(record.raw))
        if len(self._batch) >= BATCH_RECORDS or self._size >= BATCH_BYTES:
            self.flush()

    def _append(self) -> None:
        appended = self.log.append([record.raw for record in self._batch])
        for place, reason in appended.refused[: max(0, MOST_NAMED - self.counts.rejected)]:
            click.echo(f"{self._batch[place].place}: {printable(reason)}", err=True)
        self.counts.new += appended.new
        self.counts.duplicates += appended.duplicates
        self.counts.rejected += len(appended.refused)
        for source, record in {record.source: record for record in self._batch}.items():
            if source != STANDARD_INPUT:
                self.marks.write(Path(source), record.preceding + 1)
        self._batch.clear()
        self._size = 0


@click.command()
@click.argument("paths", metavar="FILE|DIR|-…", nargs=-1, required=True)
@click.option("--from-start", is_flag=True, help="Begin anew with files that were begun before.")
@json_option
@log_options
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    from_start: bool,
    as_json: bool,
    **parameters: object,
) -> None:
    """Take events from files, folders or the standard input (-) into the log.

    Reads JSON, JSON arrays and NDJSON, plain, .gz or .zst. What was stored within the last days is
    counted as a duplicate, what the schemas refuse is kept with the rejections; exit code 4 when
    there was any. An import that was stopped goes on where it was, when it is called again.
    """
    sources = _sources(paths)
    marks = Marks(state_folder() / "imports", _target(parameters))
    if from_start:
        marks.forget(map(Path, sources))
    with log_from(parameters, "create") as log, _progress(sources) as advance:
        running = Import(log, marks, advance)
        _run(running, sources)
    marks.clear()
    _report(running, as_json=as_json)
    if running.counts.rejected or running.counts.unreadable:
        context.exit(INVALID)


def _run(running: Import, sources: list[str]) -> None:
    try:
        for source in sources:
            running.take(source)
        running.flush()
    except (CollectorError, KeyboardInterrupt):
        trouble = running.marks.trouble
        ending = f"({trouble})" if trouble else "and goes on from here when it is called again"
        click.echo(f"stopped: {running.counts}; {ending}", err=True)
        raise


def _report(running: Import, *, as_json: bool) -> None:
    counts = running.counts
    if as_json:
        print_json_line(asdict(counts))
    else:
        click.echo(str(counts))
    if counts.rejected > MOST_NAMED:
        click.echo(
            f"{counts.rejected - MOST_NAMED:,} more were rejected; see collector rejections list",
            err=True,
        )


def _sources(paths: tuple[str, ...]) -> list[str]:
    """Every file, in order; raises NotFound before anything is taken in."""
    for path in paths:
        if path != STANDARD_INPUT and not Path(path).exists():
            raise NotFound(f"There is no file or folder {path}.")
    return list(sources(paths))


def _target(parameters: Mapping[str, object]) -> str:
    """What an import is into: the same log with and without a collector that serves it."""
    url = parameters["url"]
    return str(url or Path(settings_from(parameters).store.database).absolute())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A first Ctrl-C inside counts at the end; a second one at once."""
    is_asked = False

    def note(*_: object) -> None:
        nonlocal is_asked
        is_asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if is_asked:
        raise KeyboardInterrupt


@contextmanager
def _progress(sources: list[str]) -> Iterator[Advance]:
    """A bar on the terminal; nothing where standard error is none."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from collector.cli.import_progress import progress

    with progress(sources) as advance:
        yield advance
