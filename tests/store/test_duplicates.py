"""The index of digests."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from collector.store import duplicates
from collector.store.duplicates import Duplicates

NOON = datetime(2026, 1, 1, 12)


def digests(start: int, stop: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(start, stop)]


def test_every_digest_that_was_added_is_found_and_no_other() -> None:
    index = Duplicates()
    for start in range(0, 300_000, 1_000):
        index.add(digests(start, start + 1_000), NOON)
    assert len(index) == 300_000
    assert index.find(digests(299_990, 300_010)) == set(digests(299_990, 300_000))
    assert index.find(digests(0, 1_000)) == set(digests(0, 1_000))
    assert index.find(digests(300_000, 301_000)) == set()
    assert index.find([]) == set()


def test_an_empty_index_finds_nothing() -> None:
    assert Duplicates().find(digests(0, 3)) == set()


def test_old_digests_are_let_go_and_newer_ones_kept() -> None:
    index = Duplicates()
    index.add(digests(0, duplicates.RECENT), NOON)
    index.add(digests(duplicates.RECENT, 2 * duplicates.RECENT + 5), NOON + timedelta(days=8))
    index.forget(NOON + timedelta(days=7))
    # Both runs were merged; the newer digests keep the older ones alive.
    assert index.find(digests(0, 1)) == set(digests(0, 1))
    index.forget(NOON + timedelta(days=9))
    assert index.find(digests(0, 1)) == set()


def test_digests_of_a_quiet_collector_are_let_go_after_the_window_too() -> None:
    index = Duplicates()
    index.add(digests(0, 3), NOON)
    index.add(digests(3, 6), NOON + timedelta(days=2))
    index.add(digests(6, 9), NOON + timedelta(days=10))
    index.forget(NOON + timedelta(days=3))
    assert index.find(digests(0, 9)) == set(digests(6, 9))


def test_digests_that_are_still_in_the_set_are_never_forgotten_too_early() -> None:
    index = Duplicates()
    index.add(digests(0, 3), NOON)
    index.forget(NOON + timedelta(days=30))
    assert index.find(digests(0, 3)) == set(digests(0, 3))


def test_digests_read_from_disk_are_found() -> None:
    index = Duplicates()
    for start in range(0, 300_000, 100_000):
        index.load("".join(digests(start, start + 100_000)), NOON)
    assert len(index) == 300_000
    assert index.find(digests(299_999, 300_001)) == set(digests(299_999, 300_000))
