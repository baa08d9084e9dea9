"""Which walk through models is asked for, and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collector.errors import Malformed
from collector.graph.reach import Era

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class WantedUpstream:
    """What a version comes from, by the names that a client uses."""

    namespace: str
    name: str
    version: str
    #: Hops from run to run.
    depth: int = 20
    #: Most runs.
    limit: int = 1_000


@dataclass(frozen=True, slots=True)
class WantedRadius:
    """What data has come into."""

    node_id: str
    #: Of the dataset; None for any.
    version: str | None = None
    #: Values by the names of columns; none for the whole dataset.
    partition: Mapping[str, str] = field(default_factory=dict)
    #: Hops from node to node.
    depth: int = 20
    #: Most versions, and most tables.
    limit: int = 100
    #: All that ever flowed; else what each job did last.
    is_history: bool = True

    @property
    def query(self) -> dict[str, object]:
        """The parameters that ask for it over HTTP."""
        return {
            "nodeId": self.node_id,
            "version": self.version,
            "partition": [f"{name}={value}" for name, value in self.partition.items()],
            "depth": self.depth,
            "limit": self.limit,
            "history": "all" if self.is_history else "current",
        }

    @property
    def is_exact(self) -> bool:
        """It is answered by what each run read and wrote, not along the graph."""
        return self.version is not None or bool(self.partition) or self.is_of_run

    @property
    def is_of_run(self) -> bool:
        """It is asked of what a run wrote."""
        return self.node_id.startswith("run:")

    @property
    def era(self) -> Era:
        """Of the graph that answers it; what runs did is all of the history."""
        return Era(is_history=self.is_history or self.is_exact)


def partition_of(texts: Sequence[str]) -> dict[str, str]:
    """`column=value` of each text; raises Malformed."""
    pairs = [text.partition("=") for text in texts]
    for text, (name, sign, _) in zip(texts, pairs, strict=True):
        if not name or not sign:
            raise Malformed(f"partition must be column=value, not {text[:40]!r}.")
    return {name: value for name, _, value in pairs}
