"""What users say of tags, as events: the log is the only place where anything is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from collector.errors import NotFound
from collector.marquez import objects
from collector.marquez.composing import rows
from collector.own_events import dataset_event, facet, later, members

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

Kind: TypeAlias = Literal["dataset", "job"]

#: What the events that describe tags name; no dataset is made of them.
_TAGS = {"namespace": "collector", "name": "tags"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a thing."""

    key: str
    #: `true` where the name says all.
    value: str = "true"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tagged, by the name that stands for it: a job, a dataset, or a column of one."""

    kind: Kind
    namespace: str
    name: str
    field: str | None
    #: The tags that it has of the name that is asked for.
    tags: tuple[Tag, ...]
    #: Time of the last event that says tags of it.
    said_at: datetime | None


def subject(
    cursor: duckdb.DuckDBPyConnection,
    kind: Kind,
    namespace: str,
    name: str,
    *,
    field: str | None,
    label: str,
) -> Subject:
    """What is to be tagged; raises NotFound where there is no such thing."""
    find = objects.job if kind == "job" else objects.dataset
    found = find(cursor, namespace, name)
    named = {"namespace": found["namespace"], "name": found["name"], "field": field}
    [told] = rows(cursor, "told_tags", {**named, "kind": kind, "label": label})
    if field is not None and not told["has_field"]:
        raise NotFound(f"There is no column {field!r} in the dataset {name!r}.")
    tags = tuple(Tag(tag["key"], tag["value"]) for tag in told["tags"])
    return Subject(kind, found["namespace"], found["name"], field, tags, told["said_at"])


def added(to: Subject, label: str, now: datetime) -> dict[str, Any] | None:
    """The event by which the tag is added; None where it has it."""
    return None if to.tags else _event(to, [Tag(label)], [], now)


def removed(of: Subject, now: datetime) -> dict[str, Any] | None:
    """The event by which the tags of that name are removed; None where there are none."""
    return _event(of, [], of.tags, now) if of.tags else None


def described(name: str, description: str | None, now: datetime) -> dict[str, Any]:
    """The event that says what a tag means."""
    said = {"name": name, "description": description}
    facets = {"collector_tag": facet("CollectorTagDatasetFacet", said)}
    return dataset_event({**_TAGS, "facets": facets}, now)


def _event(
    about: Subject, added: Sequence[Tag], removed: Sequence[Tag], now: datetime
) -> dict[str, Any]:
    said: dict[str, object] = {}
    for word, tags in (("added", added), ("removed", removed)):
        if tags:
            said[word] = [_said(tag, about.field) for tag in tags]
    now = later(now, about.said_at)
    name = {"namespace": about.namespace, "name": about.name}
    if about.kind == "job":
        facets = {"collector_tags": facet("CollectorTagsJobFacet", said)}
        return {**members("JobEvent", now), "job": {**name, "facets": facets}}
    facets = {"collector_tags": facet("CollectorTagsDatasetFacet", said)}
    return dataset_event({**name, "facets": facets}, now)


def _said(tag: Tag, field: str | None) -> dict[str, str]:
    said = {"key": tag.key, "value": tag.value}
    return said if field is None else {**said, "field": field}
