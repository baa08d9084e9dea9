"""The synchronous transport of openlineage-python against a collector of its own process."""

from __future__ import annotations

import gzip
import json
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import attr
import pytest
from openlineage.client import OpenLineageClient, facet, run
from openlineage.client.event_v2 import (
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    StaticDataset,
)
from openlineage.client.facet_v2 import (
    data_quality_metrics_input_dataset,
    parent_run,
    schema_dataset,
)
from openlineage.client.uuid import generate_new_uuid
from requests import HTTPError, Response

from collector.access import create_key
from tests.clients.wire import ask, events, metric, raw_event, request_count, stopping

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Server

PRODUCER = "https://example.com/tests"


def client_of(server: Server, **transport: Any) -> OpenLineageClient:
    """A client with this transport; the tags of its own version stay, as in real life."""
    return OpenLineageClient(config={"transport": {"type": "http", "url": server.url, **transport}})


def run_event(job_name: str, state: RunState = RunState.COMPLETE, **members: Any) -> RunEvent:
    return RunEvent(
        eventType=state,
        eventTime="2026-01-01T10:00:00.123456+00:00",
        run=members.pop("run", None) or Run(runId=str(generate_new_uuid())),
        job=Job(namespace="python", name=job_name),
        producer=PRODUCER,
        **members,
    )


def answer_of(error: HTTPError) -> Response:
    assert error.response is not None
    return error.response


@attr.define
class Bare:
    """A facet without `_producer` and `_schemaURL`, as some integrations write it."""

    value: int


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_every_state_of_a_run_is_stored(collector: Server, compression: str | None) -> None:
    job_name = f"states_{compression}"
    run = Run(runId=str(generate_new_uuid()))
    states = list(RunState)
    with closing(client_of(collector, compression=compression)) as client:
        for state in states:
            client.emit(run_event(job_name, state, run=run))

    stored = events(collector, job_name=job_name)
    assert [event["event_type"] for event in stored] == [state.value for state in states]
    assert {event["run_id"] for event in stored} == {run.runId}
    assert {event["event"]["run"]["facets"]["tags"]["tags"][0]["key"] for event in stored} == {
        "openlineage_client_version"
    }


def test_a_run_event_keeps_its_datasets_and_facets(collector: Server) -> None:
    fields = [schema_dataset.SchemaDatasetFacetFields(name="id", type="int")]
    schema = {"schema": schema_dataset.SchemaDatasetFacet(fields=fields)}
    event = run_event(
        "datasets",
        inputs=[InputDataset(namespace="db", name="orders", facets=dict(schema))],
        outputs=[OutputDataset(namespace="db", name="totals", facets=dict(schema))],
    )
    with closing(client_of(collector)) as client:
        client.emit(event)

    [stored] = events(collector, job_name="datasets")
    assert stored["event"]["inputs"][0]["facets"]["schema"]["fields"] == [
        {"name": "id", "type": "int", "fields": []}
    ]


def test_job_and_dataset_events_are_stored(collector: Server) -> None:
    common: dict[str, Any] = {"eventTime": "2026-01-01T10:00:00Z", "producer": PRODUCER}
    with closing(client_of(collector)) as client:
        client.emit(
            JobEvent(
                job=Job(namespace="python", name="static"),
                inputs=[InputDataset(namespace="db", name="orders")],
                **common,
            )
        )
        client.emit(
            DatasetEvent(dataset=StaticDataset(namespace="db", name="static_set"), **common)
        )

    [job] = events(collector, job_name="static")
    [dataset] = events(collector, dataset_name="static_set")
    assert (job["kind"], dataset["kind"]) == ("JobEvent", "DatasetEvent")


def test_gzip_is_stored_as_it_was_before(collector: Server) -> None:
    event = run_event("zipped", inputs=[InputDataset(namespace="db", name="x" * 5000)])
    received = metric(collector, "collector_body_bytes_total", form="received")
    plain = metric(collector, "collector_body_bytes_total", form="plain")
    with closing(client_of(collector, compression="gzip")) as client:
        client.emit(event)

    [stored] = events(collector, job_name="zipped")
    body = raw_event(collector, stored["seq"])
    assert json.loads(body) == stored["event"]
    assert metric(collector, "collector_body_bytes_total", form="plain") - plain == len(body)
    sent = metric(collector, "collector_body_bytes_total", form="received") - received
    assert sent == len(gzip.compress(body, compresslevel=3)) < len(body)


def test_one_event_is_one_request(collector: Server) -> None:
    before = request_count(collector)
    with closing(client_of(collector)) as client:
        for number in range(20):
            client.emit(run_event(f"one_request_{number}"))
    assert request_count(collector) - before == 20


def test_an_api_key_opens_the_door_and_its_name_stays_with_the_event(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    secret, _ = create_key(tmp_path / "keys.json", "airflow", ["ingest"], "2026-01-01")
    reader, _ = create_key(tmp_path / "keys.json", "reader", ["read"], "2026-01-01")
    server = start_server("--auth-keys-file", str(tmp_path / "keys.json"))
    for key, status in (("wrong", 401), (reader, 403)):
        with closing(client_of(server, auth={"type": "api_key", "apiKey": key})) as client:
            with pytest.raises(HTTPError) as caught:
                client.emit(run_event("with_key"))
            assert answer_of(caught.value).status_code == status
    with closing(client_of(server)) as client, pytest.raises(HTTPError, match="401"):
        client.emit(run_event("with_key"))
    with closing(client_of(server, auth={"type": "api_key", "apiKey": secret})) as client:
        client.emit(run_event("with_key"))

    _, stored = ask(f"{server.url}/api/v1/events", headers={"Authorization": f"Bearer {reader}"})
    assert [event["client"] for event in json.loads(stored)["events"]] == ["airflow"]


def test_an_invalid_event_fails_at_once_with_the_reason(collector: Server) -> None:
    before = request_count(collector)
    event = run_event("invalid")
    event.job.facets = {"bare": Bare(1)}  # type: ignore[dict-item]  # what integrations do
    with closing(client_of(collector)) as client:
        started = time.monotonic()
        with pytest.raises(HTTPError) as caught:
            client.emit(event)

    assert time.monotonic() - started < 2
    assert answer_of(caught.value).status_code == 422
    problem = answer_of(caught.value).json()
    assert {error["pointer"] for error in problem["errors"]} == {"/job/facets/bare"}
    assert "_producer" in str(problem["errors"])
    assert request_count(collector) - before == 1


def test_nan_in_a_facet_is_accepted_and_told(collector: Server) -> None:
    metrics = data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
        rowCount=0,
        columnMetrics={
            "amount": data_quality_metrics_input_dataset.ColumnMetrics(
                sum=float("nan"), max=float("inf")
            )
        },
    )
    dataset = InputDataset(
        namespace="db", name="orders", inputFacets={"dataQualityMetrics": metrics}
    )
    with closing(client_of(collector)) as client:
        client.emit(run_event("pandas", inputs=[dataset]))

    [stored] = events(collector, job_name="pandas")
    assert b"NaN" in raw_event(collector, stored["seq"])
    found = stored["event"]["inputs"][0]["inputFacets"]["dataQualityMetrics"]["columnMetrics"]
    assert found["amount"]["sum"] is None
    assert metric(collector, "collector_violations_total", layer="json") >= 2


def test_the_classes_of_the_first_version_still_work(collector: Server) -> None:
    with closing(client_of(collector)) as client:
        client.emit(
            run.RunEvent(
                run.RunState.START,
                "2026-01-01T10:00:00Z",
                run.Run(
                    str(generate_new_uuid()),
                    {"nominalTime": facet.NominalTimeRunFacet("2026-01-01T10:00:00Z")},
                ),
                run.Job("python", "version_one"),
                PRODUCER,
                [],
                [],
            )
        )

    [stored] = events(collector, job_name="version_one")
    assert "/1-0-5/" in stored["schema_url"]


@pytest.mark.parametrize("key", ["parent", "parentRun"])
def test_the_parent_facet_is_accepted_under_both_keys(collector: Server, key: str) -> None:
    parent = parent_run.ParentRunFacet(
        run=parent_run.Run(runId=str(generate_new_uuid())),
        job=parent_run.Job(namespace="python", name="dag"),
    )
    run = Run(runId=str(generate_new_uuid()), facets={key: parent})
    with closing(client_of(collector)) as client:
        client.emit(run_event(f"child_{key}", run=run))

    [stored] = events(collector, job_name=f"child_{key}")
    assert stored["event"]["run"]["facets"][key]["job"]["name"] == "dag"


def test_an_event_survives_a_restart_of_the_collector(
    start_server: Callable[..., Server],
) -> None:
    server, finish = stopping(start_server)
    with closing(client_of(server)) as client:
        timer = threading.Timer(0.5, finish)
        timer.start()
        client.emit(run_event("patient"))
        timer.join()

    assert [event["event_type"] for event in events(server, job_name="patient")] == ["COMPLETE"]
    assert "status=503" in server.log.read_text()
