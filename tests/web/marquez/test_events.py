"""Events as Marquez lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import event
from tests.web.marquez.told import SHOP, STORE, accept, dataset, job, path, run, static

if TYPE_CHECKING:
    from tests.conftest import Client

LINEAGE = "/api/v1/events/lineage"
STATIC = (
    static(job=job("written down")),
    static(dataset=dataset("written down")),
)


async def test_events_of_runs_are_listed_as_they_were_sent_the_latest_first(
    client: Client,
) -> None:
    await accept(client, *STATIC, *reversed(SHOP))
    assert await client.get(LINEAGE) == {"events": list(reversed(SHOP)), "totalCount": len(SHOP)}
    ascending = await client.get(f"{LINEAGE}?sortDirection=asc&limit=2&offset=1")
    assert ascending == {"events": list(SHOP[1:3]), "totalCount": len(SHOP)}


async def test_all_kinds_are_listed_where_they_are_asked_for(client: Client) -> None:
    await accept(client, *STATIC, *SHOP)
    answer = await client.get(f"{LINEAGE}?kind=all")
    assert (len(answer["events"]), answer["totalCount"]) == (6, 6)
    only = await client.get(f"{LINEAGE}?kind=DatasetEvent")
    assert only == {"events": [STATIC[1]], "totalCount": 1}


async def test_events_are_picked_by_their_time(client: Client) -> None:
    await accept(client, *SHOP)
    answer = await client.get(
        f"{LINEAGE}?after=2026-01-01T09:01:00Z&before=2026-01-01T10:00:02.500Z&sortDirection=asc"
    )
    assert answer == {"events": list(SHOP[1:3]), "totalCount": 2}
    # Marquez leaves out what comes after 2030 where nothing is asked for.
    later = event(eventTime="2031-01-01T00:00:00Z")
    await accept(client, later)
    assert (await client.get(f"{LINEAGE}?limit=1"))["events"] == [later]
    for query in ("before=soon", "sortDirection=up", "kind=any"):
        assert (await client.request("GET", f"{LINEAGE}?{query}"))[0] == 400


async def test_an_event_whose_time_cannot_be_read_comes_last(client: Client) -> None:
    odd = event(eventTime="one day")
    await accept(client, odd, *SHOP)
    for direction in ("asc", "desc"):
        answer = await client.get(f"{LINEAGE}?sortDirection={direction}")
        assert answer["events"][-1] == odd


async def test_an_event_with_what_json_cannot_say_has_null_there(client: Client) -> None:
    body = b'{"odd": NaN, ' + str(event()).replace("'", '"').encode()[1:]
    assert (await client.post(body))[0] == 200
    [found] = (await client.get(LINEAGE))["events"]
    assert found == {"odd": None, **event()}


async def test_with_an_offset_the_two_other_lists_are_those_that_marquez_python_asks_for(
    client: Client,
) -> None:
    elsewhere = event(run=run("x"), job=job("y", "1"))
    await accept(client, *STATIC, *SHOP, elsewhere)
    everything = await client.get("/api/v1/events?limit=100&offset=0")
    assert everything == await client.get(f"{LINEAGE}?kind=all")
    of_shop = await client.get(path("events", "shop") + "?limit=100&offset=0")
    assert of_shop == {
        "events": [*reversed(SHOP[2:]), STATIC[0], *reversed(SHOP[:2])],
        "totalCount": 5,
    }
    of_store = await client.get(path("events", STORE) + "?offset=0")
    assert of_store == {"events": [STATIC[1]], "totalCount": 1}
    # The client does not encode it.
    assert await client.get(f"/api/v1/events/{STORE}?limit=100&offset=0") == of_store
    assert (await client.get("/api/v1/events/1?offset=0"))["events"] == [elsewhere]
    # Without it they are ours.
    assert (await client.get("/api/v1/events/1"))["event"] == STATIC[0]
    assert (await client.get("/api/v1/events"))["next"] is None
    status, _ = await client.request("GET", "/api/v1/events?offset=0&after=1")
    assert status == 400


async def test_a_page_of_events_that_is_too_large_is_refused_and_not_cut(client: Client) -> None:
    large = "x" * (12 << 20)
    for number in range(6):
        await accept(client, event(run=run(f"{number}"), producer=f"https://example.com/{large}"))
    status, answer = await client.request("GET", LINEAGE)
    assert (status, "ask for fewer at once" in answer["detail"]) == (413, True)
    assert len((await client.get(f"{LINEAGE}?limit=5"))["events"]) == 5
