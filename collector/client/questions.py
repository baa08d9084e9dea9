"""Questions about lineage; see `requests.py` for what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from collector.client.naming import about, column_of
from collector.client.requests import read
from collector.client.times import utc
from collector.client.told import (
    column_lineage_of,
    impact_of,
    lineage_of,
    paths_of,
    runs_upstream_of,
)
from collector.graph.reach import MOST_DEPTH, Era, Reach
from collector.log.named import is_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from collector.client.lineages import ColumnLineage, Impact, Lineage, Paths, UpstreamRun
    from collector.client.requests import Steps
    from collector.graph.reach import Direction, Granularity

    Json = dict[str, Any]

    Moment: TypeAlias = datetime | date | str

ColumnDirection: TypeAlias = Literal["both", "upstream", "downstream"]


def lineage(
    node: str,
    *,
    up: int | None = None,
    down: int | None = None,
    direction: Direction = "both",
    depth: int = 20,
    granularity: Granularity = "all",
    as_of: Moment | None = None,
    history: bool = False,
    namespaces: Sequence[str] = (),
    limit: int = 10_000,
) -> Steps[Lineage]:
    """Datasets and jobs around one of them.

    `up` and `down` are hops in that direction alone; with one of them, only there. Without, `depth`
    hops in a `direction`. `as_of` asks for lineage as it was then, `history` for all that jobs ever
    read and wrote and not only what they did last.
    """
    era = Era(utc(as_of), history)
    reach = Reach(direction, depth, limit, granularity, tuple(namespaces))
    if up is not None or down is not None:
        reach = replace(reach, **_hops(up, down))

    def ask(start: str) -> Steps[Lineage]:
        query = {
            "nodeId": start,
            **reach.parameters,
            "granularity": reach.granularity,
            "namespace": reach.namespaces,
            **_era(era),
        }
        request = read("/api/v1/lineage", query, lambda file: file.lineage(start, reach, era))
        return lineage_of((yield request).json)

    return (yield from about(node, None, ask))


def _hops(up: int | None, down: int | None) -> Json:
    """The reach of a walk of which the hops in either direction are given, or in one."""
    if up is None:
        return {"direction": "downstream", "depth": down}
    return {"direction": "upstream" if down is None else "both", "depth": up, "down": down}


def column_lineage(
    node: str,
    column: str | None = None,
    *,
    direction: ColumnDirection = "upstream",
    depth: int = 20,
    as_of: Moment | None = None,
    history: bool = False,
    limit: int = 10_000,
) -> Steps[ColumnLineage]:
    """The columns that a column comes from, or goes into; without one, all of a dataset or job."""
    reach, era = Reach(direction, depth, limit), Era(utc(as_of), history)

    def ask(node_id: str) -> Steps[ColumnLineage]:
        start = column_of(node_id, column)
        query = {"nodeId": start, **reach.parameters, **_era(era)}
        request = read(
            "/api/v1/column-lineage", query, lambda file: file.column_lineage(start, reach, era)
        )
        return column_lineage_of((yield request).json)

    return (yield from about(node, "dataset" if column else None, ask, or_column=not column))


def impact(
    node: str,
    column: str | None = None,
    *,
    depth: int = MOST_DEPTH,
    granularity: Granularity = "all",
    as_of: Moment | None = None,
    history: bool = False,
    limit: int = 1_000,
) -> Steps[Impact]:
    """Everything downstream of a dataset, job or column, with a way there and the owners."""
    era = Era(utc(as_of), history)
    reach = Reach("downstream", depth, limit, granularity)

    def ask(node_id: str) -> Steps[Impact]:
        start = column_of(node_id, column)
        query = {"nodeId": start, "depth": depth, "limit": limit, "granularity": granularity}
        query |= _era(era)
        request = read("/api/v1/impact", query, lambda file: file.impact(start, reach, era))
        return impact_of((yield request).json)

    return (yield from about(node, "dataset" if column else None, ask, or_column=not column))


def paths(
    origin: str,
    destination: str,
    *,
    depth: int = 100,
    as_of: Moment | None = None,
    history: bool = False,
    limit: int = 10,
) -> Steps[Paths]:
    """The ways that data takes between two nodes, in whichever direction it flows.

    Both are columns, by their ids, or neither is.
    """
    era = Era(utc(as_of), history)

    def from_start(start: str) -> Steps[Paths]:
        return (yield from about(destination, None, lambda end: to_end(start, end), or_column=True))

    def to_end(start: str, end: str) -> Steps[Paths]:
        query = {"from": start, "to": end, "depth": depth, "limit": limit, **_era(era)}
        request = read(
            "/api/v1/paths", query, lambda file: file.paths((start, end), depth, limit, era)
        )
        return paths_of((yield request).json)

    return (yield from about(origin, None, from_start, or_column=True))


def runs_upstream(
    run: str, *, depth: int = 20, limit: int = 1_000
) -> Steps[tuple[UpstreamRun, ...]]:
    """A run, and the runs that had written what it read, and so on.

    The run is named by its identifier, or by the beginning or the end of it.
    """

    def ask(node_id: str) -> Steps[tuple[UpstreamRun, ...]]:
        run_id = node_id.removeprefix("run:")
        query = {"runId": run_id, "depth": depth, "limit": limit}
        request = read(
            "/api/v1/runlineage/upstream",
            query,
            lambda file: file.runs_upstream(run_id, depth, limit),
        )
        return runs_upstream_of((yield request).json)

    return (yield from about(run if is_id(run) else f"run:{run}", "run", ask))


def _era(era: Era) -> dict[str, object]:
    return {"asOf": era.as_of, "history": "all" if era.is_history else None}
