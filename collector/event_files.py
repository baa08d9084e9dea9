"""Files of events to records: JSON, JSON arrays and NDJSON, plain, gzip or zstd, or from a pipe.

`read_events` is the one entry. What a file holds is seen from its bytes, not from its name: NDJSON
is read line by line, however large; an array or a single event is read as a whole.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from collector.decode import BYTE_ORDER_MARK, split_array
from collector.errors import Malformed, NotFound, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD_INPUT = "-"

#: Names of the files that are taken from a folder.
SUFFIXES = tuple(
    f".{form}{compression}"
    for form in ("json", "ndjson", "jsonl")
    for compression in ("", ".gz", ".zst")
)

#: Bytes of a line, or of a file that is no NDJSON, decompressed.
LARGEST = 512 * 2**20

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """The bytes of one event, and where they stand."""

    raw: bytes
    #: The path as given or found; `-` for the standard input.
    source: str
    #: Line in an NDJSON file, from 1.
    line: int | None
    #: Index in an array, from 0.
    index: int | None
    #: Records before this one in all that is read: to resume, skip so many, and this one.
    preceding: int

    @property
    def place(self) -> str:
        """`events.ndjson:12`, `batch.json[3]`, `event.json`."""
        if self.line is not None:
            return f"{self.source}:{self.line}"
        return self.source if self.index is None else f"{self.source}[{self.index}]"


def read_events(paths: Iterable[str | Path], *, skip: int = 0) -> Iterator[Record]:
    """The events of files, of the files of folders in the order of their paths, and of `-`.

    Skips the first `skip` records, without parsing. What a record holds is not looked at: it may be
    no event, or no JSON. Raises NotFound for a path that cannot be read, Malformed for data that
    cannot be decompressed or split, TooLarge for a record beyond LARGEST bytes.
    """
    preceding = 0
    for source in _sources(paths):
        with _opened(source) as stream:
            for line, index, raw in _split(stream, source):
                if preceding >= skip:
                    yield Record(raw, source, line, index, preceding)
                preceding += 1


def _sources(paths: Iterable[str | Path]) -> Iterator[str]:
    for path in map(str, paths):
        if path != STANDARD_INPUT and Path(path).is_dir():
            files = (file for file in Path(path).rglob("*") if file.name.endswith(SUFFIXES))
            yield from (str(file) for file in sorted(files) if file.is_file())
        else:
            yield path


# Bytes


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    """The decompressed bytes of a file; names the file where they cannot be read."""
    try:
        with _raw(source) as raw:
            yield _decompressed(io.BufferedReader(cast("io.RawIOBase", raw)))
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise Malformed(f"{source} cannot be decompressed: {error}.") from error
    except OSError as error:
        if error.errno is None:  # pyarrow's word for corrupt data
            raise Malformed(f"{source} cannot be decompressed: {error}.") from error
        raise NotFound(f"{source} cannot be read: {error.strerror}.") from error


@contextmanager
def _raw(source: str) -> Iterator[IO[bytes]]:
    if source == STANDARD_INPUT:
        yield sys.stdin.buffer
    else:
        with Path(source).open("rb") as file:
            yield file


def _decompressed(stream: io.BufferedReader) -> IO[bytes]:
    magic = stream.peek(len(_ZSTD))
    if magic.startswith(_GZIP):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))
    if magic.startswith(_ZSTD):
        # Imported here: few files need it.
        import pyarrow as pa

        return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(stream), "zstd"))
    return stream


# Records


def _split(stream: IO[bytes], source: str) -> Iterator[tuple[int | None, int | None, bytes]]:
    """(line, index, bytes) of each record."""
    lines = _lines(stream, source)
    first = next(lines, None)
    if first is None:
        return
    number, line = first
    if not line.startswith(b"[") and _is_json(line):
        second = next(lines, None)
        if second is None:
            yield None, None, line
            return
        yield number, None, line
        yield second[0], None, second[1]
        yield from ((number, None, line) for number, line in lines)
        return
    yield from _whole_or_lines(first, lines, source)


def _lines(stream: IO[bytes], source: str) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, without their ends, numbered from 1."""
    number = 0
    while line := stream.readline(LARGEST + 1):
        if len(line) > LARGEST:
            raise TooLarge(f"{source} has an event larger than {LARGEST} bytes.")
        number += 1
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        if line := line.strip(_SPACE):
            yield number, line
