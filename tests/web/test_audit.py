"""The audit over HTTP: lists, filters, and waivers that are events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from collector.policies import Policy
from tests.audit.told import LANDING, REGISTRY, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Client

AUDIT = "/api/v1/audit"
WAIVERS = "/api/v1/audit/waivers"

WAIVER: dict[str, Any] = {
    "namespace": REGISTRY,
    "name": "bad",
    "version": "1",
    "check": "D2",
    "reason": "It had no snapshots.",
    "until": "2999-01-01",
}


@pytest.fixture
async def audited(start_client: Callable[..., Any]) -> Client:
    """A collector with three models: of level 4, of level 2, and of level 0."""
    client: Client = await start_client(
        audit={"sources": (f"{LANDING}:.*",), "policy": (Policy("*:bad", 3, "major"),)}
    )
    good, bad, unnamed = Told("good"), Told("bad"), Told("unnamed", "")
    bad.inputs = [{**bad.training, "facets": {}}]
    for told in (good, bad, unnamed):
        await client.accept(*told.events())
    return client


async def levels(client: Client, query: str = "") -> list[tuple[str, int]]:
    found = await client.get(f"{AUDIT}{query}")
    assert found["totalCount"] >= len(found["versions"])
    return [(one["name"], one["level"]) for one in found["versions"]]


async def test_versions_are_listed_by_name_and_filtered(audited: Client) -> None:
    assert await levels(audited) == [("bad", 2), ("good", 4), ("unnamed", 0)]
    assert await levels(audited, "?minLevel=2&maxLevel=3") == [("bad", 2)]
    assert await levels(audited, "?check=D2") == [("bad", 2)]
    assert await levels(audited, "?severity=critical") == [("bad", 2), ("unnamed", 0)]
    assert await levels(audited, f"?name=good&namespace={REGISTRY}") == [("good", 4)]
    assert await levels(audited, "?version=1") == [("bad", 2), ("good", 4)]
    page = await audited.get(f"{AUDIT}?limit=1&offset=1")
    assert ([one["name"] for one in page["versions"]], page["totalCount"]) == (["good"], 3)
    assert await levels(audited, "?name=nothing") == []


async def test_a_version_tells_level_barriers_policy_and_findings(audited: Client) -> None:
    found = await audited.get(f"{AUDIT}?name=bad&severity=critical")
    [version] = found["versions"]
    [finding] = version.pop("findings")

    assert version == {
        "namespace": REGISTRY,
        "name": "bad",
        "version": "1",
        "level": 2,
        "levelName": "traceable",
        "keptFromNextBy": ["D2"],
        "policy": {"match": "*:bad", "minLevel": 3, "failOn": "major"},
    }
    assert (finding["checkId"], finding["guards"], finding["outcome"]) == ("D2", 3, "failed")
    assert finding["subject"].endswith(":bad.features")
    assert {"checkId", "title", "severity", "guards", "failure"} == set(found["checks"][0])


async def test_a_parameter_that_is_not_there_is_refused(audited: Client) -> None:
    for query in ("?model=bad", "?minLevel=6", "?severity=bad", "?limit=1001"):
        status, _ = await audited.request("GET", AUDIT + query)
        assert status == 400, query


async def test_a_waiver_is_an_event_and_the_latest_word_counts(audited: Client) -> None:
    before = audited.store.last_seq
    status, answer = await audited.post(WAIVER, WAIVERS)
    assert status == 200
    [finding] = answer["versions"][0]["findings"]
    assert finding["waivedUntil"] == "2999-01-01T00:00:00Z"
    assert finding["waivedBecause"] == "It had no snapshots."
    assert answer["versions"][0]["level"] == 2

    stored = await audited.get(f"/api/v1/events?after={before}")
    [event] = [one["event"] for one in stored["events"]]
    assert event["dataset"]["facets"]["collector_waiver"]["checkId"] == "D2"
    assert "version" not in event["dataset"]["facets"]

    withdrawn = {name: WAIVER[name] for name in ("namespace", "name", "version", "check")}
    status, answer = await audited.post({**withdrawn, "withdrawn": True}, WAIVERS)
    [finding] = answer["versions"][0]["findings"]
    assert (status, finding["waivedUntil"], finding["waivedBecause"]) == (200, None, None)


async def test_waiving_a_version_makes_none_and_leaves_the_current_one(audited: Client) -> None:
    query = "select version, is_current from dataset_versions where name = 'bad' order by version"
    before = await audited.post({"query": query}, "/api/v1/sql")
    await audited.post(WAIVER, WAIVERS)

    assert await audited.post({"query": query}, "/api/v1/sql") == before
    assert await levels(audited) == [("bad", 2), ("good", 4), ("unnamed", 0)]


async def test_a_version_that_nobody_named_can_be_waived_and_stays_unnamed(
    audited: Client,
) -> None:
    [version] = (await audited.get(f"{AUDIT}?name=unnamed"))["versions"]
    said = {**WAIVER, "name": "unnamed", "version": version["version"], "check": "I1"}

    status, answer = await audited.post(said, WAIVERS)

    assert status == 200
    assert answer["versions"][0]["findings"][0]["waivedUntil"] is not None
    assert await levels(audited, "?name=unnamed") == [("unnamed", 0)]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"version": "9"}, 404),
        ({"name": "nothing"}, 404),
        ({"check": "D99"}, 404),
        ({"reason": ""}, 400),
        ({"reason": "  "}, 400),
        ({"reason": "x" * 1_001}, 400),
        ({"until": "2020-01-01"}, 400),
        ({"until": "soon"}, 400),
        ({"until": None}, 400),
        ({"withdrawn": "yes"}, 400),
        ({"more": 1}, 400),
    ],
)
async def test_a_waiver_that_says_too_little_is_refused(
    change: dict[str, Any], status: int, audited: Client
) -> None:
    before = audited.store.last_seq

    assert (await audited.post({**WAIVER, **change}, WAIVERS))[0] == status
    assert audited.store.last_seq == before


async def test_the_order_in_which_waivers_arrive_does_not_matter(
    start_client: Callable[..., Any], tmp_path: Any
) -> None:
    events = Told("bad").events()
    words = [waiver("2026-01-01", "2999-01-01", "first"), waiver("2026-01-02", None, "second")]
    words.append(waiver("2026-01-03", "2999-03-03", "third"))
    found = []
    for number, order in enumerate(([0, 1, 2], [2, 0, 1], [1, 2, 0])):
        database = str(tmp_path / f"{number}.duckdb")
        client = await start_client(store={"database": database})
        await client.accept(*(words[place] for place in order), *events)
        query = "select distinct waived_until, waived_because from audit_findings"
        query += " where check_id = 'U1'"
        await client.get(AUDIT)
        status, answer = await client.post({"query": query}, "/api/v1/sql")
        assert status == 200, answer
        found.append(answer["rows"])

    assert found == [[["2999-03-03T00:00:00Z", "third"]]] * 3, json.dumps(found)


def waiver(day: str, until: str | None, reason: str) -> dict[str, Any]:
    said: dict[str, Any] = {"version": "1", "checkId": "U1", "reason": reason}
    said |= {"withdrawn": True} if until is None else {"until": f"{until}T00:00:00Z"}
    facet = {"_producer": "https://e.com", "_schemaURL": "https://e.com", **said}
    return {
        "eventTime": f"{day}T00:00:00Z",
        "producer": "https://e.com",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetEvent",
        "dataset": {
            "namespace": REGISTRY,
            "name": "bad",
            "facets": {"collector_waiver": facet},
        },
    }
