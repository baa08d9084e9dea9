"""Events, jobs, datasets, runs and acknowledgements, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from collector.client.times import moment
from collector.event import Violation

if TYPE_CHECKING:
    from datetime import datetime

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An event is on disk."""

    #: Its number in the log; None for a duplicate.
    seq: int | None
    digest: str
    #: The same bytes were there already.
    duplicate: bool
    #: What departs from the standard and was accepted all the same.
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An event of a batch that the collector did not accept."""

    #: Its place in the batch.
    index: int
    reason: str
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of the events of a batch: those that were good are on disk."""

    received: int
    accepted: int
    #: Among the accepted.
    duplicates: int
    #: The number of the last event that is new; None where none is.
    last_seq: int | None
    refused: tuple[Refused, ...]
    #: Of accepted events, with their places.
    violations: tuple[tuple[int, Violation], ...]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of the log; texts are as they were sent, None where the event has no such member."""

    seq: int
    digest: str
    received_at: datetime
    #: None where the text is no date and time.
    event_time: datetime | None
    event_time_text: str | None
    #: RunEvent, JobEvent or DatasetEvent.
    kind: str
    event_type: str | None
    run_id: str | None
    job_namespace: str | None
    job_name: str | None
    dataset_namespace: str | None
    dataset_name: str | None
    producer: str | None
    schema_url: str | None
    #: Name of the API key it came with.
    client: str | None
    #: Bytes of its body.
    size: int
    violations: tuple[Violation, ...]
    #: The event itself.
    event: Json


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job."""

    id: str
    job_namespace: str
    job_name: str
    #: NEW, RUNNING, COMPLETED, FAILED or ABORTED.
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    #: All that the collector says of it, under the names of Marquez.
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """A job, with what it reads and writes now."""

    namespace: str
    name: str
    #: BATCH, STREAM or SERVICE.
    type: str
    description: str | None
    #: Namespaces and names of datasets.
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    latest_run: Run | None
    created_at: datetime | None
    updated_at: datetime | None
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a dataset."""

    name: str
    type: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset."""

    namespace: str
    name: str
    #: DB_TABLE or STREAM.
    type: str
    description: str | None
    fields: tuple[Field, ...]
    tags: tuple[str, ...]
    created_at: datetime | None
    updated_at: datetime | None
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came upon."""

    id: str
    #: dataset, job or run.
    kind: str
    namespace: str | None
    name: str
    score: float
    updated_at: datetime | None
    #: Where the words stand, and what stands around them.
    matches: tuple[Json, ...]


def acknowledgement_of(told: Json) -> Acknowledgement:
    """The answer of POST /lineage."""
    return Acknowledgement(
        told["seq"], told["digest"], told["duplicate"], _violations(told["violations"])
    )


def batch_report_of(told: Json) -> BatchReport:
    """The answer of POST /lineage/batch."""
    summary = told["summary"]
    return BatchReport(
        summary["received"],
        summary["successful"],
        summary["duplicates"],
        told["last_seq"],
        tuple(
            Refused(one["index"], one["reason"], _violations(one["errors"]))
            for one in told["failed_events"]
        ),
        tuple((one["index"], Violation(**known(Violation, one))) for one in told["violations"]),
    )


def event_of(told: Json) -> StoredEvent:
    """An event of /events."""
    times = {name: moment(told[name]) for name in ("received_at", "event_time")}
    violations = _violations(told["violations"])
    return StoredEvent(**known(StoredEvent, {**told, **times, "violations": violations}))


def run_of(told: Json, job: tuple[str, str] | None = None) -> Run:
    """A run of Marquez' API; of its job, where the answer does not say it."""
    namespace, name = job or (told["job"]["namespace"], told["job"]["name"])
    return Run(
        told["id"],
        namespace,
        name,
        told["state"],
        moment(told["startedAt"]),
        moment(told["endedAt"]),
        told,
    )


def job_of(told: Json) -> Job:
    """A job of Marquez' API."""
    namespace, name = told["namespace"], told["name"]
    latest = told["latestRun"]
    return Job(
        namespace,
        name,
        told["type"],
        told["description"],
        tuple((one["namespace"], one["name"]) for one in told["inputs"]),
        tuple((one["namespace"], one["name"]) for one in told["outputs"]),
        run_of(latest, (namespace, name)) if latest else None,
        moment(told["createdAt"]),
        moment(told["updatedAt"]),
        told,
    )


def dataset_of(told: Json) -> Dataset:
    """A dataset of Marquez' API."""
    return Dataset(
        told["namespace"],
        told["name"],
        told["type"],
        told["description"],
        tuple(Field(one["name"], one["type"], one["description"]) for one in told["fields"]),
        tuple(told["tags"]),
        moment(told["createdAt"]),
        moment(told["updatedAt"]),
        told,
    )


def found_of(told: Json) -> Found:
    """A result of /search."""
    return Found(
        told["nodeId"],
        told["type"].lower(),
        told["namespace"],
        told["name"],
        told["score"],
        moment(told["updatedAt"]),
        tuple(told["matches"]),
    )


def known(kind: type, told: Json) -> Json:
    """Those members that a dataclass has: a newer collector may tell more."""
    return {row.name: told[row.name] for row in fields(kind)}


def _violations(told: list[Json]) -> tuple[Violation, ...]:
    return tuple(Violation(**known(Violation, violation)) for violation in told)
