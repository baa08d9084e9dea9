"""Queries in processes apart, on a copy: who gets them, what they see, and how they end."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pyarrow as pa
import pytest
import requests
from pyarrow import parquet

from collector.access import create_key
from collector.store.isolation import folder_of
from collector.web.sql import AT_ONCE, TURNS
from tests.conftest import EVENT, event_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Client, Server

SQL = "/api/v1/sql"
BOMB = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"

#: What DuckDB does not stop in time: one function that takes long for one row.
DEAF_BOMB = (
    "select length(regexp_replace(repeat('ab', 20000000 + range), '(a|b)', 'c', 'g')) from range(1)"
)


@pytest.fixture
async def client(start_client: Callable[..., Any]) -> Client:
    """A collector that answers every query in a process apart."""
    started: Client = await start_client(sql={"isolate": "always"})
    return started


async def ask(client: Client, query: object, path: str = SQL, **members: object) -> tuple[int, Any]:
    return await client.request("POST", path, json={"query": query, **members})


async def headers_of(client: Client, query: str, **headers: str) -> Any:
    async with client.session.post(
        client.url + SQL, json={"query": query}, headers=headers
    ) as response:
        await response.read()
        return response.headers


def children(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found |= {int(child)} | children(int(child))
    return found


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the server's own doing, which tells nobody
            await asyncio.sleep(0.01)


async def test_a_query_in_a_process_apart_answers_as_any_other(client: Client) -> None:
    await client.accept(EVENT)
    text = "select seq, event_time, job_name, client from events where event_type = $type"
    assert await ask(client, text, params={"type": "START"}) == (
        200,
        {
            "columns": [
                {"name": "seq", "type": "BIGINT"},
                {"name": "event_time", "type": "TIMESTAMP"},
                {"name": "job_name", "type": "VARCHAR"},
                {"name": "client", "type": "VARCHAR"},
            ],
            "rows": [[1, "2026-01-01T10:00:00Z", "job", None]],
            "truncated": False,
        },
    )
    assert (await ask(client, "select count(*) from lineage.main.runs"))[1]["rows"] == [[1]]
    assert len((await ask(client, "show tables"))[1]["rows"]) > 10


def rows_of_arrow(content: bytes) -> int:
    return int(pa.ipc.open_stream(content).read_all().num_rows)


def rows_of_parquet(content: bytes) -> int:
    return int(parquet.read_table(io.BytesIO(content)).num_rows)


@pytest.mark.parametrize(
    ("accept", "rows"),
    [
        ("application/x-ndjson", lambda content: content.count(b"\n")),
        ("text/csv", lambda content: content.count(b"\r\n") - 1),
        ("application/vnd.apache.arrow.stream", rows_of_arrow),
        ("application/vnd.apache.parquet", rows_of_parquet),
    ],
)
async def test_every_format_and_limit_holds_in_a_process_apart(
    client: Client, accept: str, rows: Callable[[bytes], int]
) -> None:
    async with client.session.post(
        client.url + SQL,
        json={"query": "select range as a from range(9)", "limit": 2},
        headers={"Accept": accept},
    ) as response:
        assert response.status == 200
        assert response.content_type == accept
        assert response.headers["X-Row-Count"] == "2"
        assert response.headers["X-Truncated"] == "true"
        assert rows(await response.read()) == 2


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("drop table events", "A query is one SELECT statement."),
        ("selec 1", "(line 1, column 1)"),
        ("from '/etc/passwd'", "There is no relation '/etc/passwd'"),
        ("select nothing from events", "Referenced column"),
        ("select $a", "parameters: a"),
        ("select timestamp 'infinity'", "cannot be written as json"),
    ],
)
async def test_what_is_wrong_is_told_by_the_process_apart(
    client: Client, query: str, detail: str
) -> None:
    status, answer = await ask(client, query)
    assert (status, detail in answer["detail"]) == (400, True), answer
    assert (await ask(client, "select 1"))[0] == 200


async def test_a_copy_is_told_with_its_age_and_is_made_anew_for_who_waits(client: Client) -> None:
    await client.accept(event_number(1))
    first = await headers_of(client, "select 1")
    assert first["X-Snapshot-Seq"] == "1"
    for seq in range(2, 5):
        await client.accept(event_number(seq))
        status, answer = await ask(client, "select count(*) from runs", f"{SQL}?wait={seq}")
        assert (status, answer["rows"]) == (200, [[seq]])
    second = await headers_of(client, "select 1")
    assert second["X-Snapshot-Seq"] == "4"
    assert second["X-Snapshot-At"] > first["X-Snapshot-At"]
    assert (await ask(client, "select 1", f"{SQL}?wait=5"))[0] == 400


async def test_a_copy_becomes_old_only_where_something_was_stored(client: Client) -> None:
    await client.accept(event_number(1))
    first = await headers_of(client, "select 1")
    await asyncio.sleep(1.5)
    again = await headers_of(client, "select 1")
    assert again["X-Snapshot-At"] == first["X-Snapshot-At"]
    await client.accept(event_number(2))

    async def count() -> int:
        return int((await ask(client, "select count(*) from events"))[1]["rows"][0][0])

    async with asyncio.timeout(20):
        while await count() < 2:  # noqa: ASYNC110 - a copy is made when somebody asks
            await asyncio.sleep(0.1)


async def test_processes_are_used_again_and_nothing_of_them_is_left(
    client: Client, tmp_path: Path
) -> None:
    await ask(client, "select 1")
    workers = children(os.getpid())
    for _ in range(5):
        assert (await ask(client, "select 1"))[0] == 200
    assert children(os.getpid()) == workers
    assert folder_of(tmp_path / "lineage.duckdb").exists()


async def test_a_query_that_does_not_end_is_killed_with_its_process(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(sql={"isolate": "always", "timeout": 1.0})
    assert (await ask(client, "select 1"))[0] == 200
    workers = children(os.getpid())
    began = time.monotonic()
    status, answer = await ask(client, DEAF_BOMB)
    assert (status, answer["detail"]) == (
        400,
        "The query was stopped after 1 seconds ([sql] timeout).",
    )
    assert time.monotonic() - began < 5
    assert not any(map(is_alive, workers))
    assert (await ask(client, "select 1"))[0] == 200


async def test_a_query_that_takes_too_much_memory_is_refused_it(client: Client) -> None:
    text = "select sum(length(repeat('x', 500000000 + range))) from range(200)"
    status, answer = await ask(client, text)
    assert (status, "Out of Memory" in answer["detail"]) == (400, True)
    assert (await ask(client, "select 1"))[0] == 200


async def test_a_process_that_dies_takes_only_its_query_with_it(client: Client) -> None:
    await client.accept(EVENT)
    await ask(client, "select 1")
    asked = asyncio.create_task(ask(client, BOMB))
    await asyncio.sleep(0.5)
    for pid in children(os.getpid()):
        os.kill(pid, signal.SIGSEGV)
    status, answer = await asked
    assert (status, "took its process with it" in answer["detail"]) == (400, True)
    await client.accept(event_number(2))
    assert (await ask(client, "select 1"))[0] == 200


async def test_a_query_apart_ends_when_its_client_goes_away(client: Client) -> None:
    await ask(client, "select 1")
    waiting: list[asyncio.Task[Any]] = []
    async with aiohttp.ClientSession() as session:
        for _ in range(AT_ONCE):
            sent = session.post(client.url + SQL, json={"query": BOMB})
            waiting.append(asyncio.ensure_future(sent))
        await until(client.app[TURNS].locked)
        await asyncio.sleep(0.5)
        workers = children(os.getpid())
        for task in waiting:
            task.cancel()
    await until(lambda: not client.app[TURNS].locked())
    await until(lambda: not any(map(is_alive, workers)))
    assert (await ask(client, "select 1"))[0] == 200


@pytest.mark.parametrize(
    ("isolate", "reader_is", "admin_is"),
    [
        ("never", False, False),
        ("without_admin", True, False),
        ("always", True, True),
    ],
)
async def test_the_setting_and_the_scope_say_who_is_asked_apart(
    start_client: Callable[..., Any],
    tmp_path: Path,
    isolate: str,
    reader_is: bool,
    admin_is: bool,
) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    reader, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    admin, _ = create_key(keys, "admin", ["admin"], "2026-01-01T00:00:00Z")
    client = await start_client(sql={"isolate": isolate})
    for secret, expected in ((reader, reader_is), (admin, admin_is)):
        headers = await headers_of(client, "select 1", **{"X-API-Key": secret})
        assert ("X-Snapshot-At" in headers) == expected


@pytest.mark.parametrize(
    ("server", "is_isolated"),
    [
        ({}, False),
        ({"host": "0.0.0.0", "allow_anonymous": True}, True),
    ],
)
async def test_without_keys_strangers_are_asked_apart_and_this_machine_is_not(
    start_client: Callable[..., Any], server: dict[str, Any], is_isolated: bool
) -> None:
    client = await start_client(server=server)
    url = client.url.replace("0.0.0.0", "127.0.0.1") + SQL
    async with client.session.post(url, json={"query": "select 1"}) as response:
        assert response.status == 200
        assert ("X-Snapshot-At" in response.headers) == is_isolated


def test_nothing_is_left_of_a_collector_that_was_killed_or_stopped(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server("--sql-isolate", "always", "--sql-timeout", "1h")
    folder = folder_of(server.database)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(requests.post, server.url + SQL, json={"query": BOMB}, timeout=60)
        deadline = time.monotonic() + 20
        while not children(server.pid) or not folder.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1)
        workers = children(server.pid)
        server.kill()
        with suppress(requests.ConnectionError):
            asked.result()
    while any(map(is_alive, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert folder.exists()
    server.start()
    assert not folder.exists()
    assert requests.post(server.url + SQL, json={"query": "select 1"}, timeout=60).ok
    workers = children(server.pid)
    assert folder.exists()
    assert server.stop() == 0
    assert not folder.exists()
    assert not any(map(is_alive, workers))


async def test_events_go_on_while_queries_do_not_end(client: Client) -> None:
    await ask(client, "select 1")
    async with asyncio.TaskGroup() as tasks:
        bombs = [tasks.create_task(ask(client, BOMB)) for _ in range(AT_ONCE)]
        await until(client.app[TURNS].locked)
        for number in range(20):
            await client.accept(event_number(number))
        assert not any(bomb.done() for bomb in bombs)
        for bomb in bombs:
            bomb.cancel()
