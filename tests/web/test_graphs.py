"""Graphs that are kept: as long as they hold, and no longer."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from collector.graph.reach import Era
from collector.web.lineage import GRAPHS
from tests.graph.story import ran

if TYPE_CHECKING:
    from collector.graph.adjacency import Graph
    from tests.conftest import Client

NOW = Era()


async def graph(client: Client, era: Era = NOW) -> Graph:
    await client.store.wait_for_views(5)
    return await client.app[GRAPHS].get(era)


async def test_a_graph_is_loaded_once_for_all_who_ask(client: Client) -> None:
    await client.accept(ran("J", "a", "b"))

    first = await graph(client)
    assert all(one is first for one in await asyncio.gather(*(graph(client) for _ in range(8))))


async def test_events_that_change_no_lineage_leave_the_graph_as_it_is(client: Client) -> None:
    await client.accept(ran("J", "a", "b"))
    first = await graph(client)

    await client.accept(ran("J", "a", "b", at="11:00"))
    assert await graph(client) is first


async def test_events_that_change_lineage_make_another_graph(client: Client) -> None:
    await client.accept(ran("J", "a", "b"))
    first = await graph(client)

    await client.accept(ran("K", "b", "c"))
    assert len((await graph(client)).numbers) == len(first.numbers) + 2


async def test_each_time_has_a_graph_and_the_one_that_was_asked_for_longest_ago_goes(
    client: Client,
) -> None:
    await client.accept(ran("J", "a", "b"))
    first = await graph(client, then(9))
    for hour in range(10, 12):
        await graph(client, then(hour))

    assert await graph(client, then(9)) is first
    for hour in range(13, 17):
        await graph(client, then(hour))
    assert await graph(client, then(9)) is not first


async def test_that_of_now_is_kept_however_many_times_are_asked_for(client: Client) -> None:
    await client.accept(ran("J", "a", "b"))
    first = await graph(client)
    for hour in range(10, 20):
        await graph(client, then(hour))

    assert await graph(client) is first


async def test_a_time_that_takes_long_to_load_does_not_hold_up_now(client: Client) -> None:
    await client.accept(ran("J", "a", "b"))
    first = await graph(client)
    # Reads of the store are few, and one that waits for a lock of ours would hold up all.
    slow = [asyncio.create_task(graph(client, then(hour))) for hour in range(10, 20)]
    await asyncio.sleep(0)

    assert await graph(client) is first
    assert not all(task.done() for task in slow)
    await asyncio.gather(*slow)


def then(hour: int) -> Era:
    return Era(datetime(2026, 1, 1, hour))
