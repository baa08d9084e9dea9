"""What a closed database file takes on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Stored:
    events: int
    body_bytes: int
    #: Size of the file; free blocks, which later events fill, are part of it.
    file_bytes: int
    #: Blocks that hold something.
    used_bytes: int

    @property
    def file_bytes_per_event(self) -> float:
        return self.file_bytes / max(self.events, 1)

    @property
    def used_bytes_per_event(self) -> float:
        return self.used_bytes / max(self.events, 1)


def read(database: Path) -> Stored:
    """The collector on this file has stopped, so that nothing is left in a write-ahead log."""
    with duckdb.connect(str(database), read_only=True) as connection:
        counted = connection.execute(
            "select count(*), coalesce(sum(size), 0) from events"
        ).fetchone()
        blocks = connection.execute(
            "select block_size, used_blocks from pragma_database_size()"
        ).fetchone()
    if counted is None or blocks is None:
        raise RuntimeError(f"{database} cannot be measured.")
    return Stored(
        events=counted[0],
        body_bytes=int(counted[1]),
        file_bytes=database.stat().st_size,
        used_bytes=blocks[0] * blocks[1],
    )
