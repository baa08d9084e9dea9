"""One body to an event or a refusal."""

from __future__ import annotations

from datetime import datetime

import pytest

from collector.errors import InvalidEvent, Malformed, Unsupported
from collector.event import Event, Rejection
from collector.receive import (
    EVENT_TYPES,
    LINES_TYPES,
    media_type,
    receive,
    receive_or_refuse,
    refuse,
)
from collector.schema_files import load
from collector.validate import Layers, Validator
from tests.conftest import EVENT, body, event

VALIDATOR = Validator(load())


def test_an_event_has_its_texts_as_sent_and_its_time_in_utc() -> None:
    received = receive(body(event(eventTime="2026-01-01T12:00:00.5+02:00")), VALIDATOR)
    assert received.event_time == datetime(2026, 1, 1, 10, 0, 0, 500_000)
    assert received.event_time_text == "2026-01-01T12:00:00.5+02:00"
    assert (received.kind, received.event_type) == ("RunEvent", "START")
    assert received.violations == ()


def test_a_time_that_is_none_stays_text() -> None:
    received = receive(body(event(eventTime="yesterday")), VALIDATOR)
    assert (received.event_time, received.event_time_text) == (None, "yesterday")
    assert [violation.layer for violation in received.violations] == ["formats"]


def test_the_dataset_beside_a_run_is_no_column() -> None:
    received = receive(body(event(dataset={"namespace": "n", "name": "d"})), VALIDATOR)
    assert (received.kind, received.dataset_name) == ("RunEvent", None)


def test_members_of_a_wrong_type_are_no_columns_where_the_core_is_only_a_warning() -> None:
    lenient = Validator(load(), Layers(core="warn"))
    received = receive(body(event(run=7, job={"namespace": 1, "name": None})), lenient)
    assert (received.run_id, received.job_namespace, received.job_name) == (None, None, None)
    assert {violation.layer for violation in received.violations} == {"core"}


def test_what_is_refused_is_kept_with_its_reasons() -> None:
    entry = receive_or_refuse(body({"job": {}}), VALIDATOR)
    assert isinstance(entry, Rejection)
    assert (entry.reason, entry.is_batch) == ("InvalidEvent", False)
    assert {violation.pointer for violation in entry.violations} == {"", "/job"}
    assert isinstance(receive_or_refuse(body(EVENT), VALIDATOR), Event)


def test_a_refusal_without_violations_has_its_message() -> None:
    rejection = refuse(Malformed("no JSON"), b"x", content_type="a/b", content_encoding="gzip")
    assert (rejection.reason, rejection.message) == ("Malformed", "no JSON")
    assert (rejection.content_type, rejection.content_encoding) == ("a/b", "gzip")
    assert rejection.violations == ()


def test_receiving_raises_what_is_wrong() -> None:
    with pytest.raises(Malformed):
        receive(b"{", VALIDATOR)
    with pytest.raises(InvalidEvent):
        receive(b"{}", VALIDATOR)


def test_media_types_are_read_without_their_parameters() -> None:
    assert media_type("Application/JSON; charset=x", EVENT_TYPES) == "application/json"
    assert media_type("", EVENT_TYPES) == ""
    assert media_type("application/x-ndjson", LINES_TYPES) == "application/x-ndjson"
    with pytest.raises(Unsupported, match="send application/json"):
        media_type("text/csv", EVENT_TYPES)
