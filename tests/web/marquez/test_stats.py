"""Statistics by hours of a day and days of a week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from collector.access import create_key
from tests.conftest import event
from tests.web.marquez.told import accept, dataset, job, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Client


def ago(**span: int) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


async def told(client: Client) -> None:
    await accept(
        client,
        event(
            eventType="COMPLETE",
            eventTime=ago(days=30),
            run=run("old"),
            job=job("old"),
            outputs=[dataset("old", "s3://lake")],
        ),
        event(eventTime=ago(hours=2), run=run("a"), job=job("a")),
        event(
            eventType="FAIL",
            eventTime=ago(hours=2),
            run=run("a"),
            job=job("a"),
            inputs=[dataset("a", "s3://lake")],
        ),
        event(eventType="COMPLETE", eventTime=ago(seconds=0), run=run("b"), job=job("b")),
        event(eventType="OTHER", eventTime=ago(seconds=0), run=run("b"), job=job("b")),
    )


def total(spans: list[dict[str, Any]], member: str) -> int:
    return sum(span[member] for span in spans)


async def test_events_of_a_day_are_counted_by_type_and_hour(client: Client) -> None:
    await told(client)
    spans = await client.get("/api/v1/stats/lineage-events?period=DAY")
    assert [list(span) for span in spans] == 24 * [
        ["startInterval", "endInterval", "fail", "start", "complete", "abort"]
    ]
    assert [total(spans, member) for member in ("fail", "start", "complete", "abort")] == [
        1,
        1,
        1,
        0,
    ]
    assert spans[-1]["complete"] == 1
    ends = [span["endInterval"] for span in spans]
    assert ends[:-1] == [span["startInterval"] for span in spans[1:]]


async def test_a_week_has_seven_days_of_a_zone(client: Client) -> None:
    await told(client)
    spans = await client.get("/api/v1/stats/lineage-events?period=WEEK&timezone=Asia/Kolkata")
    assert (len(spans), total(spans, "start")) == (7, 1)
    assert all(span["startInterval"].endswith("T18:30:00Z") for span in spans)


async def test_what_was_known_is_counted_from_the_beginning(client: Client) -> None:
    await told(client)
    counts = {}
    for relation in ("jobs", "datasets", "sources"):
        spans = await client.get(f"/api/v1/stats/{relation}?period=DAY")
        assert [list(span) for span in spans] == 24 * [["startInterval", "endInterval", "count"]]
        counts[relation] = (spans[0]["count"], spans[-1]["count"])
    assert counts == {"jobs": (1, 3), "datasets": (1, 2), "sources": (1, 1)}


async def test_what_cannot_be_counted_is_refused(client: Client) -> None:
    for query in (
        "",
        "?period=MONTH",
        "?period=WEEK",
        "?period=WEEK&timezone=Atlantis",
        "?period=WEEK&timezone=../etc/passwd",
        "?period=DAY&zone=UTC",
    ):
        for statistic in ("lineage-events", "jobs"):
            status, answer = await client.request("GET", f"/api/v1/stats/{statistic}{query}")
            assert (status, answer["code"]) == (400, 400)
    assert (await client.request("GET", "/api/v1/stats/runs?period=DAY"))[0] == 404


async def test_what_is_not_counted_is_told_as_such_and_to_no_stranger(
    client: Client, start_client: Callable[..., Any], tmp_path: Path
) -> None:
    status, problem = await client.request("GET", "/api/v1/stats/models?period=DAY")
    assert (status, problem["near"]) == (404, ["jobs", "datasets", "sources"])

    create_key(tmp_path / "guarded.keys", "me", ["read"], "2026-01-01T00:00:00Z")
    guarded = await start_client(
        store={"database": str(tmp_path / "guarded.duckdb")},
        auth={"keys_file": str(tmp_path / "guarded.keys")},
    )
    assert (await guarded.request("GET", "/api/v1/stats/models?period=DAY"))[0] == 401
