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
    for source in sources(paths):
        with _opened(source) as stream:
            for line, index, raw in _split(stream, source):
                if preceding >= skip:
                    yield Record(raw, source, line, index, preceding)
                preceding += 1


def sources(paths: Iterable[str | Path]) -> Iterator[str]:
    """The files to read, those of folders in the order of their paths."""
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
    """(line, index, bytes) of each record; neither line nor index for the one event of a file."""
    head, first = _to_text(stream, source)
    more, second = _to_text(stream, source)
    if first.startswith(b"["):
        whole = _whole(head + more, stream, source)
        yield from ((None, index, raw) for index, raw in enumerate(_elements(whole, source)))
    elif second and (_is_json(first) or (second.startswith(b"{") and _is_json(second))):
        number = head.count(b"\n") or 1
        yield number, None, first
        yield number + more.count(b"\n"), None, second
        yield from _lines(stream, source, number + more.count(b"\n") + 1)
    elif first:
        yield None, None, _whole(head + more, stream, source).strip(_SPACE)


def _to_text(stream: IO[bytes], source: str) -> tuple[bytes, bytes]:
    """Up to the next line that is not blank: all of it, and that line without its ends."""
    passed = b""
    while line := _line(stream, source):
        passed += line if passed else line.removeprefix(BYTE_ORDER_MARK)
        if text := line.removeprefix(BYTE_ORDER_MARK).strip(_SPACE):
            return passed, text
    return passed, b""


def _line(stream: IO[bytes], source: str) -> bytes:
    line = stream.readline(LARGEST + 1)
    if len(line) > LARGEST:
        raise _too_large(source)
    return line


def _lines(stream: IO[bytes], source: str, number: int) -> Iterator[tuple[int, None, bytes]]:
    while line := _line(stream, source):
        if text := line.strip(_SPACE):
            yield number, None, text
        number += 1


def _whole(head: bytes, stream: IO[bytes], source: str) -> bytes:
    whole = head + stream.read(LARGEST + 1)
    if len(whole) > LARGEST:
        raise _too_large(source)
    return whole


def _too_large(source: str) -> TooLarge:
    return TooLarge(
        f"{source} holds a line, or an array, of more than {LARGEST} bytes;"
        " write one event to a line."
    )


def _elements(whole: bytes, source: str) -> list[bytes]:
    try:
        return split_array(whole)
    except Malformed as error:
        raise Malformed(f"{source}: {error}") from error


def _is_json(line: bytes) -> bool:
    """Whether a line is JSON by itself; NaN, which some emitters write, is no hindrance."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
