"""How far a walk goes, and in which lineage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

#: Upstream, downstream, both of them; or everything connected, as Marquez walks: from job to job
#: over the datasets that they share, whatever the direction.
Direction: TypeAlias = Literal["connected", "both", "upstream", "downstream"]

#: What the nodes are; what lies between those of one kind is in their links.
Granularity: TypeAlias = Literal["all", "dataset", "job"]

MOST_DEPTH = 1_000
MOST_NODES = 100_000


@dataclass(frozen=True, slots=True)
class Reach:
    """The bounds of a walk."""

    direction: Direction = "connected"
    #: Hops from node to node; where the direction is `connected`, from job to job.
    depth: int = 20
    #: Most nodes: the nearest.
    limit: int = 10_000
    granularity: Granularity = "all"
    #: The walk keeps to datasets of these, where any of them has datasets, and likewise to jobs.
    namespaces: tuple[str, ...] = ()
    #: Hops downstream of a walk in both directions, where they are not as many as upstream.
    down: int | None = None

    def hops(self, direction: str) -> int:
        """The depth in one of the directions in which it goes."""
        return self.depth if self.down is None or direction != "downstream" else self.down

    @property
    def parameters(self) -> dict[str, object]:
        """Which way and how far, as parameters of a route."""
        if self.down is None:
            return {"direction": self.direction, "depth": self.depth, "limit": self.limit}
        return {"up": self.depth, "down": self.down, "limit": self.limit}


@dataclass(frozen=True, slots=True)
class Era:
    """Which lineage: as it was at a time, or now; what each job did last, or ever."""

    as_of: datetime | None = None
    is_history: bool = False
