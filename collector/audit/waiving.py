"""What users say of findings that they accept for a time, as events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.errors import Malformed, NotFound
from collector.own_events import dataset_event, facet, later
from collector.store.statements import sql

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

#: Letters of a reason; it goes into every report.
MOST_LETTERS = 1_000


@dataclass(frozen=True, slots=True)
class Waiver:
    """A word on a finding: what a check finds in a version of a model is accepted, or not."""

    namespace: str
    name: str
    version: str
    check_id: str
    reason: str = ""
    #: None where it is not accepted any more.
    until: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """What a waiver is about, by the names that stand for it."""

    namespace: str
    name: str
    version: str
    #: Time of the last word on it.
    said_at: datetime | None


def waived(cursor: duckdb.DuckDBPyConnection, waiver: Waiver) -> Waived:
    """What a waiver is about; raises NotFound where there is no such version or check."""
    named = {
        "namespace": waiver.namespace,
        "name": waiver.name,
        "version": waiver.version,
        "check_id": waiver.check_id,
    }
    [(is_check, namespace, name, version, said_at)] = cursor.execute(
        sql("audit/waived"), named
    ).fetchall()
    if not is_check:
        raise NotFound(f"There is no check {waiver.check_id!r}.")
    if version is None:
        raise NotFound(f"There is no version {waiver.version!r} of the model {waiver.name!r}.")
    return Waived(namespace, name, version, said_at)


def waiver_event(about: Waived, waiver: Waiver, now: datetime) -> dict[str, Any]:
    """The event that says it; raises Malformed for what cannot be said."""
    said: dict[str, object] = {"version": about.version, "checkId": waiver.check_id}
    if waiver.until is None:
        said["withdrawn"] = True
    else:
        if not waiver.reason.strip():
            raise Malformed("A waiver needs a reason.")
        if waiver.until <= now:
            raise Malformed("A waiver ends after now.")
        said["until"] = f"{waiver.until.isoformat()}Z"
    if len(waiver.reason) > MOST_LETTERS:
        raise Malformed(f"A reason has at most {MOST_LETTERS} letters.")
    if waiver.reason.strip():
        said["reason"] = waiver.reason.strip()
    if waiver.by:
        said["by"] = waiver.by
    facets = {"collector_waiver": facet("CollectorWaiverDatasetFacet", said)}
    dataset: dict[str, object] = {
        "namespace": about.namespace,
        "name": about.name,
        "facets": facets,
    }
    return dataset_event(dataset, later(now, about.said_at))
