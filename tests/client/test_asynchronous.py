from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from collector.client import AsyncClient, Client
from collector.errors import Busy, NotFound
from tests.conftest import EVENT, event
from tests.scripted import Answer, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Server

BUSY = Answer(503, "application/problem+json", b'{"detail": "The queue is full."}')
FOUND = Answer(200, content=b'{"namespaces": [{"name": "a"}]}')


def test_both_clients_ask_the_same() -> None:
    public = {name for name in vars(Client) if not name.startswith("_")}

    assert {name for name in vars(AsyncClient) if not name.startswith("_")} == public


async def test_tasks_ask_at_once_and_see_what_they_have_sent(server: Server) -> None:
    async with AsyncClient(server.url) as client:

        async def work(number: int) -> str:
            await client.emit(event(run={"runId": f"r{number}"}))
            return (await client.run(f"r{number}")).id

        assert await asyncio.gather(*map(work, range(20))) == [f"r{n}" for n in range(20)]


async def test_a_busy_collector_is_asked_again() -> None:
    with scripted(BUSY, FOUND, BUSY, BUSY) as url:
        async with AsyncClient(url, timeout=0.6) as client:
            assert [name async for name in client.namespaces()] == ["a"]
            with pytest.raises(Busy, match="The queue is full"):
                await anext(client.namespaces())


async def test_a_refusal_comes_back_as_its_kind(server: Server) -> None:
    async with AsyncClient(server.url) as client:
        await client.emit(EVENT)
        with pytest.raises(NotFound, match="There is no job") as caught:
            await client.job("jbo", namespace="tests")
        assert caught.value.near == ("job:tests:job",)


async def test_a_file_is_read_beside_the_loop(recorded: Path) -> None:
    async with AsyncClient(recorded) as client:
        assert len((await client.sql("from events", limit=3)).rows()) == 3
        assert repr(client) == f"AsyncClient('{recorded}')"


async def test_a_client_that_was_closed_opens_what_it_needs(server: Server) -> None:
    client = AsyncClient(server.url)
    await client.close()
    assert [job async for job in client.jobs()] == []
    await client.close()
