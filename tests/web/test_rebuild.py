"""The views folded anew while the server goes on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import requests

from collector.access import create_key
from collector.fold.rebuild import path_beside
from collector.times import utc_now
from collector.web.lifecycle import SERVICE
from tests.conftest import body, event_number, running, settings_of
from tests.store.test_views import FIXTURES, rows
from tests.web.test_metrics import scrape, value

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb
    import pytest

    from tests.conftest import Client, Server

REBUILD = "/api/v1/rebuild"

IDLE = {"state": "idle", "phase": None, "events_done": None, "event_count": None, "last": None}


def lines(root: Path) -> list[bytes]:
    """Recorded events, one each."""
    return [
        line
        for name in FIXTURES
        for line in (root / "tests" / "fixtures" / name).read_bytes().splitlines()
    ]


async def send(client: Client, events: list[bytes]) -> None:
    """Store events in one batch, and wait until they are in the views."""
    status, report = await client.post(
        b"\n".join(events), "/api/v1/lineage/batch", Content_Type="application/x-ndjson"
    )
    assert (status, report["failed_events"]) == (200, [])
    await client.store.wait_folded(client.store.last_seq, 20)


async def lose_runs(client: Client) -> None:
    """What no fold ever does: rows are missing."""

    def lose(cursor: duckdb.DuckDBPyConnection) -> None:
        for table in ("runs_parts", "flows_parts", "identities"):
            cursor.execute(f"delete from folds.{table}")

    await client.store.ask(lose)


async def ended(client: Client) -> Any:
    """What is told of the rebuild at work, when it is over."""
    async with asyncio.timeout(60):
        state = await client.get(REBUILD)
        while state["state"] == "running":
            await asyncio.sleep(0.02)
            state = await client.get(REBUILD)
    return state


async def test_before_the_first_one_nothing_is_told_but_that(client: Client) -> None:
    assert await client.get(REBUILD) == IDLE


async def test_a_rebuild_is_begun_and_ends_with_every_row_of_every_relation(
    client: Client, pytestconfig: pytest.Config
) -> None:
    events = lines(pytestconfig.rootpath)
    await send(client, events)
    expected = await rows(client.store)
    await lose_runs(client)
    assert await rows(client.store) != expected

    status, begun = await client.request("POST", REBUILD)

    assert (status, begun["state"], begun["last"]) == (202, "running", None)
    assert begun["phase"] in {"folding", "deriving", "swapping"}
    state = await ended(client)
    last = state["last"]
    assert state == {**IDLE, "last": last}
    assert (last["events"], last["error"]) == (len(events), None)
    assert last["seconds"] > 0
    assert last["finished_at"].endswith("Z")
    assert await rows(client.store) == expected
    samples = await scrape(client)
    assert value(samples, "collector_rebuilds_total", result="done") == 1
    assert value(samples, "collector_rebuild_seconds_count") == 1


async def test_one_that_is_under_way_is_not_begun_again(
    client: Client, pytestconfig: pytest.Config
) -> None:
    await send(client, lines(pytestconfig.rootpath))

    answers = [await client.request("POST", REBUILD) for _ in range(3)]

    assert [(status, answer["state"]) for status, answer in answers] == [(202, "running")] * 3
    await ended(client)
    assert value(await scrape(client), "collector_rebuilds_total", result="done") == 1
    await client.request("POST", REBUILD)
    await ended(client)
    assert value(await scrape(client), "collector_rebuilds_total", result="done") == 2


async def test_one_that_nobody_asked_for_is_told_of_too(
    client: Client, pytestconfig: pytest.Config
) -> None:
    await send(client, lines(pytestconfig.rootpath))
    rebuild = asyncio.create_task(client.store.rebuild())
    await asyncio.sleep(0.05)

    state = await client.get(REBUILD)

    assert (state["state"], state["last"]) == ("running", None)
    assert state["event_count"] in {0, len(lines(pytestconfig.rootpath))}
    await rebuild
    last = (await ended(client))["last"]
    assert (last["events"], last["error"]) == (len(lines(pytestconfig.rootpath)), None)
    assert value(await scrape(client), "collector_rebuilds_total", result="done") == 1


async def test_one_that_retention_begins_is_told_of_when_it_is_over(
    start_client: Callable[..., Any], pytestconfig: pytest.Config
) -> None:
    client = await start_client(store={"retain_days": 1})
    await send(client, lines(pytestconfig.rootpath))

    await client.store.tidy(utc_now() + timedelta(days=3))

    last = (await ended(client))["last"]
    assert (last["events"], last["error"]) == (0, None)
    samples = await scrape(client)
    assert value(samples, "collector_rebuilds_total", result="done") == 1
    assert value(samples, "collector_rebuild_seconds_count") == 1


async def test_one_that_is_asked_for_meanwhile_comes_after_it(
    client: Client, pytestconfig: pytest.Config
) -> None:
    await send(client, lines(pytestconfig.rootpath))
    expected = await rows(client.store)
    rebuild = asyncio.create_task(client.store.rebuild())
    await asyncio.sleep(0.05)

    status, begun = await client.request("POST", REBUILD)

    assert (status, begun["state"]) == (202, "running")
    last = (await ended(client))["last"]
    assert rebuild.done()
    assert (last["events"], last["error"]) == (len(lines(pytestconfig.rootpath)), None)
    assert await rows(client.store) == expected


async def test_events_go_on_coming_in_and_none_is_missing(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    events = lines(pytestconfig.rootpath)
    views = []
    for name in ("without", "with"):
        folder = tmp_path / name
        folder.mkdir()
        async with running(settings_of(folder)) as client:
            await send(client, events[:40])
            if name == "with":
                await client.request("POST", REBUILD)
            for start in range(40, len(events), 10):
                await send(client, events[start : start + 10])
            assert (await ended(client))["state"] == "idle"
            views.append(await rows(client.store))
    assert views[0] == views[1]


async def test_why_one_failed_is_told_until_the_next_one(
    client: Client, pytestconfig: pytest.Config
) -> None:
    await send(client, lines(pytestconfig.rootpath))
    expected = await rows(client.store)
    # There is nothing to put into it.
    await client.store.ask(lambda cursor: cursor.execute("create table folds.foreign_one (a int)"))

    await client.request("POST", REBUILD)
    state = await ended(client)

    assert (state["state"], state["last"]["events"]) == ("failed", None)
    assert "foreign_one" in state["last"]["error"]
    assert await rows(client.store) == expected
    assert value(await scrape(client), "collector_rebuilds_total", result="failed") == 1
    assert not path_beside(client.store.path).exists()
    await client.store.ask(lambda cursor: cursor.execute("drop table folds.foreign_one"))
    _, again = await client.request("POST", REBUILD)
    assert (again["state"], again["last"]) == ("running", state["last"])
    assert (await ended(client))["state"] == "idle"


async def test_a_collector_that_stops_begins_none(client: Client) -> None:
    client.app[SERVICE].draining = True

    status, answer = await client.request("POST", REBUILD)

    assert (status, answer["detail"]) == (503, "The collector is stopping; send again in a moment.")
    assert await client.get(REBUILD) == IDLE


async def test_to_begin_one_takes_the_scope_admin_and_to_look_at_it_read(
    client: Client, tmp_path: Path
) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    reader, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    sender, _ = create_key(keys, "sender", ["ingest"], "2026-01-01T00:00:00Z")
    ops, _ = create_key(keys, "ops", ["admin"], "2026-01-01T00:00:00Z")
    await asyncio.sleep(1.1)  # after which a change is noticed

    async def statuses(method: str) -> list[int]:
        return [
            (await client.request(method, REBUILD, headers={"X-API-Key": secret}))[0]
            for secret in (sender, reader, ops)
        ]

    assert await statuses("GET") == [403, 200, 200]
    assert await statuses("POST") == [403, 403, 202]


def test_a_stop_does_not_wait_for_it_and_leaves_nothing_behind(server: Server) -> None:
    events = b"\n".join(body(event_number(number)) for number in range(5000))
    batch = f"{server.url}/api/v1/lineage/batch"
    lines_type = {"Content-Type": "application/x-ndjson"}
    assert requests.post(batch, data=events, headers=lines_type, timeout=60).status_code == 200
    assert requests.post(server.url + REBUILD, timeout=60).status_code == 202

    server.restart()

    assert not path_beside(server.database).exists()
    query = {"query": "select count(*) from runs"}
    answer = requests.post(f"{server.url}/api/v1/sql", json=query, timeout=60).json()
    assert answer["rows"] == [[5000]]
    assert "Traceback" not in server.log.read_text()
