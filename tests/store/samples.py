"""Entries for the store, made without the steps before it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from collector.event import Event, Rejection
from tests.conftest import event_number


def make_event(number: int) -> Event:
    """An accepted event; equal numbers make equal bytes."""
    body = json.dumps(event_number(number)).encode()
    return Event(
        digest=hashlib.sha256(body).hexdigest(),
        body=body,
        kind="RunEvent",
        event_time=datetime(2026, 1, 1, 10),
        event_time_text="2026-01-01T10:00:00Z",
        event_type="START",
        run_id=f"run-{number}",
        job_namespace="tests",
        job_name="job",
        dataset_namespace=None,
        dataset_name=None,
        producer="https://example.com/tests",
        schema_url=None,
    )


def make_rejection(body: bytes = b"\xff") -> Rejection:
    """A refused body."""
    return Rejection(
        digest=hashlib.sha256(body).hexdigest(),
        body=body,
        reason="Malformed",
        message="The body is not JSON.",
        content_type="application/json",
        content_encoding="",
        is_batch=False,
    )
