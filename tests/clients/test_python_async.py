"""The asynchronous transport of openlineage-python: many connections, order within a run."""

from __future__ import annotations

import logging
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.uuid import generate_new_uuid

from tests.clients.wire import events, metric, request_count, stopping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

#: Of the transport, and more than its 100 connections.
RUNS = 250


def client_of(server: Server, **transport: Any) -> OpenLineageClient:
    return OpenLineageClient(
        config={"transport": {"type": "async_http", "url": server.url, **transport}}
    )


def run_event(job_name: str, state: RunState, run_id: str) -> RunEvent:
    return RunEvent(
        eventType=state,
        eventTime="2026-01-01T10:00:00.123456+00:00",
        run=Run(runId=run_id),
        job=Job(namespace="python", name=job_name),
        producer="https://example.com/tests",
    )


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_many_runs_at_once_are_stored_once_and_each_start_comes_before_its_end(
    collector: Server, compression: str | None
) -> None:
    job_name = f"async_{compression}"
    run_ids = [str(generate_new_uuid()) for _ in range(RUNS)]
    before = request_count(collector)
    with closing(client_of(collector, compression=compression)) as client:
        for run_id in run_ids:
            client.emit(run_event(job_name, RunState.START, run_id))
            client.emit(run_event(job_name, RunState.COMPLETE, run_id))

    stored = events(collector, job_name=job_name)
    assert request_count(collector) - before == len(stored) == 2 * RUNS
    states: dict[str, list[str]] = {}
    for event in stored:
        states.setdefault(event["run_id"], []).append(event["event_type"])
    assert states == {run_id: ["START", "COMPLETE"] for run_id in run_ids}


def test_an_invalid_event_is_sent_once_and_the_next_is_stored(
    collector: Server, caplog: pytest.LogCaptureFixture
) -> None:
    before = request_count(collector)
    rejected = metric(collector, "collector_events_total", result="rejected")
    invalid = run_event("async_invalid", RunState.START, str(generate_new_uuid()))
    invalid.run.facets = {"bare": object()}  # type: ignore[dict-item]  # what integrations do
    with caplog.at_level(logging.ERROR, "openlineage"), closing(client_of(collector)) as client:
        client.emit(invalid)
        client.emit(run_event("async_next", RunState.START, str(generate_new_uuid())))

    assert request_count(collector) - before == 2
    assert metric(collector, "collector_events_total", result="rejected") - rejected == 1
    assert "status code: 422" in caplog.text
    assert len(events(collector, job_name="async_next")) == 1


def test_events_survive_a_restart_of_the_collector(start_server: Callable[..., Server]) -> None:
    server, restart = stopping(start_server)
    timer = threading.Timer(0.5, restart)
    with closing(client_of(server)) as client:
        for _ in range(20):
            client.emit(run_event("patient", RunState.COMPLETE, str(generate_new_uuid())))
        timer.start()
    timer.join()

    assert len({event["run_id"] for event in events(server, job_name="patient")}) == 20
    assert len(events(server)) == 20
    assert "status=503" in server.log.read_text()
