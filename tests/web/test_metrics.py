"""What Prometheus is told."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from collector.access import create_key
from collector.web import keys
from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest

    from tests.conftest import Client

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def scrape(client: Client, **headers: str) -> Samples:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    text: bytes = await client.get("/metrics", headers=named)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


async def test_events_are_counted_by_kind_result_and_client(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "KEYS_INTERVAL", 0.0)
    await client.accept(EVENT, EVENT, event_number(2))
    await client.post({"job": {"namespace": "n", "name": "j"}})
    secret, _ = create_key(
        tmp_path / "lineage.duckdb.keys", "me", ["admin"], "2026-01-01T00:00:00Z"
    )
    static = {key: EVENT[key] for key in ("eventTime", "producer", "schemaURL", "job")}
    status, _ = await client.post(static, X_API_Key=secret)
    assert status == 200
    samples = await scrape(client, X_API_Key=secret)
    counted = {
        (labels, number)
        for (name, labels), number in samples.items()
        if name == "collector_events_total"
    }
    assert {
        (dict(labels)["kind"], dict(labels)["result"], dict(labels)["client"], number)
        for labels, number in counted
    } == {
        ("RunEvent", "accepted", "", 2.0),
        ("RunEvent", "duplicate", "", 1.0),
        ("unknown", "rejected", "", 1.0),
        ("JobEvent", "accepted", "me", 1.0),
    }


async def test_violations_are_counted_by_layer_and_facet(client: Client) -> None:
    facets = {"nominalTime": {"_producer": "https://a.example", "_schemaURL": "https://a.example"}}
    run = {"runId": EVENT["run"]["runId"], "facets": facets}
    await client.accept(event(eventTime="yesterday", run=run))
    samples = await scrape(client)
    assert value(samples, "collector_violations_total", layer="formats", facet="") == 1
    assert value(samples, "collector_violations_total", layer="facets", facet="nominalTime") == 1


async def test_bytes_are_counted_as_received_and_decompressed_with_or_without_a_length(
    client: Client,
) -> None:
    plain = body(event(x="x" * 1000))
    compressed = gzip.compress(plain)
    assert (await client.post(compressed, Content_Encoding="gzip"))[0] == 200
    other = body(event_number(2))

    async def chunks() -> AsyncIterator[bytes]:
        yield other

    status, _ = await client.request(
        "POST",
        "/api/v1/lineage",
        data=chunks(),
        headers={"Content-Type": "application/json"},
    )
    assert status == 200
    samples = await scrape(client)
    received = len(compressed) + len(other)
    assert value(samples, "collector_body_bytes_total", form="received") == received
    assert value(samples, "collector_body_bytes_total", form="plain") == len(plain) + len(other)


async def test_latencies_commits_and_the_queue_are_there(client: Client) -> None:
    await client.accept(event_number(1), event_number(2))
    samples = await scrape(client)
    assert value(samples, "collector_acknowledgement_seconds_count") == 2
    assert value(samples, "collector_commit_seconds_count") == 2
    assert value(samples, "collector_commit_rows_total") == 2
    assert value(samples, "collector_commit_failures_total") == 0
    assert value(samples, "collector_queue_rows") == 0
    assert value(samples, "collector_queue_bytes") == 0
    assert value(samples, "collector_ready") == 1


async def test_what_is_turned_away_is_counted_by_status(client: Client) -> None:
    status, _ = await client.post(EVENT, Origin="https://evil.example")
    assert status == 403
    samples = await scrape(client)
    assert value(samples, "collector_turned_away_total", status="403") == 1
    assert [name for name, _ in samples if name == "collector_events_total"] == []


async def test_facets_without_a_schema_are_counted_together(client: Client) -> None:
    facets = {f"made_up_{number}": {"_producer": "me", "_schemaURL": "x"} for number in range(3)}
    await client.accept(event(run={**EVENT["run"], "facets": facets}))
    samples = await scrape(client)
    assert value(samples, "collector_violations_total", layer="formats", facet="other") == 6
