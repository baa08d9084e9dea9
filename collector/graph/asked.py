"""Questions about lineage, of a database that is open: by the ids of nodes, whole in themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.graph.adjacency import load
from collector.graph.column_lineage import column_lineage as _column_lineage
from collector.graph.impact import impact as _impact
from collector.graph.lineage import lineage as _lineage
from collector.graph.paths import paths as _paths
from collector.graph.reach import Era
from collector.graph.resolve import FLOWING, NODES, RUNS, resolved
from collector.graph.runs import runs_upstream as _runs_upstream

if TYPE_CHECKING:
    import duckdb

    from collector.graph.reach import Reach

    Json = dict[str, Any]


def lineage(cursor: duckdb.DuckDBPyConnection, node_id: str, reach: Reach, era: Era) -> Json:
    """Datasets and jobs around one of them."""
    return _lineage(cursor, load(cursor, era), resolved(cursor, node_id, NODES), reach)


def column_lineage(cursor: duckdb.DuckDBPyConnection, node_id: str, reach: Reach, era: Era) -> Json:
    """Columns around one of them, or around all of a dataset or job."""
    return _column_lineage(cursor, load(cursor, era), resolved(cursor, node_id, FLOWING), reach)


def impact(cursor: duckdb.DuckDBPyConnection, node_id: str, reach: Reach, era: Era) -> Json:
    """Everything downstream of a node, as a flat list."""
    return _impact(cursor, load(cursor, era), resolved(cursor, node_id, FLOWING), reach)


def paths(
    cursor: duckdb.DuckDBPyConnection, ends: tuple[str, str], depth: int, limit: int, era: Era
) -> Json:
    """The ways that data takes between two nodes."""
    first, second = (resolved(cursor, end, FLOWING) for end in ends)
    return _paths(cursor, load(cursor, era), (first, second), depth, limit)


def runs_upstream(cursor: duckdb.DuckDBPyConnection, run_id: str, depth: int, limit: int) -> Json:
    """Runs that a run comes from."""
    run = resolved(cursor, f"run:{run_id}", RUNS)
    return _runs_upstream(cursor, load(cursor, Era(is_history=True)), run.name, depth, limit)
