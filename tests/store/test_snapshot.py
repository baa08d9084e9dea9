"""Consistent copies beside a running writer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.errors import Conflict, NotFound
from tests.store.samples import make_event

if TYPE_CHECKING:
    from pathlib import Path

    from collector.store.store import Store
    from tests.conftest import Server


def rows(path: Path) -> list[int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select seq from events order by seq").fetchall()
    return [seq for (seq,) in found]


async def test_a_snapshot_taken_while_events_come_in_is_a_prefix_of_the_log(
    store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "snapshot.duckdb"

    async def keep_appending() -> None:
        for number in range(300):
            await store.append([make_event(number)])

    appending = asyncio.create_task(keep_appending())
    await asyncio.sleep(0.1)
    await store.snapshot(target)
    during = rows(target)
    await appending
    assert during == list(range(1, len(during) + 1))
    assert 0 < len(during) <= 300


async def test_a_snapshot_replaces_the_one_before_and_leaves_nothing_beside(
    store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "snapshot.duckdb"
    target.parent.mkdir()
    await store.append([make_event(1)])
    await store.snapshot(target)
    await store.append([make_event(2)])
    size = await store.snapshot(target)
    assert rows(target) == [1, 2]
    assert size == target.stat().st_size
    assert [path.name for path in target.parent.iterdir()] == ["snapshot.duckdb"]


async def test_a_snapshot_keeps_comments_and_compression(store: Store, tmp_path: Path) -> None:
    await store.append([make_event(number) for number in range(2000)])
    target = tmp_path / "snapshot.duckdb"
    await store.snapshot(target)
    with duckdb.connect(str(target), read_only=True) as connection:
        [(comment,)] = connection.execute(
            "select comment from duckdb_columns() "
            "where table_name = 'events' and column_name = 'seq'"
        ).fetchall()
        found = connection.execute(
            "select distinct compression from pragma_storage_info('events') "
            "where column_name = 'body' and segment_type = 'VARCHAR'"
        ).fetchall()
    assert "order of arrival" in comment
    assert found == [("ZSTD",)]


async def test_what_is_no_earlier_snapshot_is_never_replaced(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious")
    with pytest.raises(Conflict, match="not an earlier snapshot"):
        await store.snapshot(target)
    with pytest.raises(Conflict):
        await store.snapshot(tmp_path)
    assert target.read_text() == "precious"
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table precious as select 1 as x")
    with pytest.raises(Conflict, match="not an earlier snapshot"):
        await store.snapshot(other)
    with duckdb.connect(str(other)) as connection:
        assert connection.execute("from precious").fetchall() == [(1,)]


async def test_the_database_of_another_collector_is_never_replaced(
    store: Store, server: Server, tmp_path: Path
) -> None:
    assert server.database != store.path
    with pytest.raises(Conflict, match="or is in use"):
        await store.snapshot(server.database)


async def test_a_snapshot_says_when_and_of_which_file_it_was_taken(
    store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "snapshot.duckdb"
    await store.snapshot(target)
    with duckdb.connect(str(target), read_only=True) as connection:
        [(source, is_recent)] = connection.execute(
            "select taken_of, taken_at > now()::timestamp - interval 1 day from snapshot"
        ).fetchall()
    assert (source, is_recent) == (str(store.path), True)


async def test_the_database_itself_is_never_replaced(store: Store) -> None:
    await store.append([make_event(1)])
    with pytest.raises(Conflict, match="the database itself"):
        await store.snapshot(store.path)
    with pytest.raises(Conflict, match="the database itself"):
        await store.snapshot(store.path.with_name(store.path.name + ".keys"))


async def test_snapshots_asked_for_at_once_are_taken_one_after_the_other(
    store: Store, tmp_path: Path
) -> None:
    await store.append([make_event(1)])
    targets = [tmp_path / f"{number}.duckdb" for number in range(4)]
    await asyncio.gather(*(store.snapshot(target) for target in targets))
    assert [rows(target) for target in targets] == [[1]] * 4


async def test_a_folder_that_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no folder"):
        await store.snapshot(tmp_path / "nowhere" / "snapshot.duckdb")
