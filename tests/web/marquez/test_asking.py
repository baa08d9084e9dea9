"""Pages and parameters of all lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.marquez.told import SHOP, STORE, accept, path

if TYPE_CHECKING:
    from tests.conftest import Client

LISTS = {
    "namespaces": "/api/v1/namespaces",
    "sources": "/api/v1/sources",
    "datasets": path("namespaces", STORE, "datasets"),
    "jobs": "/api/v1/jobs",
    "runs": path("namespaces", "shop", "jobs", "load", "runs"),
    "tags": "/api/v1/tags",
    "events": "/api/v1/events/lineage",
}


@pytest.mark.parametrize("member", LISTS)
async def test_a_limit_over_ours_counts_as_ours_and_the_answer_says_so(
    client: Client, member: str
) -> None:
    await accept(client, *SHOP)
    whole = await client.get(LISTS[member])
    assert list(whole) == [member, "totalCount"]
    assert await client.get(f"{LISTS[member]}?limit=1000") == whole
    assert await client.get(f"{LISTS[member]}?limit=1000000") == {**whole, "limit": 1000}


@pytest.mark.parametrize("member", LISTS)
async def test_parameters_that_a_list_does_not_have_or_cannot_read_are_refused(
    client: Client, member: str
) -> None:
    for query in ("size=1", "limit=-1", "limit=many", "offset=-1", "offset="):
        status, answer = await client.request("GET", f"{LISTS[member]}?{query}")
        assert (status, answer["code"]) == (400, 400)
        assert answer["message"] == answer["detail"]


async def test_what_was_acknowledged_is_in_the_next_answer(client: Client) -> None:
    for number, told in enumerate(SHOP):
        _, receipt = await client.post(told)
        listed = await client.get(f"{LISTS['runs']}?wait={receipt['seq']}")
        assert listed["totalCount"] == (1 if number < 2 else 2)
