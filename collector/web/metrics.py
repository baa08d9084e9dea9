"""What Prometheus is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from collector.event import Violation
    from collector.store.store import Condition, Rebuilt
    from collector.store.writer import Commit

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Owns the registry of one process; every family is here."""

    def __init__(self, known_facets: Collection[str]) -> None:
        self.registry = CollectorRegistry()
        #: Others are counted together: anyone can make up a key, and every label is kept for good.
        self._known_facets = frozenset(known_facets)
        self._events = Counter(
            "collector_events",
            "Events received, by kind (unknown for a refusal), result and API key.",
            ("kind", "result", "client"),
            registry=self.registry,
        )
        self._event_counters: dict[tuple[str, str, str], Counter] = {}
        self._violations = Counter(
            "collector_violations",
            "Departures from the standard in accepted events, by layer and facet (other: unknown).",
            ("layer", "facet"),
            registry=self.registry,
        )
        self._turned_away = Counter(
            "collector_turned_away",
            "Requests that were answered without keeping their body, by status.",
            ("status",),
            registry=self.registry,
        )
        body_bytes = Counter(
            "collector_body_bytes",
            "Bytes of event bodies, as received and after decompression.",
            ("form",),
            registry=self.registry,
        )
        self._received_bytes = body_bytes.labels("received")
        self._plain_bytes = body_bytes.labels("plain")
        self._acknowledgement = Histogram(
            "collector_acknowledgement_seconds",
            "From the request line to the answer of an ingest request.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._commit = Histogram(
            "collector_commit_seconds",
            "One commit of the writer.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._commit_rows = Counter(
            "collector_commit_rows", "Rows committed.", registry=self.registry
        )
        self._commit_failures = Counter(
            "collector_commit_failures", "Commits that failed.", registry=self.registry
        )
        self._rows_waiting = Gauge(
            "collector_queue_rows", "Entries that wait for a commit.", registry=self.registry
        )
        self._bytes_waiting = Gauge(
            "collector_queue_bytes", "Bytes that wait for a commit.", registry=self.registry
        )
        self._events_behind = Gauge(
            "collector_views_events_behind",
            "Entries of the log that are stored and not yet in the views.",
            registry=self.registry,
        )
        self._seconds_behind = Gauge(
            "collector_views_seconds_behind",
            "Seconds since the oldest of these was stored.",
            registry=self.registry,
        )
        self._rebuilds = Counter(
            "collector_rebuilds",
            "Rebuilds of the views that are over, by result.",
            ("result",),
            registry=self.registry,
        )
        self._rebuild_seconds = Summary(
            "collector_rebuild_seconds",
            "One rebuild of the views that did not fail.",
            registry=self.registry,
        )
        self._ready = Gauge(
            "collector_ready", "1 while events can be stored.", registry=self.registry
        )

    def count_event(self, kind: str, result: str, client: str | None) -> None:
        """One event: accepted, duplicate or rejected."""
        # Kept beside the family: it takes a lock and builds a key at each look-up.
        labels = (kind, result, client or "")
        counter = self._event_counters.get(labels)
        if counter is None:
            counter = self._event_counters[labels] = self._events.labels(*labels)
        counter.inc()

    def count_violations(self, violations: Iterable[Violation]) -> None:
        """The violations of an accepted event."""
        for violation in violations:
            facet = violation.facet or ""
            known = not facet or facet in self._known_facets
            self._violations.labels(violation.layer, facet if known else "other").inc()

    def count_turned_away(self, status: int) -> None:
        """A body that was not kept: too large, not allowed, no room."""
        self._turned_away.labels(str(status)).inc()

    def count_bytes(self, received: int, plain: int) -> None:
        """The size of one body on the wire and decompressed."""
        self._received_bytes.inc(received)
        self._plain_bytes.inc(plain)

    def observe_acknowledgement(self, seconds: float) -> None:
        """One ingest request, whatever the answer."""
        self._acknowledgement.observe(seconds)

    def observe_commit(self, commit: Commit) -> None:
        """One turn of the writer."""
        self._commit.observe(commit.seconds)
        if commit.failed:
            self._commit_failures.inc()
        else:
            self._commit_rows.inc(commit.rows)

    def observe_rebuild(self, rebuilt: Rebuilt) -> None:
        """One rebuild that is over."""
        self._rebuilds.labels("failed" if rebuilt.error else "done").inc()
        if not rebuilt.error:
            self._rebuild_seconds.observe(rebuilt.seconds)

    def observe_condition(self, condition: Condition, *, ready: bool) -> None:
        """The state of the queue, taken when the metrics are read."""
        self._rows_waiting.set(condition.rows_waiting)
        self._bytes_waiting.set(condition.bytes_waiting)
        self._events_behind.set(condition.events_unfolded)
        self._seconds_behind.set(condition.seconds_unfolded)
        self._ready.set(ready)
