"""One body to what is kept of it: an accepted event, or a refusal with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from collector.decode import parse
from collector.digest import digest_of
from collector.errors import InvalidEvent, Malformed, Unsupported
from collector.event import Event, Rejection
from collector.times import utc_time

if TYPE_CHECKING:
    from collector.decode import Document
    from collector.errors import CollectorError
    from collector.event import Kind, Violation
    from collector.validate import Validator

EVENT_TYPES = frozenset({"", "application/json"})
LINES_TYPES = frozenset({"application/x-ndjson", "application/ndjson"})


def media_type(content_type: str, allowed: frozenset[str]) -> str:
    """The media type without parameters; raises Unsupported where it is not in `allowed`."""
    name = content_type.partition(";")[0].strip().lower()
    if name not in allowed:
        wanted = " or ".join(sorted(allowed - {""}))
        raise Unsupported(f"Content-Type {name!r} is not read here; send {wanted}.")
    return name


def receive(raw: bytes, validator: Validator) -> Event:
    """One event of the bytes of one JSON text. Raises Malformed or InvalidEvent."""
    document = parse(raw)
    kind, violations = validator.validate(document.value, document.not_numbers)
    return _event(document, kind, violations)


def receive_or_refuse(raw: bytes, validator: Validator) -> Event | Rejection:
    """The event of one JSON text, or what is kept of it where it is refused."""
    try:
        return receive(raw, validator)
    except (Malformed, InvalidEvent) as error:
        return refuse(error, raw, content_type="application/json")


def refuse(
    error: CollectorError,
    body: bytes,
    *,
    content_type: str,
    content_encoding: str = "",
    is_batch: bool = False,
) -> Rejection:
    """What is kept of a body that was refused because of `error`."""
    return Rejection(
        digest=digest_of(body),
        body=body,
        reason=type(error).__name__,
        message=str(error),
        content_type=content_type,
        content_encoding=content_encoding,
        is_batch=is_batch,
        violations=error.violations if isinstance(error, InvalidEvent) else (),
    )


def _event(document: Document, kind: Kind, violations: tuple[Violation, ...]) -> Event:
    # An event that has a kind is an object.
    event = cast("dict[str, object]", document.value)
    run = _member(event, "run") if kind == "RunEvent" else {}
    job = _member(event, "job") if kind != "DatasetEvent" else {}
    dataset = _member(event, "dataset") if kind == "DatasetEvent" else {}
    time_text = _text(event, "eventTime")
    return Event(
        digest=digest_of(document.raw),
        body=document.raw,
        kind=kind,
        event_time=utc_time(time_text) if time_text is not None else None,
        event_time_text=time_text,
        event_type=_text(event, "eventType"),
        run_id=_text(run, "runId"),
        job_namespace=_text(job, "namespace"),
        job_name=_text(job, "name"),
        dataset_namespace=_text(dataset, "namespace"),
        dataset_name=_text(dataset, "name"),
        producer=_text(event, "producer"),
        schema_url=_text(event, "schemaURL"),
        violations=violations,
    )


def _member(value: dict[str, object], key: str) -> dict[str, object]:
    """An object of the event; empty where the core layer is off and it is something else."""
    member = value.get(key)
    return member if isinstance(member, dict) else {}


def _text(value: dict[str, object], key: str) -> str | None:
    member = value.get(key)
    return member if isinstance(member, str) else None
