"""Models, the versions of one, and who held its aliases and was served when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.story import MODEL, REGISTRY, story
from tests.models.test_card import AT

if TYPE_CHECKING:
    from tests.conftest import Client

Json = dict[str, Any]


@pytest.fixture
async def client(client: Client) -> Client:
    await client.accept(*story())
    return client


async def test_a_model_is_listed_with_its_latest_version(client: Client) -> None:
    answer = await client.get("/api/v1/models")

    [only] = answer["models"]
    assert answer["totalCount"] == 1
    assert (only["name"], only["versionCount"], only["latestVersion"], only["latestLevel"]) == (
        MODEL,
        2,
        "2",
        3,
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=CHURN", 1),
        ("q=orders", 0),
        ("namespace=elsewhere", 0),
        ("minLevel=3", 1),
        ("minLevel=4", 0),
        ("maxLevel=2", 0),
        ("limit=0", 0),
        ("offset=1", 0),
    ],
)
async def test_models_are_found_by_name_namespace_and_level(
    client: Client, query: str, count: int
) -> None:
    assert len((await client.get(f"/api/v1/models?{query}"))["models"]) == count


async def test_a_model_says_who_holds_its_aliases_and_where_it_is_served(client: Client) -> None:
    found = await client.get(AT)

    assert (found["id"], found["flavour"], found["versionCount"]) == (
        f"model:{REGISTRY}:{MODEL}",
        "sklearn",
        2,
    )
    assert [(one["alias"], one["modelVersion"]) for one in found["aliases"]] == [("champion", "2")]
    assert [one["modelVersion"] for one in found["deployments"]] == ["2"]


async def test_versions_come_with_the_latest_first(client: Client) -> None:
    answer = await client.get(f"{AT}/versions")

    assert [
        (one["modelVersion"], one["level"], one["aliases"], one["isServed"])
        for one in answer["versions"]
    ] == [("2", 3, ["champion"], True), ("1", 2, [], False)]


@pytest.mark.parametrize(
    ("query", "versions"),
    [("maxLevel=2", ["1"]), ("finding=D2", ["1"]), ("finding=X9", []), ("limit=1&offset=1", ["1"])],
)
async def test_versions_are_found_by_level_and_finding(
    client: Client, query: str, versions: list[str]
) -> None:
    answer = await client.get(f"{AT}/versions?{query}")

    assert [one["modelVersion"] for one in answer["versions"]] == versions


async def test_who_held_champion_is_known_for_every_time(client: Client) -> None:
    async def holders(query: str = "") -> list[Json]:
        answer: list[Json] = (await client.get(f"{AT}/aliases{query}"))["aliases"]
        return answer

    assert [(one["modelVersion"], one["heldUntil"]) for one in await holders()] == [
        ("1", "2026-03-04T10:00:00Z"),
        ("2", None),
    ]
    assert [one["modelVersion"] for one in await holders("?at=2026-03-03T12:00:00Z")] == ["1"]
    assert await holders("?at=2026-03-01") == []


async def test_which_version_served_is_known_for_every_time(client: Client) -> None:
    async def versions(query: str = "") -> list[str]:
        answer = await client.get(f"{AT}/deployments{query}")
        return [one["modelVersion"] for one in answer["deployments"]]

    assert await versions() == ["2", "1"]
    assert await versions("?at=2026-03-04T11:00:00Z") == ["1"]
    assert await versions("?at=2026-03-04T12:00:00Z") == ["2"]


async def test_a_level_is_a_number_from_0_to_5(client: Client) -> None:
    status, answer = await client.request("GET", "/api/v1/models?minLevel=6")

    assert (status, answer["detail"]) == (
        400,
        "minLevel must be a whole number from 0 to 5, not '6'.",
    )
