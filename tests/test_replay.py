"""Another try for a body that was refused."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from collector.errors import InvalidEvent, Malformed, TooLarge, Unsupported
from collector.event import Event, Rejection
from collector.receive import refuse
from collector.replay import retry
from collector.schema_files import load
from collector.validate import Validator
from tests.conftest import EVENT, body, event_number

if TYPE_CHECKING:
    from collector.errors import CollectorError

LIMIT = 10_000


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(load())


def refused(
    content: bytes, *, kind: str = "application/json", encoding: str = "", is_batch: bool = False
) -> Rejection:
    return refuse(
        Malformed("Refused then."),
        content,
        content_type=kind,
        content_encoding=encoding,
        is_batch=is_batch,
    )


async def test_one_event_gives_one_event_with_its_own_bytes(validator: Validator) -> None:
    [event] = await retry(refused(body(EVENT) + b" "), validator, LIMIT)
    assert isinstance(event, Event)
    assert (event.body, event.kind, event.job_name) == (body(EVENT) + b" ", "RunEvent", "job")


async def test_what_was_kept_compressed_is_decompressed_now(validator: Validator) -> None:
    rejection = refused(gzip.compress(body(EVENT)), encoding="gzip", kind="")
    [event] = await retry(rejection, validator, LIMIT)
    assert event.body == body(EVENT)


async def test_a_batch_gives_events_and_refusals_of_their_own(validator: Validator) -> None:
    parts = [body(event_number(1)), b"{}", body(event_number(2))]
    for content, kind in (
        (b"[" + b",".join(parts) + b"]", "application/json"),
        (b"\n".join(parts), "application/x-ndjson; charset=utf-8"),
    ):
        entries = await retry(refused(content, kind=kind, is_batch=True), validator, LIMIT)
        assert [(type(entry).__name__, entry.body) for entry in entries] == [
            ("Event", parts[0]),
            ("Rejection", b"{}"),
            ("Event", parts[2]),
        ]
        assert isinstance(entries[1], Rejection)
        assert (entries[1].reason, entries[1].is_batch) == ("InvalidEvent", False)


@pytest.mark.parametrize(
    ("rejection", "kind"),
    [
        (refused(b"{"), Malformed),
        (refused(b"{}"), InvalidEvent),
        (refused(body(EVENT), kind="text/plain"), Unsupported),
        (refused(body(EVENT), kind="application/x-ndjson"), Unsupported),
        (refused(body(EVENT), encoding="br"), Unsupported),
        (refused(body(EVENT), encoding="gzip"), Malformed),
        (refused(gzip.compress(b" " * 20_000), encoding="gzip"), TooLarge),
        (refused(body(EVENT), is_batch=True), Malformed),
    ],
)
async def test_what_is_refused_as_a_whole_is_said_by_its_kind(
    validator: Validator, rejection: Rejection, kind: type[CollectorError]
) -> None:
    with pytest.raises(kind):
        await retry(rejection, validator, LIMIT)
