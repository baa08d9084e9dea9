from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from collector.client import AsyncClient, Client
from collector.client.lists import PAGE
from collector.client.things import Field, StoredEvent, event_of
from collector.errors import Malformed, NotFound
from tests.cli.recorded import FAILED, LOADED
from tests.conftest import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

    Ask = Callable[..., Any]


def test_events_come_in_order_of_arrival_with_what_they_say(ask: Ask) -> None:
    found = ask("events", job_namespace="air", job_name="load_orders")

    assert [one.event_type for one in found] == ["COMPLETE", "START", "FAIL"]
    first = found[0]
    assert (first.seq, first.kind, first.run_id) == (1, "RunEvent", LOADED)
    assert first.event_time == datetime(2026, 1, 1, 12, 5, 3, tzinfo=UTC)
    assert first.received_at.tzinfo is UTC
    assert first.event["job"]["name"] == "load_orders"
    assert first == ask("event", first.digest)
    assert len(ask("raw_event", 1)) == first.size


def test_events_are_filtered_and_bounded(ask: Ask) -> None:
    assert len(ask("events", limit=2)) == 2
    assert ask("events", limit=0) == []
    assert [one.seq for one in ask("events", after=1, limit=2)] == [2, 3]
    since = ask("events", run_id=FAILED, since=datetime(2026, 1, 2, 13, tzinfo=UTC))
    assert since == []
    assert len(ask("events", run_id=FAILED, until="2026-01-03")) == 1
    with pytest.raises(NotFound, match="There is no event '99999'"):
        ask("event", 99999)


def test_jobs_tell_what_they_read_and_write(ask: Ask) -> None:
    found = ask("job", "load_orders")

    assert (found.namespace, found.name, found.type) == ("air", "load_orders", "BATCH")
    assert found.inputs == (("pg://shop", "public.raw"),)
    assert found.outputs == (("s3://sales", "orders"),)
    assert (found.latest_run.id, found.latest_run.state) == (FAILED, "FAILED")
    assert found == ask("job", "load_orders", namespace="air") == ask("job", "job:air:load_orders")
    failed = {job.name for job in ask("jobs", "air", last_states=["FAILED"])}
    completed = {job.name for job in ask("jobs", "air", last_states=["COMPLETED"])}
    assert failed - completed == {"load_orders"}
    assert len(ask("jobs", limit=3)) == 3
    with pytest.raises(NotFound, match="There is no job"):
        ask("job", "gone", namespace="air")


def test_datasets_tell_their_columns(ask: Ask) -> None:
    found = ask("dataset", "s3://sales:orders")

    assert (found.namespace, found.name, found.type) == ("s3://sales", "orders", "DB_TABLE")
    assert found.fields == (
        Field("id", "bigint", None),
        Field("mail", "varchar", "Where to\nwrite."),
    )
    assert found.tags == ("gold",)
    names = {(one.namespace, one.name) for one in ask("datasets")}
    assert {("s3://sales", "orders"), ("duckdb://shop.duckdb", "shop.main.customers")} <= names
    assert {one.namespace for one in ask("datasets", "pg://shop")} == {"pg://shop"}
    assert len(ask("datasets", limit=3)) == 3


def test_runs_are_those_of_a_job_the_last_first(ask: Ask) -> None:
    assert [run.id for run in ask("runs", "load_orders")] == [FAILED, LOADED]
    [last] = ask("runs", "load_orders", namespace="air", limit=1)
    assert (last.job_namespace, last.job_name, last.state) == ("air", "load_orders", "FAILED")
    assert last.started_at == datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert ask("run", FAILED) == ask("run", f"run:{FAILED}") == last


def test_a_search_is_best_first_and_of_a_kind(ask: Ask) -> None:
    found = ask("search", "orders")

    assert (found[0].id, found[0].kind) == ("dataset:s3://sales:orders", "dataset")
    assert found[0].score >= found[1].score
    assert found[0].matches[0]["in"] == "name"
    assert {one.kind for one in ask("search", "orders", kind="job")} == {"job"}
    assert {one.namespace for one in ask("search", "orders", namespace="air")} == {"air"}
    assert ask("search", "orders", limit=1) == found[:1]
    with pytest.raises(Malformed, match="There must be a word"):
        ask("search", " ")


def test_names_need_no_care_in_a_path(server: Server) -> None:
    with Client(server.url) as client:
        for namespace, name in (("a/b", "c%2Fd"), ("..", "."), ("é ü", "x?y#z"), ("a:b", "c:d")):
            client.emit(event(job={"namespace": namespace, "name": name}, run={"runId": name}))
            assert client.job(name, namespace=namespace).name == name
            assert client.job(f"job:{namespace}:{name}").namespace == namespace
            assert [run.id for run in client.runs(name, namespace=namespace)] == [name]


async def test_a_list_asks_for_the_next_page_when_it_is_needed(server: Server) -> None:
    count = 2 * PAGE + 3
    with Client(server.url) as client:
        client.emit_batch(
            event(job={"namespace": "many", "name": f"job{number:04}"}, run={"runId": f"r{number}"})
            for number in range(count)
        )
        jobs = {job.name for job in client.jobs("many")}
        events = [one.seq for one in client.events()]
        few = client.events(limit=PAGE + 1)
        assert next(few).seq == 1
        assert len(list(few)) == PAGE
    async with AsyncClient(server.url) as client_of_loop:
        assert {job.name async for job in client_of_loop.jobs("many")} == jobs
        assert [one.seq async for one in client_of_loop.events()] == events

    assert (len(jobs), len(events)) == (count, count)


def test_what_a_newer_collector_tells_besides_is_left_out() -> None:
    told = {row.name: None for row in fields(StoredEvent)} | {"violations": [], "later": 1}

    assert event_of(told).violations == ()
