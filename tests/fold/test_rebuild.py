"""Folding the whole log anew beside the views in use."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from collector.fold.rebuild import path_beside
from collector.store.store import open_store
from tests.conftest import settings_of
from tests.store.samples import make_event
from tests.store.test_views import recorded, rows

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    import pytest

    from collector.event import Event
    from collector.store.store import Store


async def fill(store: Store, events: list[Event]) -> None:
    receipts = await store.append(events)
    await store.wait_folded(max(receipt.seq or 0 for receipt in receipts), 20)


async def run_count(store: Store) -> int:
    [(count,)] = await store.ask(
        lambda cursor: cursor.execute("select count(*) from runs").fetchall()
    )
    return int(count)


async def forget_runs(store: Store) -> None:
    """What no fold ever does: rows are missing."""

    def forget(cursor: duckdb.DuckDBPyConnection) -> None:
        for table in ("runs_parts", "flows_parts", "identities"):
            cursor.execute(f"delete from folds.{table}")

    await store.ask(forget)


async def test_a_rebuild_gives_what_was_folded_event_by_event(
    store: Store, pytestconfig: pytest.Config
) -> None:
    events = recorded(pytestconfig.rootpath)
    await fill(store, events[:60])
    await fill(store, events[60:])
    expected = await rows(store)

    await forget_runs(store)
    assert await rows(store) != expected
    await store.rebuild()

    assert await rows(store) == expected
    assert store.rebuilding is None
    assert not path_beside(store.path).exists()


async def test_events_that_come_meanwhile_and_later_are_in_the_views(
    store: Store, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    events = recorded(pytestconfig.rootpath)
    (tmp_path / "other").mkdir()
    async with open_store(settings_of(tmp_path / "other")) as other:
        await fill(other, events)
        expected = await rows(other)

    await fill(store, events[:40])
    rebuild = asyncio.create_task(store.rebuild())
    for start in range(40, 80, 5):
        await fill(store, events[start : start + 5])
    await rebuild
    await fill(store, events[80:])

    assert await rows(store) == expected


async def test_rebuilds_at_the_same_time_come_one_after_the_other(
    store: Store, pytestconfig: pytest.Config
) -> None:
    await fill(store, recorded(pytestconfig.rootpath))
    expected = await rows(store)

    await asyncio.gather(store.rebuild(), store.rebuild())

    assert await rows(store) == expected


async def test_a_store_that_closes_does_not_wait_for_a_rebuild(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    events = recorded(pytestconfig.rootpath)
    async with open_store(settings_of(tmp_path)) as store:
        await fill(store, events)
        expected = await rows(store)
        rebuild = asyncio.create_task(store.rebuild())
        await asyncio.sleep(0.05)
    await asyncio.gather(rebuild, return_exceptions=True)

    async with open_store(settings_of(tmp_path)) as store:
        assert await rows(store) == expected
        assert not path_beside(store.path).exists()


async def test_what_a_killed_rebuild_left_is_removed_at_the_start(tmp_path: Path) -> None:
    async with open_store(settings_of(tmp_path)) as store:
        leftover = path_beside(store.path)
    leftover.write_bytes(b"half a file")

    async with open_store(settings_of(tmp_path)) as store:
        await store.rebuild()

    assert not leftover.exists()


async def test_events_whose_time_is_up_leave_the_views_too(tmp_path: Path) -> None:
    now = datetime(2026, 1, 10, 12)
    settings = settings_of(tmp_path, store={"retain_days": 3})
    async with open_store(settings, now=lambda: now - timedelta(days=9)) as store:
        await fill(store, [make_event(1)])
    async with open_store(settings, now=lambda: now) as store:
        await fill(store, [make_event(2)])
        [two] = await store.ask(
            lambda cursor: cursor.execute("select count(*) from runs").fetchall()
        )

        await store.tidy(now)

        [one] = await store.ask(
            lambda cursor: cursor.execute("select count(*) from runs").fetchall()
        )
    assert (two, one) == ((2,), (1,))
