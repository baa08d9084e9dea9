"""Events to a collector, one or many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import orjson

from collector.client.requests import Request
from collector.client.things import acknowledgement_of, batch_report_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openlineage.client.client import Event

    from collector.client.requests import Steps
    from collector.client.things import Acknowledgement, BatchReport

    #: JSON as a value or a text, or an event of openlineage-python.
    Sendable: TypeAlias = Mapping[str, object] | bytes | str | Event


def emit(event: Sendable) -> Steps[Acknowledgement]:
    """Send an event; returns when it is on disk.

    It is a dict, JSON as bytes or text, or an event of openlineage-python. Raises InvalidEvent with
    the reasons where the schemas refuse it. Sent again while the collector is busy: the same bytes
    are stored once.
    """
    request = Request("POST", "/api/v1/lineage", body=_bytes(event), sends=True)
    return acknowledgement_of((yield request).json)


def emit_batch(events: Iterable[Sendable]) -> Steps[BatchReport]:
    """Send events in one request; returns when all that are good are on disk."""
    body = b"[%b]" % b",".join(map(_bytes, events))
    request = Request("POST", "/api/v1/lineage/batch", body=body, sends=True)
    return batch_report_of((yield request).json)


def _bytes(event: Sendable) -> bytes:
    if isinstance(event, bytes):
        return event
    if isinstance(event, str):
        return event.encode()
    if isinstance(event, Mapping):
        return orjson.dumps(dict(event))
    # Imported here: most send what they have as JSON.
    from openlineage.client.serde import Serde

    return Serde.to_json(event).encode()
