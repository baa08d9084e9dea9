"""What waits for the writer: submissions and errands, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.errors import Busy

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from collector.event import Event, Rejection
    from collector.store.transaction import Turn

#: More rows than this do not go into one commit, so that acknowledgements keep coming.
ROWS_PER_COMMIT = 5_000

#: Nor more bytes of bodies, so that a commit stays within the memory that DuckDB may take.
BYTES_PER_COMMIT = 48 << 20


@dataclass(frozen=True, slots=True)
class Submission:
    """Entries that are stored together, and who waits for them."""

    entries: Sequence[Event | Rejection]
    client: str | None
    #: Rejections that these entries take the place of.
    replaces: Sequence[int]
    #: Bytes of the bodies.
    size: int
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Errand:
    """Work for the writer that is no append; in a transaction of its own."""

    turn: Turn
    done: asyncio.Future[Any]


class Queue:
    """Filled by the event loop, emptied by the writing thread; bounded by rows and bytes."""

    def __init__(self, most_rows: int, most_bytes: int) -> None:
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._waiting: deque[Submission | Errand] = deque()
        self._stopping = False
        #: Entries, and bytes of their bodies, that wait for a commit.
        self.rows = 0
        self.bytes = 0

    def put(self, work: Submission | Errand) -> None:
        """Raises Busy when there is no room, or nothing is taken any more."""
        with self._changed:
            if self._stopping:
                raise Busy("The collector is stopping; send again in a moment.")
            if isinstance(work, Submission):
                self._admit(work)
            self._waiting.append(work)
            self._changed.notify()

    def take(self, seconds: float) -> list[Submission] | Errand | None:
        """What to do next: an errand, or submissions for one commit.

        No submissions when nothing came in that time; None when nothing will come any more.
        """
        with self._changed:
            if not self._waiting and not self._stopping:
                self._changed.wait(seconds)
            if not self._waiting:
                return None if self._stopping else []
            first = self._waiting[0]
            if isinstance(first, Errand):
                self._waiting.popleft()
                return first
            return self._take_submissions()

    def stop(self) -> None:
        """Take nothing more; what waits can still be taken out."""
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def _admit(self, submission: Submission) -> None:
        rows = self.rows + len(submission.entries)
        size = self.bytes + submission.size
        # One that is larger than the whole queue goes in when nothing else waits.
        if self.rows and (rows > self._most_rows or size > self._most_bytes):
            raise Busy("The queue is full; send again in a moment.")
        self.rows = rows
        self.bytes = size

    def _take_submissions(self) -> list[Submission]:
        taken: list[Submission] = []
        rows = size = 0
        while self._waiting:
            submission = self._waiting[0]
            if isinstance(submission, Errand):
                break
            rows += len(submission.entries)
            size += submission.size
            if taken and (rows > ROWS_PER_COMMIT or size > BYTES_PER_COMMIT):
                break
            self.rows -= len(submission.entries)
            self.bytes -= submission.size
            taken.append(submission)
            self._waiting.popleft()
        return taken
