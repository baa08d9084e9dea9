"""Queries over HTTP: formats, refusals, turns, and clients that go away."""

from __future__ import annotations

import asyncio
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import pyarrow as pa
import pytest
import requests
from pyarrow import parquet

from collector.access import create_key
from collector.web.sql import AT_ONCE, TURNS
from tests.conftest import EVENT, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Client, Server

SQL = "/api/v1/sql"
BOMB = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"


async def ask(client: Client, query: object, **members: object) -> tuple[int, Any]:
    return await client.request("POST", SQL, json={"query": query, **members})


async def told(client: Client, accept: str, query: str, **members: object) -> tuple[Any, bytes]:
    """Headers and body of an answer in another format."""
    async with client.session.post(
        client.url + SQL, json={"query": query, **members}, headers={"Accept": accept}
    ) as response:
        assert response.status == 200, await response.text()
        return response.headers, await response.read()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the server's own doing, which tells nobody
            await asyncio.sleep(0.01)


async def test_a_query_sees_in_the_views_what_was_acknowledged_before_it(client: Client) -> None:
    for number in range(3):
        await client.accept(event_number(number))
        _, answer = await ask(client, "select count(*) from runs")
        assert answer["rows"] == [[number + 1]]


async def test_an_answer_has_columns_rows_and_whether_there_are_more(client: Client) -> None:
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


async def test_an_answer_is_cut_at_the_limit_of_the_request_and_of_the_settings(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(sql={"max_rows": 5})
    for limit, rows in ((2, 2), (9, 5), (None, 5)):
        status, answer = await ask(client, "from range(6)", limit=limit)
        assert (status, len(answer["rows"]), answer["truncated"]) == (200, rows, True)
    status, answer = await ask(client, "from range(5)")
    assert (status, len(answer["rows"]), answer["truncated"]) == (200, 5, False)


@pytest.mark.parametrize(
    ("accept", "media_type", "content"),
    [
        ("application/x-ndjson", "application/x-ndjson", b'{"a":1,"b":"x"}\n'),
        ("text/csv", "text/csv", b"a,b\r\n1,x\r\n"),
        ("text/html, text/csv;q=0.9, application/json", "text/csv", b"a,b\r\n1,x\r\n"),
        ("TEXT/CSV; charset=utf-8", "text/csv", b"a,b\r\n1,x\r\n"),
    ],
)
async def test_the_first_known_type_of_accept_is_the_format(
    client: Client, accept: str, media_type: str, content: bytes
) -> None:
    headers, found = await told(client, accept, "select 1 as a, 'x' as b")
    assert (headers["Content-Type"], found) == (media_type, content)
    assert headers["X-Row-Count"] == "1"
    assert "X-Truncated" not in headers


@pytest.mark.parametrize("accept", ["*/*", "", "text/html", "application/json, text/csv"])
async def test_without_a_known_type_the_format_is_json(client: Client, accept: str) -> None:
    headers, found = await told(client, accept, "select 1 as a")
    assert headers["Content-Type"] == "application/json"
    assert json.loads(found)["rows"] == [[1]]


async def test_arrow_and_parquet_are_whole_files(client: Client) -> None:
    rows = [{"a": number} for number in range(3)]
    headers, found = await told(
        client, "application/vnd.apache.arrow.stream", "select range as a from range(9)", limit=3
    )
    assert pa.ipc.open_stream(found).read_all().to_pylist() == rows
    assert (headers["X-Row-Count"], headers["X-Truncated"]) == ("3", "true")
    headers, found = await told(
        client, "application/vnd.apache.parquet", "select range as a from range(3)"
    )
    assert parquet.read_table(io.BytesIO(found)).to_pylist() == rows
    assert (headers["X-Row-Count"], "X-Truncated" in headers) == ("3", False)


@pytest.mark.parametrize(
    ("instructions", "detail"),
    [
        ({}, '"query" must be a text of SQL.'),
        ({"query": 1}, '"query" must be a text of SQL.'),
        ({"query": "select 1", "params": [1]}, '"params" must be an object'),
        ({"query": "select 1", "limit": -1}, '"limit" must be a whole number from 0.'),
        ({"query": "select 1", "limit": True}, '"limit" must be a whole number from 0.'),
        ({"query": "select 1", "limit": "1"}, '"limit" must be a whole number from 0.'),
        ({"query": "select 1", "rows": 1}, "There is no member 'rows' here"),
        ({"query": "select $a"}, "parameters: a"),
        ({"query": "from '/etc/passwd'"}, "There is no relation '/etc/passwd'"),
        ({"query": "drop table events"}, "A query is one SELECT statement."),
        ({"query": "selec 1"}, "(line 1, column 1)"),
        ({"query": "select '\ud800'"}, "no low surrogate"),
        ({"query": "select 1 as a, time_ns '10:00:00.123456789' as b"}, "cannot be written"),
    ],
)
async def test_what_is_wrong_is_a_problem_that_names_it(
    client: Client, instructions: dict[str, object], detail: str
) -> None:
    status, answer = await client.request("POST", SQL, json=instructions)
    assert (status, answer["status"]) == (400, 400)
    assert detail in answer["detail"]


async def test_a_form_of_another_page_cannot_ask(client: Client) -> None:
    status, _ = await client.request(
        "POST", SQL, data=b'{"query": "select 1"}', headers={"Content-Type": "text/plain"}
    )
    assert status == 415


async def test_asking_takes_the_scope_read(
    start_client: Callable[..., Any], tmp_path: Path
) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    reader, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    sender, _ = create_key(keys, "sender", ["ingest"], "2026-01-01T00:00:00Z")
    client = await start_client()
    for secret, expected in ((reader, 200), (sender, 403), ("", 401)):
        headers = {"X-API-Key": secret}
        status, _ = await client.request(
            "POST", SQL, json={"query": "from events"}, headers=headers
        )
        assert status == expected
        assert (await client.request("GET", f"{SQL}/schema", headers=headers))[0] == expected


async def test_the_schema_lists_what_can_be_asked(client: Client) -> None:
    found = (await client.get(f"{SQL}/schema"))["relations"]
    assert {"events", "rejections", "removals", "violations"} <= {item["name"] for item in found}
    for relation in found:
        assert set(relation) == {"name", "kind", "comment", "columns"}
        names = ", ".join(f'"{column["name"]}"' for column in relation["columns"])
        status, _ = await ask(client, f"select {names} from {relation['name']}", limit=0)
        assert status == 200


async def test_a_query_that_takes_too_long_is_stopped_with_the_reason(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(sql={"timeout": 0.2})
    status, answer = await ask(client, BOMB)
    assert (status, answer["detail"]) == (
        400,
        "The query was stopped after 0.2 seconds ([sql] timeout).",
    )


async def test_queries_take_turns_and_leave_room_for_everything_else(client: Client) -> None:
    async with asyncio.TaskGroup() as tasks:
        bombs = [tasks.create_task(ask(client, BOMB)) for _ in range(AT_ONCE + 3)]
        await until(client.app[TURNS].locked)
        for number in range(20):
            await client.accept(event_number(number))
        assert (await client.get("/api/v1/events?limit=0"))["totalCount"] == 20
        assert not any(bomb.done() for bomb in bombs)
        for bomb in bombs:
            bomb.cancel()
    await until(lambda: not client.app[TURNS].locked())
    status, answer = await ask(client, "select count(*) from events")
    assert (status, answer["rows"]) == (200, [[20]])


async def test_a_query_that_gets_no_turn_is_told_to_come_again(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(sql={"timeout": 0.2})
    for _ in range(AT_ONCE):
        await client.app[TURNS].acquire()
    status, answer = await ask(client, "select 1")
    assert (status, "ask again" in answer["detail"]) == (503, True)
    client.app[TURNS].release()
    assert (await ask(client, "select 1"))[0] == 200


async def test_a_query_ends_when_its_client_goes_away(client: Client) -> None:
    waiting: list[asyncio.Task[Any]] = []
    async with aiohttp.ClientSession() as session:
        for _ in range(AT_ONCE):
            sent = session.post(client.url + SQL, json={"query": BOMB})
            waiting.append(asyncio.ensure_future(sent))
        await until(client.app[TURNS].locked)
        for task in waiting:
            task.cancel()
    await until(lambda: not client.app[TURNS].locked())
    assert (await ask(client, "select 1"))[0] == 200


def test_a_query_does_not_hold_up_the_end_of_the_server(
    start_server: Callable[..., Server],
) -> None:
    server = start_server("--server-shutdown-timeout", "1s", "--sql-timeout", "1h")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(requests.post, server.url + SQL, json={"query": BOMB}, timeout=60)
        time.sleep(1)
        assert not asked.done()
        assert server.stop() == 0
        with suppress(requests.ConnectionError):
            assert asked.result().status_code == 400
