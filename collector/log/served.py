"""The log of a running collector, over HTTP."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote

from collector.decode import BYTE_ORDER_MARK, parse
from collector.errors import Busy, CollectorError, InvalidEvent, Malformed, TooLarge
from collector.log.answers import LINES_TYPE, LOOK_INTERVAL, Appended
from collector.store.sql_formats import MEDIA_TYPES, SqlAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from collector.audit.waiving import Waiver
    from collector.audit.wanted import WantedVersions
    from collector.graph.reach import Era, Reach
    from collector.models.wanted import WantedModels
    from collector.models.wanted_walks import WantedRadius, WantedUpstream
    from collector.remote import Remote
    from collector.search.search import Wanted
    from collector.store.questions import EventFilter, RejectionFilter
    from collector.store.sql_formats import Format, Query

    Answer = dict[str, Any]

_REBUILD = "/api/v1/rebuild"

#: Orders of what is found, as Marquez calls them.
_SORTS = {"rank": "", "name": "NAME", "updated": "UPDATED_AT"}


class ServedLog:
    """The log of a running collector."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    @property
    def name(self) -> str:
        """What tells this log from others."""
        return self._remote.url

    @property
    def is_served(self) -> bool:
        """Others can write to it in the meantime."""
        return True

    def append(self, texts: Sequence[bytes]) -> Appended:
        """Store each text as an event or as a rejection, in this order; returns when that is done.

        Raises Busy when the collector does not store them in time; some may be in then.
        """
        appended = Appended()
        for form, places in groupby(range(len(texts)), lambda place: _form(texts[place])):
            places_of_form = list(places)
            sent = self._send(form, [texts[place] for place in places_of_form])
            refused = [(places_of_form[place], reason) for place, reason in sent.refused]
            appended = Appended(
                appended.new + sent.new,
                appended.duplicates + sent.duplicates,
                (*appended.refused, *refused),
            )
        return appended

    def lines(self, wanted: EventFilter) -> Iterator[bytes]:
        """The bodies of events as lines of NDJSON, in pieces of any size."""
        return self._remote.get_parts("/api/v1/events", _query(wanted), LINES_TYPE)

    def events(self, wanted: EventFilter, after: int, limit: int) -> list[Answer]:
        """Events after that seq, in order of arrival."""
        return self._events({**_query(wanted), "after": after, "limit": limit})

    def newest_events(self, wanted: EventFilter, limit: int) -> list[Answer]:
        """The last events, in order of arrival."""
        found: list[Answer] = []
        query = {**_query(wanted), "order": "desc"}
        # A page may end earlier, at a number of bytes.
        while len(found) < limit and (page := self._events({**query, "limit": limit - len(found)})):
            found += page
            query["before"] = page[-1]["seq"]
        return found[::-1]

    def event(self, key: str) -> Answer:
        """The event with that seq or digest; raises NotFound."""
        answer: Answer = self._remote.get(f"/api/v1/events/{_segment(key)}")
        return answer

    def raw_event(self, key: str) -> bytes:
        """The bytes of that event; raises NotFound."""
        return self._remote.get_bytes(f"/api/v1/events/{_segment(key)}/raw")

    def rejections(self, wanted: RejectionFilter, after: int, limit: int) -> list[Answer]:
        """Refused bodies after that seq, in order of arrival, without the bodies."""
        query = {**_query(wanted), "after": after, "limit": limit}
        found: list[Answer] = self._remote.get("/api/v1/rejections", query)["rejections"]
        return found

    def rejection(self, seq: int) -> Answer:
        """A refused body, as `text` where it is one; raises NotFound."""
        answer: Answer = self._remote.get(f"/api/v1/rejections/{seq}")
        return answer

    def raw_rejection(self, seq: int) -> bytes:
        """The bytes of a refused body; raises NotFound."""
        return self._remote.get_bytes(f"/api/v1/rejections/{seq}/raw")

    def replay(self, seqs: Sequence[int]) -> list[Answer]:
        """Try refused bodies again; a result for each."""
        answer: Answer = self._remote.post("/api/v1/rejections/replay", {"seqs": list(seqs)})
        results: list[Answer] = answer["results"]
        return results

    def snapshot(self, target: Path) -> int:
        """A consistent copy at this path of the collector's machine; returns its bytes."""
        request = {"path": str(target)}
        return int(self._remote.post("/api/v1/store/snapshot", request, is_quick=False)["bytes"])

    def sql(self, query: Query, form: Format) -> SqlAnswer:
        """The result of a query that a user wrote, in a format; raises Malformed."""
        written: Answer = {"query": query.text, "params": query.parameters}
        if query.limit is not None:
            written["limit"] = query.limit
        content, headers = self._remote.ask("/api/v1/sql", written, MEDIA_TYPES[form])
        is_truncated = headers.get("X-Truncated") == "true"
        return SqlAnswer(content, int(headers["X-Row-Count"]), is_truncated)

    def lineage(self, node_id: str, reach: Reach, era: Era) -> Answer:
        """Datasets and jobs around one of them."""
        query = {"nodeId": node_id, **reach.parameters}
        query |= {"granularity": reach.granularity, "namespace": reach.namespaces}
        return self._get("lineage", {**query, **_written(era)})

    def column_lineage(self, node_id: str, reach: Reach, era: Era) -> Answer:
        """Columns around one of them, or around all of a dataset or job."""
        query = {"nodeId": node_id, **reach.parameters}
        return self._get("column-lineage", {**query, **_written(era)})

    def impact(self, node_id: str, reach: Reach, era: Era) -> Answer:
        """Everything downstream of a node, as a flat list; the direction does not count."""
        query = {"nodeId": node_id, "depth": reach.depth, "limit": reach.limit}
        query |= {"granularity": reach.granularity}
        return self._get("impact", {**query, **_written(era)})

    def paths(self, ends: tuple[str, str], depth: int, limit: int, era: Era) -> Answer:
        """The ways that data takes between two nodes."""
        query = {"from": ends[0], "to": ends[1], "depth": depth, "limit": limit}
        return self._get("paths", {**query, **_written(era)})

    def runs_upstream(self, run_id: str, depth: int, limit: int) -> Answer:
        """Runs that a run comes from."""
        query = {"runId": run_id, "depth": depth, "limit": limit}
        return self._get("runlineage/upstream", query)

    def search(self, wanted: Wanted) -> Answer:
        """Jobs, datasets and runs by words."""
        query = {
            "q": " ".join(wanted.words),
            "filter": (wanted.kind or "").upper(),
            "namespace": wanted.namespace,
            "after": wanted.since and wanted.since.isoformat(),
            "before": wanted.before and wanted.before.isoformat(),
            "sort": _SORTS[wanted.sort],
            "limit": wanted.limit,
            "offset": wanted.offset,
        }
        return self._get(
            "search", {name: value for name, value in query.items() if value is not None}
        )

    def models(self, wanted: WantedModels) -> Answer:
        """A page of models by name."""
        query = {"namespace": wanted.namespace, "q": wanted.text, **_page(wanted)}
        return self._get("models", _given(query))

    def model(self, namespace: str, name: str) -> Answer:
        """One model, who holds its aliases now and where it is served."""
        return self._get(_model(namespace, name), {})

    def model_versions(self, namespace: str, name: str, wanted: WantedModels) -> Answer:
        """A page of versions of a model, the latest first."""
        query = {"finding": wanted.finding, **_page(wanted)}
        return self._get(f"{_model(namespace, name)}/versions", _given(query))

    def model_card(self, namespace: str, name: str, version: str) -> Answer:
        """How a version was made, and what is missing."""
        return self._get(f"{_model(namespace, name)}/versions/{_segment(version)}", {})

    def compared(self, namespace: str, name: str, before: str, after: str) -> Answer:
        """Two versions of a model side by side."""
        query: dict[str, object] = {"before": before, "after": after}
        return self._get(f"{_model(namespace, name)}/compare", query)

    def model_aliases(self, namespace: str, name: str, at: datetime | None) -> Answer:
        """Who held which alias of a model, and when."""
        query = {"at": at and at.isoformat()}
        return self._get(f"{_model(namespace, name)}/aliases", _given(query))

    def model_deployments(self, namespace: str, name: str, at: datetime | None) -> Answer:
        """Which versions of a model were served, where and when."""
        query = {"at": at and at.isoformat()}
        return self._get(f"{_model(namespace, name)}/deployments", _given(query))

    def model_upstream(self, wanted: WantedUpstream) -> Answer:
        """The runs that a version comes from, to the sources."""
        model = _model(wanted.namespace, wanted.name)
        path = f"{model}/versions/{_segment(wanted.version)}/upstream"
        return self._get(path, {"depth": wanted.depth, "limit": wanted.limit})

    def blast_radius(self, wanted: WantedRadius) -> Answer:
        """What data has come into: versions of models, where they serve, and what they wrote."""
        return self._get("blast-radius", _given(wanted.query))

    def audit(self, wanted: WantedVersions) -> Answer:
        """A page of versions with what the audit found."""
        query = {
            "namespace": wanted.namespace,
            "name": wanted.name,
            "version": wanted.version,
            "minLevel": wanted.min_level,
            "maxLevel": wanted.max_level,
            "check": wanted.check_id,
            "severity": wanted.severity,
            "limit": wanted.limit,
            "offset": wanted.offset,
        }
        return self._get("audit", _given(query))

    def waive(self, waiver: Waiver) -> None:
        """Accept what a check finds in a version for a time, or no longer."""
        said: dict[str, object] = {
            "namespace": waiver.namespace,
            "name": waiver.name,
            "version": waiver.version,
            "check": waiver.check_id,
            "reason": waiver.reason,
        }
        if waiver.by:
            said["by"] = waiver.by
        if waiver.until is None:
            said["withdrawn"] = True
        else:
            said["until"] = waiver.until.isoformat()
        self._remote.post("/api/v1/audit/waivers", said)

    def relations(self) -> list[Answer]:
        """What queries can read: name, kind, comment and columns of each relation."""
        found: list[Answer] = self._remote.get("/api/v1/sql/schema")["relations"]
        return found

    def rebuild(self, show: Callable[[Answer], None]) -> Answer:
        """Have the views folded anew; `show` is told how far that is. Events and seconds."""
        answer: Answer = self._remote.post(_REBUILD, {})
        while answer["state"] == "running":
            show(answer)
            time.sleep(LOOK_INTERVAL)
            answer = self._remote.get(_REBUILD)
        last: Answer | None = answer["last"]
        if last is None:
            raise Busy(f"{self.name} was started anew before the views were; ask again.")
        if last["error"] is not None:
            raise CollectorError(last["error"])
        return last

    def summary(self) -> Answer:
        """What the log holds and what was taken out of it."""
        answer: Answer = self._remote.get("/api/v1/store")
        return answer

    def _get(self, route: str, query: dict[str, object]) -> Answer:
        answer: Answer = self._remote.get(f"/api/v1/{route}", query)
        return answer

    def _events(self, query: dict[str, object]) -> list[Answer]:
        found: list[Answer] = self._remote.get("/api/v1/events", query)["events"]
        return found

    def _send(self, form: _Form, texts: list[bytes]) -> Appended:
        if form == "single":
            return _placed([self._send_single(text) for text in texts])
        try:
            return self._send_batch(form, texts)
        except TooLarge:
            if len(texts) == 1:
                return self._send_single(texts[0])
        half = len(texts) // 2
        return _placed([self._send(form, texts[:half]), self._send(form, texts[half:])])

    def _send_batch(self, form: _Form, texts: list[bytes]) -> Appended:
        path = "/api/v1/lineage/batch"
        if form == "line":
            report = self._remote.send(path, b"\n".join(texts), LINES_TYPE)
        else:
            report = self._remote.send(path, b"[%b]" % b",".join(texts), "application/json")
        summary = report["summary"]
        return Appended(
            summary["successful"] - summary["duplicates"],
            summary["duplicates"],
            tuple((failed["index"], failed["reason"]) for failed in report["failed_events"]),
        )

    def _send_single(self, text: bytes) -> Appended:
        try:
            answer = self._remote.send("/api/v1/lineage", text, "application/json")
        except (Malformed, InvalidEvent, TooLarge) as error:
            return Appended(refused=((0, str(error)),))
        is_duplicate = answer["duplicate"]
        return Appended(new=int(not is_duplicate), duplicates=int(is_duplicate))


_Form: TypeAlias = Literal["line", "element", "single"]


def _form(text: bytes) -> _Form:
    """How a text can be sent without a byte of it being changed."""
    if text.startswith(BYTE_ORDER_MARK) or not text.strip():
        return "single"
    if b"\n" not in text and not text.endswith(b"\r"):
        return "line"
    return "element" if _is_clean(text) else "single"


def _is_clean(text: bytes) -> bool:
    """Whether a text can stand in an array: the others are safe, and no space around it is lost."""
    try:
        document = parse(text)
    except Malformed:
        return False
    return not document.not_numbers and text == text.strip(b" \t\r\n")


def _placed(parts: Sequence[Appended]) -> Appended:
    """The sum of parts that follow one another."""
    refused: list[tuple[int, str]] = []
    new = duplicates = 0
    for part in parts:
        start = new + duplicates + len(refused)
        refused.extend((start + place, reason) for place, reason in part.refused)
        new += part.new
        duplicates += part.duplicates
    return Appended(new, duplicates, tuple(refused))


def _query(wanted: EventFilter | RejectionFilter) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(wanted).items()
        if value is not None
    }


def _written(era: Era) -> dict[str, object]:
    query: dict[str, object] = {"history": "all" if era.is_history else "current"}
    return query if era.as_of is None else {**query, "asOf": era.as_of.isoformat()}


def _segment(key: str) -> str:
    """A key as one part of a path."""
    return quote(key, safe="")


def _model(namespace: str, name: str) -> str:
    return f"models/{_segment(namespace)}/{_segment(name)}"


def _page(wanted: WantedModels) -> dict[str, object]:
    return {
        "minLevel": wanted.min_level,
        "maxLevel": wanted.max_level,
        "limit": wanted.limit,
        "offset": wanted.offset,
    }


def _given(query: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in query.items() if value is not None}
