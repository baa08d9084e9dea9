"""Queries of users: what they give, where they end, and what goes on beside them."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from collector.errors import Busy, Malformed
from collector.fold.folds import RELATIONS
from collector.settings import Sql
from collector.store import sql_query
from collector.store.sql_formats import Query, Result
from collector.store.sql_query import NOT_GIVEN_OUT, Stop, answer
from collector.store.tables import TABLES
from tests.store.samples import make_event

if TYPE_CHECKING:
    from collector.store.store import Store

#: Queries that would take hours or all memory.
BOMBS = {
    "a cross join": "select sum(a.range * b.range) from range(10000000) a, range(10000000) b",
    "a cross join of rows": "select count(*) from events a, range(100000000) b, range(100000) c "
    "where a.seq + b.range < c.range",
    "a recursion without end": "with recursive r(n) as (select 1 union all select n + 1 from r) "
    "select count(*) from r",
    "a sort": "select max(x) from (select hash(range) x, row_number() over (order by hash(range)) "
    "n from range(1000000000)) where n % 2 = 0",
    "rows that never match": "select 1 from range(1000000) a, range(1000000) b "
    "where hash(a.range + b.range) = 1",
}


async def ask(
    store: Store, text: str, limit: int | None = None, stop: Stop | None = None, **bounds: Any
) -> Result:
    return await store.ask(answer, Query(text, {}, limit), Sql(**bounds), stop or Stop())


async def test_rows_come_as_arrow_with_the_types_as_duckdb_writes_them(store: Store) -> None:
    await store.append([make_event(number) for number in range(3)])
    found = await ask(store, "select seq, kind, received_at, [size] as sizes from events")
    assert found.types == ("BIGINT", "VARCHAR", "TIMESTAMP", "BIGINT[]")
    assert found.table.column("seq").to_pylist() == [1, 2, 3]
    assert not found.is_truncated


async def test_columns_of_equal_names_get_numbers(store: Store) -> None:
    found = await ask(store, "select 1 as a, 2 as a, 3 as a_1, 4 as a, 5 as b")
    assert found.table.to_pylist() == [{"a": 1, "a_2": 2, "a_1": 3, "a_3": 4, "b": 5}]


async def test_parameters_are_values_and_never_sql(store: Store) -> None:
    text = "select $text as text, $number + 1 as number, $list as list"
    values = {"text": "'; drop table events; --", "number": 2**70, "list": [1, None]}
    found = await store.ask(answer, Query(text, values), Sql(), Stop())
    assert found.table.to_pylist() == [
        {"text": "'; drop table events; --", "number": 2**70 + 1, "list": [1, None]}
    ]


@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        ("select $a", {}, "parameters: a"),
        ("select $a", {"a": 1, "b": 2}, "excess parameters: b|count mismatch"),
        ("select 1", {"a": 1}, "count mismatch"),
        ("select ?", {"a": 1}, "parameter"),
        ("select $a", {"a": 2**200}, "too large"),
        ("select $a::int", {"a": "x"}, "Could not convert string 'x'"),
        ("select $a::decimal(3, 1)", {"a": {"b": 1}}, "cast"),
    ],
)
async def test_wrong_parameters_are_named(
    store: Store, text: str, values: dict[str, object], told: str
) -> None:
    with pytest.raises(Malformed, match=told):
        await store.ask(answer, Query(text, values), Sql(), Stop())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select nothing from events", 'column "nothing" not found'),
        ("select nothing()", "nothing does not exist"),
        ("select 1::nothing", "nothing does not exist"),
        ("select 'x'::int", "Could not convert string 'x'"),
        ("select (case when range = 5000 then 'x' else '1' end)::int from range(9000)", "'x'"),
        ("select sum(seq), kind from events", "GROUP BY"),
    ],
)
async def test_what_is_wrong_with_a_query_is_one_sentence_without_the_query(
    store: Store, text: str, told: str
) -> None:
    with pytest.raises(Malformed, match=told) as raised:
        await ask(store, text)
    assert "LINE" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("limit", "most_rows", "expected"),
    [
        (None, 5000, 5000),
        (3000, 5000, 3000),
        (9000, 5000, 5000),
        (0, 5000, 0),
        (1, 5000, 1),
        (2048, 5000, 2048),
        (2049, 5000, 2049),
    ],
)
async def test_rows_over_the_limit_are_left_out_and_that_is_said(
    store: Store, limit: int | None, most_rows: int, expected: int
) -> None:
    found = await ask(store, "from range(5001)", limit, max_rows=most_rows)
    assert found.table.column(0).to_pylist() == list(range(expected))
    assert found.is_truncated


async def test_as_many_rows_as_the_limit_are_all_of_them(store: Store) -> None:
    found = await ask(store, "from range(5000)", 5000, max_rows=5000)
    assert (found.table.num_rows, found.is_truncated) == (5000, False)


async def test_the_bytes_of_an_answer_are_bounded(store: Store) -> None:
    text = "select repeat('x', 1000) as x from range(10000)"
    found = await ask(store, text, max_bytes=3_000_000)
    assert found.is_truncated
    assert 2900 < found.table.num_rows < 3000
    assert (await ask(store, text, max_bytes=100)).table.num_rows == 0


async def test_a_large_answer_ends_with_its_first_rows(store: Store) -> None:
    found = await ask(store, "select a.range from range(1000000000) a, range(1000000) b", 10)
    assert (found.table.num_rows, found.is_truncated) == (10, True)


@pytest.mark.parametrize("kind", sorted(NOT_GIVEN_OUT))
async def test_values_that_would_be_changed_on_the_way_are_refused(store: Store, kind: str) -> None:
    values = {"union": "union_value(a := 1)", "geometry": "'point(1 2)'::geometry"}
    value = values.get(kind, f"null::{kind}")
    with pytest.raises(Malformed, match=f"type {kind.upper()}, which is not given out"):
        await ask(store, f"select [{{'a': {value}}}] as x")
    assert (await ask(store, f"select ({value})::varchar as x")).types == ("VARCHAR",)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
async def test_a_bomb_ends_with_its_time_and_the_store_goes_on(store: Store, bomb: str) -> None:
    await store.append([make_event(1)])
    with pytest.raises(Malformed, match=r"stopped after 0\.3 seconds|memory|size"):
        await ask(store, bomb, timeout=0.3)
    await store.append([make_event(2)])
    assert (await ask(store, "from events")).table.num_rows == 2


async def test_a_query_that_would_fill_the_disk_is_ended(store: Store) -> None:
    with store._database.cursor() as cursor:
        cursor.execute("set global memory_limit = '64MB'")
    text = "select count(*) from (select distinct range, hash(range) from range(100000000))"
    with pytest.raises(Malformed, match="Out of Memory"):
        await ask(store, text, max_temp_bytes=1 << 20)
    await store.append([make_event(1)])


async def test_events_are_stored_while_bombs_go_off(store: Store) -> None:
    await store.append([make_event(0)])
    stops = [Stop(), Stop()]
    bombs = [
        asyncio.create_task(ask(store, text, stop=stop))
        for text, stop in zip(BOMBS.values(), stops, strict=False)
    ]
    for number in range(1, 50):
        await store.append([make_event(number)])
    assert not any(bomb.done() for bomb in bombs)
    assert (await ask(store, "from events")).table.num_rows == 50
    for stop in stops:
        stop.cancel()
    ended = await asyncio.gather(*bombs, return_exceptions=True)
    assert [type(error) for error in ended] == [Malformed, Malformed]


async def test_a_checkpoint_goes_on_beside_a_query(store: Store) -> None:
    await store.append([make_event(1)])
    stop = Stop()
    bomb = asyncio.create_task(ask(store, BOMBS["a cross join of rows"], stop=stop))
    await store.append([make_event(2)])
    log = store.path.with_name("store.duckdb.wal")
    assert log.stat().st_size
    await asyncio.to_thread(store._move_into_file)
    assert not log.exists() or not log.stat().st_size
    assert not bomb.done()
    stop.cancel()
    with pytest.raises(Malformed):
        await bomb


async def test_a_query_that_was_cancelled_before_it_began_does_not_begin(store: Store) -> None:
    stop = Stop()
    stop.cancel()
    started = time.monotonic()
    with pytest.raises(Malformed, match="nobody waited"):
        await ask(store, BOMBS["a cross join"], stop=stop)
    assert time.monotonic() - started < 20


async def test_a_query_sees_the_log_as_it_was_when_it_began(store: Store) -> None:
    await store.append([make_event(1)])
    with store._database.cursor() as cursor:
        cursor.execute("begin transaction read only")
        before = cursor.execute("select count(*) from events").fetchall()
        await store.append([make_event(2)])
        assert cursor.execute("select count(*) from events").fetchall() == before
        cursor.rollback()


@pytest.mark.parametrize("text", ["select 1", "select nothing", "drop table events", "select $a"])
async def test_no_transaction_is_left_behind(store: Store, text: str) -> None:
    with store._database.cursor() as cursor:
        with suppress(Malformed):
            answer(cursor, Query(text), Sql(), Stop())
        cursor.execute("begin")
        cursor.execute("insert into removals values (now(), 'x', 'x', null, 1, 1, 1, null)")
        cursor.execute("rollback")


async def test_a_file_that_is_closed_meanwhile_is_busy_and_not_a_wrong_query(store: Store) -> None:
    bomb = asyncio.create_task(ask(store, BOMBS["a cross join"]))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(store._database.close)
    with pytest.raises(Busy):
        await bomb
    await asyncio.to_thread(store._database.open)
    assert (await ask(store, "select 1")).table.num_rows == 1


def test_trouble_with_the_disk_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise duckdb.IOException("IO Error: Could not write\n\nLINE 1: x")

    monkeypatch.setattr(sql_query, "checked", fail)
    with duckdb.connect() as connection, pytest.raises(Busy, match=r"Could not write$"):
        answer(connection, Query("select 1"), Sql(), Stop())


async def test_relations_are_told_with_their_documentation(store: Store) -> None:
    with store._database.cursor() as cursor:
        cursor.execute("create table folds.hidden as select 17 as a")
        cursor.execute("create view shown as select a, now()::timestamp as at from folds.hidden")
        cursor.execute("comment on view shown is 'What is shown.'")
    found = {relation["name"]: relation for relation in await store.ask(sql_query.relations)}
    assert sorted(found) == sorted([*TABLES, *RELATIONS, "shown"])
    assert found["shown"] == {
        "name": "shown",
        "kind": "view",
        "comment": "What is shown.",
        "columns": [
            {"name": "a", "type": "INTEGER", "comment": None},
            {"name": "at", "type": "TIMESTAMP", "comment": None},
        ],
    }
    assert found["events"]["comment"].startswith("Every event that was accepted")
    assert found["events"]["columns"][0] == {
        "name": "seq",
        "type": "BIGINT",
        "comment": "order of arrival, shared with rejections; the cursor of every list",
    }


async def test_times_of_the_log_are_utc_without_a_zone(store: Store) -> None:
    await store.append([make_event(1)])
    found = await ask(store, "select event_time, now() as now from events")
    [row] = found.table.to_pylist()
    assert row["event_time"] == datetime(2026, 1, 1, 10)
    assert str(found.table.schema.field("now").type) == "timestamp[us, tz=UTC]"
