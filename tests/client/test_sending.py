from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState

from collector.client import AsyncClient, Client
from collector.digest import digest_of
from collector.errors import CollectorError, InvalidEvent, Malformed
from collector.event import Violation
from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Server

#: Accepted, with a violation.
FACET = {"_producer": "https://x.example", "_schemaURL": "https://x.example"}
ODD = event(
    eventTime="2026-01-01T10:00:00Z",
    job={"namespace": "tests", "name": "odd", "facets": {"sql": FACET}},
)


def test_an_acknowledgement_tells_what_became_of_an_event(server: Server) -> None:
    with Client(server.url) as client:
        first = client.emit(EVENT)
        assert (first.seq, first.duplicate, first.violations) == (1, False, ())
        again = client.emit(EVENT)
        assert (again.seq, again.duplicate, again.digest) == (None, True, first.digest)
        odd = client.emit(ODD)
        assert odd.seq == 2
        assert {one.pointer for one in odd.violations} == {"/job/facets/sql"}
        assert all(isinstance(one, Violation) for one in odd.violations)


def test_an_event_is_json_in_any_form_or_of_the_openlineage_client(server: Server) -> None:
    text = body(event_number(1))
    own = RunEvent(
        eventTime="2026-01-01T10:00:00Z",
        producer="https://example.com/tests",
        run=Run(runId="0193a5b4-7c21-7000-8000-000000000002"),
        job=Job(namespace="tests", name="own"),
        eventType=RunState.COMPLETE,
    )
    with Client(server.url) as client:
        assert client.emit(text).digest == digest_of(text)
        assert client.raw_event(1) == text
        assert client.emit(text.decode()).duplicate
        assert client.emit(own).violations == ()
        assert client.event(2).job_name == "own"


def test_what_the_schemas_refuse_is_told_with_the_reasons(server: Server) -> None:
    with Client(server.url) as client:
        with pytest.raises(InvalidEvent, match='"runId" is required') as caught:
            client.emit(event(run={}))
        assert [(one.layer, one.pointer) for one in caught.value.violations] == [("core", "/run")]
        with pytest.raises(Malformed):
            client.emit(b"{")


def test_a_batch_is_reported_event_by_event(server: Server) -> None:
    with Client(server.url) as client:
        report = client.emit_batch([EVENT, EVENT, event(run={}), json.dumps(ODD)])

    assert (report.received, report.accepted, report.duplicates) == (4, 3, 1)
    # The one that was refused has a number too, in between.
    assert report.last_seq is not None
    [refused] = report.refused
    assert refused.index == 2
    assert '"runId" is required' in refused.reason
    assert [one.pointer for one in refused.violations] == ["/run"]
    assert {(index, one.pointer) for index, one in report.violations} == {(3, "/job/facets/sql")}


async def test_an_event_loop_sends_alike(server: Server) -> None:
    async with AsyncClient(server.url) as client:
        assert (await client.emit(EVENT)).seq == 1
        assert (await client.emit_batch([EVENT])).duplicates == 1
        with pytest.raises(InvalidEvent):
            await client.emit(event(run={}))


def test_a_file_takes_nothing(recorded: Path) -> None:
    with Client(recorded) as client, pytest.raises(CollectorError, match="is only read, and a run"):
        client.emit(EVENT)
