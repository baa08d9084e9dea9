"""The figures to reach (design, section 6) that are measured here, and the ratio to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Target:
    title: str
    value: float
    unit: str
    #: Whether more or less is better.
    bound: Literal["at least", "at most"]

    def ratio(self, measured: float) -> float:
        """How many times as good as the target; 1 is just reached."""
        if not measured or not self.value:
            return 0.0
        return measured / self.value if self.bound == "at least" else self.value / measured


SINGLE = Target("one event a request, 32 connections, 7.4 kB", 4_000, "events/s", "at least")
BATCH = Target("batches of 100, 7.4 kB", 9_000, "events/s", "at least")
SUSTAINED = Target("sustained for ten minutes", 3_000, "events/s", "at least")
RATE_P99 = Target("acknowledgement at 500 events/s, p99", 50, "ms", "at most")
RATE_MAX = Target("acknowledgement at 500 events/s, max", 1_000, "ms", "at most")
STORED = Target("stored bytes an event, used blocks", 900, "B", "at most")
MEMORY = Target("memory with 1 M events", 700, "MB", "at most")
START = Target("start with 1 M events", 3, "s", "at most")
FOLD_COST = Target("folding a batch, 1 M events stored against 10 k", 1.3, "x", "at most")
LAG = Target("views behind at 3,000 events/s, longest", 2, "s", "at most")
REBUILD = Target("rebuild of all views", 15_000, "events/s", "at least")
BURST = Target("40,000-event dbt burst by batch", 15, "s", "at most")
GRAPH_P99 = Target("lineage, depth 20, 20,000 jobs in pipelines of 50, p99", 50, "ms", "at most")
GRAPH_WHOLE = Target("lineage of all of 5,000 jobs in one graph, p99", 500, "ms", "at most")

CARD = Target("card of a version, 100,000 versions", 50, "ms", "at most")
COMPARED = Target("two versions compared, 100,000 versions", 100, "ms", "at most")
AUDIT = Target("audit of 100,000 versions", 60, "s", "at most")
BLAST = Target("blast radius of a table over ten steps, 100,000 versions", 200, "ms", "at most")


@dataclass(frozen=True)
class Reached:
    """A measured figure beside its target."""

    target: Target
    measured: float
    note: str = ""
    #: The target's conditions held: as many events, connections, minutes as it says.
    is_as_asked: bool = True

    @property
    def ratio(self) -> float:
        return self.target.ratio(self.measured)

    @property
    def is_reached(self) -> bool:
        return self.ratio >= 1
