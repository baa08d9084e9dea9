"""A copy of a database file that another process has open, made while that process lets it rest.

It is a program of its own: a process that opens and closes a file which it holds with DuckDB loses
the lock on it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

import orjson

from collector.errors import Busy

#: Three blocks: what the file is, and the two headers, of which each checkpoint writes one.
_HEAD_BYTES = 3 * 4096

#: Bytes that the system copies at once.
_PIECE = 1 << 30


def copy_file(source: Path, target: Path) -> None:
    """Copy the file to `target`, whole or not at all.

    Until the next checkpoint, DuckDB writes to no block that the last one refers to. Raises Busy
    where a checkpoint came in between, OSError where the file cannot be read or written.
    """
    unfinished = target.with_name(f".{target.name}.tmp")
    unfinished.unlink(missing_ok=True)
    try:
        with source.open("rb") as read:
            head = read.read(_HEAD_BYTES)
            with _created(unfinished) as written:
                _copy(read, written)
            read.seek(0)
            if read.read(_HEAD_BYTES) != head:
                raise Busy("A checkpoint came in between.")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _created(path: Path) -> BinaryIO:
    """A new file that only its owner can read, and nobody write."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb")


def _copy(read: BinaryIO, written: BinaryIO) -> None:
    """All bytes; without any being read where the file system can let two files share them."""
    read.seek(0)
    if not hasattr(os, "copy_file_range"):
        shutil.copyfileobj(read, written)
        return
    offset = 0
    try:
        while done := os.copy_file_range(read.fileno(), written.fileno(), _PIECE, offset):
            offset += done
    except OSError:
        # Some file systems do not know how.
        if offset:
            raise
        shutil.copyfileobj(read, written)


def main() -> None:
    """Copy what standard input names; nothing is answered, or why it failed."""
    order = orjson.loads(sys.stdin.buffer.read())
    try:
        copy_file(Path(order["source"]), Path(order["target"]))
    except (Busy, OSError) as error:
        sys.stdout.write(str(error))


if __name__ == "__main__":
    main()
