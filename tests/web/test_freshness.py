"""`?wait=SEQ`: a query that sees what was acknowledged, or says in time that it cannot."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import EVENT, event_number

if TYPE_CHECKING:
    from tests.conftest import Client

RUNS = "select count(*) from runs"


async def ask(client: Client, wait: object, query: str = RUNS) -> tuple[int, Any]:
    path = "/api/v1/sql" if wait is None else f"/api/v1/sql?wait={wait}"
    return await client.request("POST", path, json={"query": query})


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
