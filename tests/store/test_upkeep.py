"""Retention of events, bounds of rejections."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from collector.store import questions, upkeep
from collector.store.questions import EventFilter
from collector.store.store import open_store
from tests.conftest import settings_of
from tests.store.samples import make_event, make_rejection

if TYPE_CHECKING:
    from pathlib import Path

    from collector.store.store import Store

NOON = datetime(2026, 1, 10, 12)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


async def count(store: Store) -> int:
    return await store.ask(questions.event_count, EventFilter())


async def filled(tmp_path: Path, **sections: Any) -> tuple[Any, Clock]:
    """A store with an event on each of ten days, the last of them today."""
    clock = Clock()
    opened = open_store(settings_of(tmp_path, **sections), now=clock)
    store = await opened.__aenter__()
    for days in range(9, -1, -1):
        clock.time = NOON - timedelta(days=days)
        await store.append([make_event(days)])
    return (opened, store), clock


async def test_events_are_kept_for_good_by_default(tmp_path: Path) -> None:
    (opened, store), clock = await filled(tmp_path)
    await store.tidy(clock.time + timedelta(days=10_000))
    assert await count(store) == 10
    await opened.__aexit__(None, None, None)


async def test_whole_days_beyond_the_retention_go_and_are_accounted_for(tmp_path: Path) -> None:
    (opened, store), clock = await filled(tmp_path, store={"retain_days": 3})
    await store.tidy(clock.time)
    found = await store.ask(questions.events, EventFilter(), 0, 100)
    assert [record["received_at"].day for record in found] == [7, 8, 9, 10]
    [removal] = await store.ask(questions.removals)
    assert (removal["relation"], removal["reason"], removal["row_count"]) == (
        "events",
        "retention",
        6,
    )
    await opened.__aexit__(None, None, None)


async def test_a_day_is_exported_to_parquet_before_it_goes(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (opened, store), clock = await filled(
        tmp_path, store={"retain_days": 8, "retain_export": str(folder)}
    )
    await store.tidy(clock.time)
    assert [path.name for path in folder.iterdir()] == ["events-2026-01-01-1.parquet"]
    rows = duckdb.execute(f"select seq, body from '{folder}/*.parquet'").fetchall()
    assert rows == [(1, make_event(9).body.decode())]
    await opened.__aexit__(None, None, None)


async def test_another_try_to_remove_a_day_leaves_one_export(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (opened, store), clock = await filled(
        tmp_path, store={"retain_days": 8, "retain_export": str(folder)}
    )
    [expired] = await store.ask(upkeep.expired_days, 8, clock.time)
    for _ in range(3):
        await store.ask(upkeep.export_day, expired, folder)
    await store.tidy(clock.time)
    assert [path.name for path in folder.iterdir()] == ["events-2026-01-01-1.parquet"]
    await opened.__aexit__(None, None, None)


async def test_events_that_come_under_an_exported_day_stay_until_they_are_exported_too(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "export"
    (opened, store), clock = await filled(
        tmp_path, store={"retain_days": 8, "retain_export": str(folder)}
    )
    today = clock.time
    await store.tidy(today)
    clock.time = NOON - timedelta(days=9)
    await store.append([make_event(100)])
    await store.tidy(today)
    assert sorted(path.name for path in folder.iterdir()) == [
        "events-2026-01-01-1.parquet",
        "events-2026-01-01-11.parquet",
    ]
    await opened.__aexit__(None, None, None)


async def test_without_its_export_a_day_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (opened, store), clock = await filled(
        tmp_path, store={"retain_days": 8, "retain_export": str(tmp_path / "file")}
    )
    with pytest.raises(OSError, match="exists"):
        await store.tidy(clock.time)
    assert await count(store) == 10
    await opened.__aexit__(None, None, None)


async def test_numbers_never_come_twice_even_when_all_events_are_gone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, store={"retain_days": 1})
    clock = Clock()
    async with open_store(settings, now=clock) as store:
        await store.append([make_event(1), make_event(2)])
        await store.tidy(clock.time + timedelta(days=3))
        assert await count(store) == 0
    async with open_store(settings, now=clock) as store:
        assert [receipt.seq for receipt in await store.append([make_event(3)])] == [3]


async def test_an_event_that_was_removed_is_no_duplicate(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, store={"retain_days": 1})
    clock = Clock()
    async with open_store(settings, now=clock) as store:
        await store.append([make_event(1)])
        clock.time += timedelta(days=3)
        await store.tidy(clock.time)
        assert [receipt.duplicate for receipt in await store.append([make_event(1)])] == [False]


async def test_old_rejections_go_and_are_counted(tmp_path: Path) -> None:
    clock = Clock()
    async with open_store(settings_of(tmp_path), now=clock) as store:
        await store.append([make_rejection(b"old")])
        clock.time += timedelta(days=20)
        await store.append([make_rejection(b"new")])
        await store.tidy(NOON + timedelta(days=31))
        found = await store.ask(questions.rejections, questions.RejectionFilter(), 0, 10)
        assert [record["seq"] for record in found] == [2]
        [removal] = await store.ask(questions.removals)
        assert (removal["reason"], removal["row_count"], removal["byte_count"]) == ("age", 1, 3)


async def test_a_flood_of_rejections_is_noticed_before_the_time_is_up(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, rejections={"keep_bytes": 6000})
    async with open_store(settings) as store:
        waiting = asyncio.create_task(store.wait_for_rejections(60))
        await store.append([make_rejection(b"x" * 200)])
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await store.append([make_rejection(b"x" * 200)])
        async with asyncio.timeout(5):
            await waiting
        await store.tidy(NOON)
        await store.wait_for_rejections(0.01)


async def test_the_oldest_rejections_go_when_all_together_are_too_large(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, rejections={"keep_bytes": 2250})
    clock = Clock()
    async with open_store(settings, now=clock) as store:
        await store.append([make_rejection(b"x" * 100) for _ in range(5)])
        await store.tidy(clock.time)
        found = await store.ask(questions.rejections, questions.RejectionFilter(), 0, 10)
        assert [record["seq"] for record in found] == [4, 5]
        [removal] = await store.ask(questions.removals)
        assert (removal["reason"], removal["row_count"], removal["byte_count"]) == ("size", 3, 300)
