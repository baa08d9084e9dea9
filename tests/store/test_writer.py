"""The writer: group commit, numbers, duplicates, bounds of the queue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from collector.errors import Busy
from collector.event import Event, Violation
from collector.store import questions
from collector.store.append import Appender
from collector.store.questions import EventFilter
from collector.store.store import open_store
from tests.conftest import settings_of
from tests.store.samples import make_event, make_rejection

if TYPE_CHECKING:
    from pathlib import Path

    from collector.store.store import Store
    from collector.store.writer import Commit

NOON = datetime(2026, 1, 1, 12)


async def seqs(store: Store) -> list[int]:
    found = await store.ask(questions.events, EventFilter(), 0, 1000)
    return [record["seq"] for record in found]


async def test_events_and_rejections_share_one_order(store: Store) -> None:
    receipts = await store.append([make_event(1), make_rejection(), make_event(2)])
    assert [receipt.seq for receipt in receipts] == [1, 2, 3]
    assert await seqs(store) == [1, 3]


async def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    async with open_store(settings_of(tmp_path)) as store:
        await store.append([make_event(1), make_rejection()])
    async with open_store(settings_of(tmp_path)) as store:
        assert [receipt.seq for receipt in await store.append([make_event(2)])] == [3]


async def test_appends_that_wait_together_are_committed_together(tmp_path: Path) -> None:
    commits: list[Commit] = []
    async with open_store(settings_of(tmp_path), commits.append) as store:
        await asyncio.gather(*(store.append([make_event(number)]) for number in range(200)))
    assert sum(commit.rows for commit in commits) == 200
    assert len(commits) < 20
    assert not any(commit.failed for commit in commits)


async def test_duplicates_are_known_within_a_batch_and_across_batches(store: Store) -> None:
    receipts = await store.append([make_event(1), make_event(1)])
    assert [receipt.duplicate for receipt in receipts] == [False, True]
    [receipt] = await store.append([make_event(1)])
    assert (receipt.seq, receipt.duplicate) == (None, True)
    assert await seqs(store) == [1]


async def test_duplicates_are_known_after_a_restart(tmp_path: Path) -> None:
    async with open_store(settings_of(tmp_path)) as store:
        await store.append([make_event(1)])
    async with open_store(settings_of(tmp_path)) as store:
        assert [receipt.duplicate for receipt in await store.append([make_event(1)])] == [True]


async def test_after_the_window_and_a_restart_the_same_bytes_are_a_new_event(
    tmp_path: Path,
) -> None:
    async with open_store(settings_of(tmp_path), now=lambda: NOON) as store:
        await store.append([make_event(1)])
    later = NOON + timedelta(days=7, seconds=1)
    async with open_store(settings_of(tmp_path), now=lambda: later) as store:
        assert [receipt.duplicate for receipt in await store.append([make_event(1)])] == [False]
        assert await seqs(store) == [1, 2]


async def test_a_clock_that_goes_backwards_changes_no_order_and_forgets_no_duplicate(
    tmp_path: Path,
) -> None:
    clock = iter([NOON + timedelta(hours=1 - hours) for hours in range(100)])
    async with open_store(settings_of(tmp_path), now=lambda: next(clock)) as store:
        for number in range(5):
            await store.append([make_event(number)])
        receipts = await store.append([make_event(number) for number in range(6)])
        assert [receipt.duplicate for receipt in receipts] == [True] * 5 + [False]
        assert await seqs(store) == [1, 2, 3, 4, 5, 6]


async def test_an_append_larger_than_the_queue_goes_in_when_nothing_waits(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, ingest={"queue_events": 10, "queue_bytes": 10})
    async with open_store(settings) as store:
        receipts = await store.append([make_event(number) for number in range(100)])
        assert len(receipts) == 100


async def test_a_full_queue_is_busy_and_stores_nothing_of_what_it_refused(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, ingest={"queue_bytes": 1})
    async with open_store(settings) as store:
        results = await asyncio.gather(
            *(store.append([make_event(number)]) for number in range(50)), return_exceptions=True
        )
        refused = [result for result in results if isinstance(result, Busy)]
        assert refused
        assert len(await seqs(store)) == 50 - len(refused)


async def test_an_append_whose_caller_went_away_is_stored_all_the_same(store: Store) -> None:
    task = asyncio.create_task(store.append([make_event(1)]))
    await asyncio.sleep(0)
    task.cancel()
    await store.append([make_event(2)])
    assert await seqs(store) == [1, 2]


async def test_what_waits_is_stored_when_the_store_is_closed(tmp_path: Path) -> None:
    async with open_store(settings_of(tmp_path)) as store:
        tasks = [asyncio.create_task(store.append([make_event(n)])) for n in range(500)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    async with open_store(settings_of(tmp_path)) as store:
        assert await store.ask(questions.event_count, EventFilter()) == 500


async def test_nothing_is_taken_while_the_disk_is_nearly_full(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, store={"min_free_bytes": 1 << 60})
    async with open_store(settings) as store:
        with pytest.raises(Busy, match="free some space"):
            await store.append([make_event(1)])
        assert "free some space" in str(store.condition.trouble)
        with pytest.raises(Busy, match="free some space"):
            await store.append([make_event(1)])
        assert await seqs(store) == []


async def test_a_row_that_the_database_refuses_harms_no_other_caller(store: Store) -> None:
    # No event that was validated is like this; the writer must not depend on it.
    poison = replace(make_event(1), kind=None)  # type: ignore[arg-type]
    results = await asyncio.gather(
        *(store.append([item]) for item in (make_event(2), poison, make_event(3))),
        return_exceptions=True,
    )
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert store.condition.trouble is None
    assert len(await seqs(store)) == 2


async def test_a_replayed_rejection_leaves_in_the_same_commit(store: Store) -> None:
    [rejected] = await store.append([make_rejection()])
    assert rejected.seq is not None
    await store.append([make_event(1)], replaces=[rejected.seq])
    assert await store.ask(questions.rejections, questions.RejectionFilter(), 0, 10) == []
    [removal] = await store.ask(questions.removals)
    assert (removal["relation"], removal["reason"], removal["row_count"]) == (
        "rejections",
        "replayed",
        1,
    )


async def test_violations_are_stored_with_their_event(store: Store) -> None:
    violation = Violation("facets", "/job/facets/sql", "is wrong", "https://x.org/s", "sql")
    sent: Event = replace(make_event(1), violations=(violation,))
    await store.append([sent])
    [stored] = await store.ask(questions.events, EventFilter(), 0, 10)
    assert stored["violations"] == [
        {
            "layer": "facets",
            "pointer": "/job/facets/sql",
            "facet": "sql",
            "message": "is wrong",
            "schema_id": "https://x.org/s",
        }
    ]


async def test_a_window_of_no_days_stores_the_same_bytes_each_time(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, ingest={"duplicate_days": 0})
    async with open_store(settings) as store:
        receipts = await store.append([make_event(1), make_event(1)])
        receipts += await store.append([make_event(1)])
        assert [receipt.duplicate for receipt in receipts] == [False] * 3


async def test_a_hundred_years_are_a_window_and_a_retention_too(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        ingest={"duplicate_days": 36_500},
        store={"retain_days": 36_500},
        rejections={"keep_days": 36_500},
    )
    async with open_store(settings) as store:
        await store.append([make_event(1)])
        await store.tidy(NOON)
        assert await seqs(store) == [1]


@pytest.mark.parametrize("is_in", [True, False])
async def test_after_a_fatal_error_a_batch_is_acknowledged_only_if_it_is_in(
    store: Store, monkeypatch: pytest.MonkeyPatch, is_in: bool
) -> None:
    """DuckDB says both with the same error: committed, and not committed."""
    commit = Appender.commit

    def fail(appender: Appender, *given: Any) -> None:
        monkeypatch.undo()
        if is_in:
            commit(appender, *given)
        raise duckdb.FatalException("the checkpoint failed")

    monkeypatch.setattr(Appender, "commit", fail)
    if is_in:
        assert [receipt.seq for receipt in await store.append([make_event(1)])] == [1]
    else:
        with pytest.raises(Busy, match="failed before the events were stored"):
            await store.append([make_event(1)])
    assert await seqs(store) == ([1] if is_in else [])
