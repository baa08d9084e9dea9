"""What waits for the writer."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from collector.errors import Busy
from collector.store.queue import (
    BYTES_PER_COMMIT,
    ROWS_PER_COMMIT,
    Errand,
    Queue,
    Submission,
)
from tests.store.samples import make_event


def submission(*numbers: int) -> Submission:
    entries = [make_event(number) for number in numbers]
    size = sum(len(entry.body) for entry in entries)
    return Submission(entries, None, (), size, asyncio.get_running_loop().create_future())


def errand() -> Errand:
    return Errand(lambda _: None, asyncio.get_running_loop().create_future())


async def test_submissions_come_together_and_errands_alone_in_the_order_of_arrival() -> None:
    queue = Queue(100, 1 << 20)
    first, second, between, third = submission(1), submission(2), errand(), submission(3)
    for work in (first, second, between, third):
        queue.put(work)
    assert queue.rows == 3
    assert queue.bytes == first.size + second.size + third.size
    assert queue.take(5) == [first, second]
    assert queue.take(5) is between
    assert queue.take(5) == [third]
    assert (queue.rows, queue.bytes) == (0, 0)


async def test_a_full_queue_is_busy_by_rows_and_by_bytes() -> None:
    for queue in (Queue(1, 1 << 20), Queue(100, 1)):
        queue.put(submission(1))
        with pytest.raises(Busy, match="The queue is full"):
            queue.put(submission(2))
        queue.take(5)
        queue.put(submission(3))


async def test_what_is_larger_than_the_queue_goes_in_alone() -> None:
    queue = Queue(1, 1)
    queue.put(submission(1, 2, 3))
    assert queue.rows == 3


async def test_a_commit_has_a_bounded_number_of_rows() -> None:
    queue = Queue(10 * ROWS_PER_COMMIT, 1 << 40)
    half = submission(*range(ROWS_PER_COMMIT // 2 + 1))
    for _ in range(3):
        queue.put(half)
    assert queue.take(5) == [half]
    assert queue.rows == 2 * len(half.entries)


async def test_a_commit_has_a_bounded_number_of_bytes() -> None:
    queue = Queue(100, 1 << 40)
    large = replace(submission(1), size=BYTES_PER_COMMIT // 2 + 1)
    for _ in range(2):
        queue.put(large)
    assert queue.take(5) == [large]
    assert (queue.rows, queue.bytes) == (1, large.size)


async def test_after_the_stop_what_waits_is_taken_and_then_nothing() -> None:
    queue = Queue(100, 1 << 20)
    waiting = submission(1)
    queue.put(waiting)
    queue.stop()
    for work in (submission(2), errand()):
        with pytest.raises(Busy, match="stopping"):
            queue.put(work)
    assert queue.take(5) == [waiting]
    assert queue.take(5) is None


async def test_taking_waits_for_what_comes_and_not_longer_than_it_was_told() -> None:
    queue = Queue(100, 1 << 20)
    assert queue.take(0.01) == []
    taken: list[object] = []
    thread = threading.Thread(target=lambda: taken.append(queue.take(5)))
    thread.start()
    waiting = submission(1)
    queue.put(waiting)
    await asyncio.to_thread(thread.join)
    assert taken == [[waiting]]
