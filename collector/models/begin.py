"""Where a walk from data through models begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.errors import Malformed
from collector.graph.resolve import resolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from collector.graph.node import Kind, Node
    from collector.models.wanted_walks import WantedRadius

#: Kinds of nodes that a walk begins at.
KINDS: tuple[Kind, ...] = ("dataset", "run")


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a walk begins: at a run, or at a dataset."""

    node: Node
    #: Of the dataset; None for any.
    version: str | None
    #: Values by the names of columns; none for the whole dataset.
    partition: Mapping[str, str]


def beginning(cursor: duckdb.DuckDBPyConnection, wanted: WantedRadius) -> Begin:
    """The node that is meant; raises Malformed, and NotFound with near ones."""
    if wanted.is_of_run and (wanted.version is not None or wanted.partition):
        raise Malformed("version and partition are those of a dataset, not of a run.")
    return Begin(resolved(cursor, wanted.node_id, KINDS), wanted.version, wanted.partition)
