"""Events that the collector says itself, on behalf of a user: tags and waivers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

PRODUCER = "https://pypi.org/project/openlineage-collector"

_CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
_FACETS = "urn:collector:facet:1-0-0"


def dataset_event(dataset: dict[str, object], now: datetime) -> dict[str, Any]:
    """A DatasetEvent."""
    return {**members("DatasetEvent", now), "dataset": dataset}


def members(kind: str, now: datetime) -> dict[str, Any]:
    """What every event says."""
    return {
        "eventTime": f"{now.isoformat(timespec='microseconds')}Z",
        "producer": PRODUCER,
        "schemaURL": f"{_CORE}#/$defs/{kind}",
    }


def facet(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """A facet that is the same text whenever the same is said: its latest time counts."""
    return {"_producer": PRODUCER, "_schemaURL": f"{_FACETS}:{name}#/$defs/{name}", **said}


def later(now: datetime, than: datetime | None) -> datetime:
    """Now, or just after the word before: of a clock that goes backwards too, it is the later."""
    if than is None or now > than:
        return now
    return than + timedelta(microseconds=1)
