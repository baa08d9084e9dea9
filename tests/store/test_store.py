"""The store as a whole."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from collector.errors import Busy, Locked
from collector.store import disk, questions
from collector.store.questions import EventFilter
from collector.store.store import open_store
from tests.conftest import settings_of
from tests.store.samples import make_event

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from collector.store.store import Store
    from tests.conftest import Server


async def test_the_write_ahead_log_is_moved_into_the_file_beside_the_appends(
    tmp_path: Path,
) -> None:
    settings = settings_of(tmp_path, store={"checkpoint_bytes": 1 << 16})
    async with open_store(settings) as store:
        log_file = disk.write_ahead_log(store.path)
        for start in range(0, 2000, 500):
            await store.append([make_event(number) for number in range(start, start + 500)])
        async with asyncio.timeout(10):
            while disk.file_size(log_file) >= 1 << 16:  # noqa: ASYNC110  # it comes by itself
                await asyncio.sleep(0.05)
        assert await store.ask(questions.event_count, EventFilter()) == 2000


async def test_questions_are_answered_while_events_come_in(store: Store) -> None:
    async def keep_asking() -> list[int]:
        return [await store.ask(questions.event_count, EventFilter()) for _ in range(50)]

    asking = [asyncio.create_task(keep_asking()) for _ in range(4)]
    for number in range(50):
        await store.append([make_event(number)])
    for counts in await asyncio.gather(*asking):
        assert counts == sorted(counts)


async def test_a_question_that_fails_tells_its_own_error(store: Store) -> None:
    def wrong(_: duckdb.DuckDBPyConnection) -> None:
        raise ValueError("wrong question")

    with pytest.raises(ValueError, match="wrong question"):
        await store.ask(wrong)


async def test_a_closed_store_is_busy(tmp_path: Path) -> None:
    async with open_store(settings_of(tmp_path)) as store:
        pass
    with pytest.raises(Busy, match="stopping"):
        await store.append([make_event(1)])


async def test_a_store_that_cannot_be_opened_leaves_nothing_running(
    server: Server, tmp_path: Path
) -> None:
    threads = threading.active_count()
    with pytest.raises(Locked, match=f"in use by process {server.pid}"):
        async with open_store(settings_of(tmp_path, store={"database": str(server.database)})):
            pass
    assert threading.active_count() <= threads + 1  # one of asyncio's own
