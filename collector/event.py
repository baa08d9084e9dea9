"""What travels through the collector: an accepted event, a refused body, a violation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Layer = Literal["json", "core", "facets", "formats"]
Kind = Literal["RunEvent", "JobEvent", "DatasetEvent"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One departure from the standard, named so that the sender can mend it."""

    layer: Layer
    #: JSON pointer (RFC 6901) into the event; empty for the event itself.
    pointer: str
    message: str
    #: `$id` of the schema that says so, with the class as fragment; empty for layer `json`.
    schema_id: str = ""
    #: Key of the facet the pointer leads into; None outside facets.
    facet: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event that was accepted. Texts are as sent; None where the event has no such member."""

    #: SHA-256 of `body`, in hex.
    digest: str
    body: bytes
    kind: Kind
    #: UTC without a zone; None where the text is no date and time.
    event_time: datetime | None
    event_time_text: str | None
    event_type: str | None
    run_id: str | None
    job_namespace: str | None
    job_name: str | None
    dataset_namespace: str | None
    dataset_name: str | None
    producer: str | None
    schema_url: str | None
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A body that was refused, with what is needed to try it again."""

    #: SHA-256 of `body`, in hex.
    digest: str
    #: As it came where it could not be decompressed, else decompressed.
    body: bytes
    #: Name of the error class: Malformed, Unsupported or InvalidEvent.
    reason: str
    message: str
    content_type: str
    #: Set where the body is still compressed; empty otherwise.
    content_encoding: str
    #: The body is a whole batch, not one event.
    is_batch: bool
    violations: tuple[Violation, ...] = ()
