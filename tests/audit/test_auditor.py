"""The auditor at work: findings follow what is told, and are there after a start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.audit.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Client, Server


async def levels(client: Client) -> list[int]:
    return [one["level"] for one in (await client.get("/api/v1/audit"))["versions"]]


async def test_what_is_told_later_changes_the_level(client: Client) -> None:
    told = Told("churn")
    made, trained = told.make_features(), told.train()
    assert await levels(client) == []

    await client.accept(*trained[:1])
    assert await levels(client) == []
    await client.accept(*trained)
    assert await levels(client) == [3]

    other = told.again(version="1")
    other.trained_by = "00000000-0000-7000-8000-000000000001"
    await client.accept(*made, *other.train())
    assert await levels(client) == [0]


async def test_levels_and_findings_are_told_by_sql_as_well(client: Client) -> None:
    await client.accept(*Told("churn").events())
    await client.get("/api/v1/audit")

    query = "select level from model_versions"
    assert (await client.post({"query": query}, "/api/v1/sql"))[1]["rows"] == [[3]]


def test_findings_are_there_after_another_start(start_server: Callable[..., Server]) -> None:
    import requests

    server = start_server()
    for event in Told("churn").events():
        assert requests.post(f"{server.url}/api/v1/lineage", json=event, timeout=20).ok
    before: Any = requests.get(f"{server.url}/api/v1/audit", timeout=20).json()
    server.restart()

    assert requests.get(f"{server.url}/api/v1/audit", timeout=20).json() == before
