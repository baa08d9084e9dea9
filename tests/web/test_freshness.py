"""`?wait=SEQ`: a query that sees what was acknowledged, or says in time that it cannot."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from collector.access import create_key
from collector.web.freshness import Acknowledged
from tests.conftest import EVENT, Client, event_number, running, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINEAGE = "/api/v1/lineage"
RUNS = "select count(*) from runs"


async def ask(client: Client, wait: object, query: str = RUNS, **headers: str) -> tuple[int, Any]:
    path = "/api/v1/sql" if wait is None else f"/api/v1/sql?wait={wait}"
    return await client.request("POST", path, json={"query": query}, headers=headers)


async def seconds_to_read(client: Client, **headers: str) -> float:
    started = time.monotonic()
    assert (await ask(client, None, "select 1", **headers))[0] == 200
    return time.monotonic() - started


async def break_the_views(client: Client) -> None:
    """Whatever is stored from now on stays out of them."""
    await client.store.ask(lambda cursor: cursor.execute("drop schema folds cascade"))


async def test_a_query_that_waits_for_an_acknowledged_event_sees_it(client: Client) -> None:
    for number in range(3):
        _, accepted = await client.post(event_number(number))
        assert accepted["seq"] == number + 1
        _, answer = await ask(client, accepted["seq"])
        assert answer["rows"] == [[number + 1]]


async def test_a_query_that_waits_for_the_last_event_of_a_batch_sees_all_of_it(
    client: Client,
) -> None:
    events = [event_number(number) for number in range(50)]
    _, report = await client.post(events, "/api/v1/lineage/batch")
    _, answer = await ask(client, report["last_seq"])
    assert (report["last_seq"], answer["rows"]) == (50, [[50]])


async def test_the_number_of_a_refused_event_can_be_waited_for_too(client: Client) -> None:
    await client.post({})
    status, answer = await ask(client, 1)
    assert (status, answer["rows"]) == (200, [[0]])


async def test_a_number_that_was_not_given_yet_is_refused_at_once(client: Client) -> None:
    await client.accept(EVENT)
    started = time.monotonic()
    status, answer = await ask(client, 2)
    assert (status, answer["detail"]) == (
        400,
        "There is no entry 2 to wait for; the last one of this log is 1.",
    )
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("wait", ["", "-1", "x", "1.0", 2**63])
async def test_what_is_no_number_is_refused(client: Client, wait: object) -> None:
    status, answer = await ask(client, wait)
    assert status == 400
    assert answer["detail"].startswith("wait must be a whole number from 0 to ")


async def test_another_parameter_is_named(client: Client) -> None:
    status, answer = await client.request("POST", "/api/v1/sql?wati=1", json={"query": RUNS})
    assert (status, answer["detail"]) == (400, "There is no parameter 'wati' here; there are wait.")


async def test_views_that_stay_behind_are_waited_for_no_longer_than_promised(
    client: Client,
) -> None:
    await break_the_views(client)
    await client.accept(EVENT)

    async def timed(wait: object) -> tuple[int, float]:
        started = time.monotonic()
        status, _ = await ask(client, wait, "select 1")
        return status, time.monotonic() - started

    asked = await asyncio.gather(timed(0), timed(None), timed(1))
    assert [status for status, _ in asked] == [200, 200, 503]
    (_, at_once), (_, usual), (_, longest) = asked
    assert at_once < 1
    assert 4.9 < usual < 8
    assert 4.9 < longest < 8
    # Further behind than it would wait: it does not wait.
    assert (await timed(None))[1] < 1


async def test_a_query_that_waited_in_vain_may_be_asked_again(client: Client) -> None:
    await break_the_views(client)
    await client.accept(EVENT)
    async with client.session.post(
        client.url + "/api/v1/sql?wait=1", json={"query": "select 1"}
    ) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "1")
        problem = await response.json(content_type="application/problem+json")
        assert problem["detail"] == "The views are behind the log; ask again in a moment."


async def test_a_read_without_the_parameter_sees_what_its_client_has_sent(client: Client) -> None:
    for number in range(3):
        await client.accept(event_number(number))
        assert (await ask(client, None))[1]["rows"] == [[number + 1]]


async def test_a_read_sees_what_its_client_has_replayed(
    tmp_path: Path, start_client: Callable[..., Any]
) -> None:
    refused = {**event_number(1), "producer": "no URI"}
    async with running(settings_of(tmp_path, validation={"strict": True})) as strict:
        assert (await strict.post(refused))[0] == 422
    lenient: Client = await start_client()
    replayed = await lenient.post({"seqs": [1]}, "/api/v1/rejections/replay")
    assert [result["status"] for result in replayed[1]["results"]] == ["accepted"]
    assert (await ask(lenient, None))[1]["rows"] == [[1]]


async def test_a_read_after_a_restart_sees_what_was_sent_before(
    tmp_path: Path, start_client: Callable[..., Any]
) -> None:
    async with running(settings_of(tmp_path)) as before:
        await before.post([event_number(number) for number in range(50)], f"{LINEAGE}/batch")
    after: Client = await start_client()
    assert (await ask(after, None))[1]["rows"] == [[50]]


@pytest.fixture
def senders(tmp_path: Path) -> list[dict[str, str]]:
    """Headers of two clients that may do everything; for the collector that is started next."""
    path = tmp_path / "lineage.duckdb.keys"
    names = ("airflow", "spark")
    secrets = [create_key(path, name, ["admin"], "2026-01-01T00:00:00Z")[0] for name in names]
    return [{"Authorization": f"Bearer {secret}"} for secret in secrets]


async def test_a_read_waits_for_nothing_that_others_have_sent(
    senders: list[dict[str, str]], client: Client
) -> None:
    airflow, spark = senders
    await break_the_views(client)
    assert (await client.post(EVENT, **airflow))[0] == 200
    own, of_another = await asyncio.gather(
        seconds_to_read(client, **airflow), seconds_to_read(client, **spark)
    )
    assert of_another < 1
    assert 4.9 < own < 8


async def test_a_read_sees_a_duplicate_that_another_has_sent_before(
    senders: list[dict[str, str]], client: Client
) -> None:
    airflow, spark = senders
    for number in range(3):
        assert (await client.post(event_number(number), **airflow))[0] == 200
        assert (await client.post(event_number(number), **spark))[1]["duplicate"]
        assert (await ask(client, None, **spark))[1]["rows"] == [[number + 1]]


@pytest.mark.skipif(sys.platform != "linux", reason="others have one address for themselves")
async def test_without_a_key_a_client_is_its_address(client: Client) -> None:
    await break_the_views(client)
    elsewhere = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
    async with aiohttp.ClientSession(connector=elsewhere) as session:
        other = Client(client.url, session, client.app)
        await client.accept(EVENT)
        own, of_another = await asyncio.gather(seconds_to_read(client), seconds_to_read(other))
    assert of_another < 1
    assert 4.9 < own < 8


def test_a_client_is_remembered_for_as_long_as_it_may_wait() -> None:
    told = Acknowledged(last_seq=3)
    told.note("one", 7, now=100.0)
    told.note("one", 5, now=101.0)
    told.note("other", 8, now=103.0)
    assert [told.of("one"), told.of("other"), told.of("stranger")] == [7, 8, 3]
    told.note("other", 9, now=106.5)
    assert [told.of("one"), told.of("other")] == [3, 9]


def test_who_is_forgotten_because_of_many_waits_for_the_last_of_those() -> None:
    told = Acknowledged(last_seq=0, most_clients=2)
    for seq in range(1, 6):
        told.note(f"client {seq}", seq, now=100.0)
    assert [told.of(f"client {seq}") for seq in range(1, 6)] == [3, 3, 3, 4, 5]
