"""Answers about lineage, from JSON to values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.client.lineages import (
    Affected,
    ColumnEdge,
    ColumnLineage,
    ColumnNode,
    Hidden,
    Impact,
    Lineage,
    LineageEdge,
    LineageNode,
    Paths,
    RunInput,
    Transformation,
    UpstreamRun,
)
from collector.client.things import known
from collector.client.times import moment

if TYPE_CHECKING:
    Json = dict[str, Any]


def lineage_of(told: Json) -> Lineage:
    """The answer of /lineage."""
    return Lineage(
        told["start"],
        tuple(map(_node, told["graph"])),
        tuple(
            LineageEdge(
                edge["origin"], edge["destination"], tuple(edge["origins"]), tuple(edge["via"])
            )
            for edge in told["edges"]
        ),
        told["truncated"],
        _hidden(told),
    )


def column_lineage_of(told: Json) -> ColumnLineage:
    """The answer of /column-lineage."""
    return ColumnLineage(
        tuple(told["start"]),
        tuple(map(_column, told["graph"])),
        tuple(
            ColumnEdge(
                edge["origin"],
                edge["destination"],
                tuple(
                    Transformation(**known(Transformation, how)) for how in edge["transformations"]
                ),
            )
            for edge in told["edges"]
        ),
        told["truncated"],
        _hidden(told),
    )


def impact_of(told: Json) -> Impact:
    """The answer of /impact."""
    return Impact(
        told["nodeId"],
        tuple(
            Affected(
                one["nodeId"],
                one["kind"],
                one["namespace"],
                one["name"],
                one["field"],
                one["distance"],
                tuple(one["path"]),
                tuple(one["owners"]),
            )
            for one in told["affected"]
        ),
        told["totalCount"],
        told["truncated"],
    )


def paths_of(told: Json) -> Paths:
    """The answer of /paths."""
    return Paths(
        told["origin"], told["destination"], tuple(map(tuple, told["paths"])), told["truncated"]
    )


def runs_upstream_of(told: Json) -> tuple[UpstreamRun, ...]:
    """The answer of /runlineage/upstream."""
    return tuple(
        UpstreamRun(
            one["run"]["id"],
            one["job"]["namespace"],
            one["job"]["name"],
            one["job"]["version"],
            one["run"]["status"],
            moment(one["run"]["start"]),
            moment(one["run"]["end"]),
            tuple(
                RunInput(
                    read["namespace"],
                    read["name"],
                    read["version"],
                    read["producedByRunId"],
                    read["inferred"],
                )
                for read in one["inputs"]
            ),
            one["distance"],
        )
        for one in told["runs"]
    )


def _node(told: Json) -> LineageNode:
    return LineageNode(
        told["id"],
        told["type"].lower(),
        told["data"]["namespace"],
        told["data"]["name"],
        told["distance"],
        told["upstream"],
        told["downstream"],
        told["hiddenUpstream"],
        told["hiddenDownstream"],
        told["data"],
    )


def _column(told: Json) -> ColumnNode:
    data = told["data"]
    return ColumnNode(
        told["id"],
        data["namespace"],
        data["dataset"],
        data["field"],
        data["fieldType"],
        told["distance"],
        told["upstream"],
        told["downstream"],
    )


def _hidden(told: Json) -> Hidden:
    return Hidden(told["hidden"]["overLimit"], told["hidden"]["overDepth"])
