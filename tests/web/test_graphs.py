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
    first = await graph(client)
    for hour in range(10, 13):
        await graph(client, Era(datetime(2026, 1, 1, hour)))

    assert await graph(client) is first
    for hour in range(13, 17):
        await graph(client, Era(datetime(2026, 1, 1, hour)))
    assert await graph(client) is not first
