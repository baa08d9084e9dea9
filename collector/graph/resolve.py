"""From the text of a node to the node: by what is known, not by where its colons are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from collector.errors import Malformed, NotFound
from collector.graph.node import Node, candidates
from collector.search.near import near
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import duckdb

    from collector.graph.node import Kind


def resolved(cursor: duckdb.DuckDBPyConnection, node_id: str, kinds: Collection[Kind]) -> Node:
    """The node that a text names, under the name that stands for all its names.

    Raises Malformed where it is of none of these kinds, NotFound with near ones where there is no
    such node.
    """
    named = candidates(node_id)
    kind = named[0].kind
    if kind not in kinds:
        raise Malformed(f"Here a node is one of {', '.join(kinds)}, not {node_id!r}.")
    found = _run(cursor, named) if kind == "run" else _known(cursor, named)
    if found is None:
        raise NotFound(
            f"There is no {_WORDS[kind]} {node_id.partition(':')[2]!r}.",
            near=near(
                cursor, "dataset" if kind == "datasetField" else kind, node_id.partition(":")[2]
            ),
        )
    return found


_WORDS: dict[Kind, str] = {
    "dataset": "dataset",
    "job": "job",
    "run": "run",
    "datasetField": "column",
}


def _run(cursor: duckdb.DuckDBPyConnection, named: Sequence[Node]) -> Node | None:
    known = {
        run_id
        for (run_id,) in cursor.execute(
            "select run_id from folds.runs where run_id in (select unnest($names))",
            {"names": [node.name for node in named]},
        ).fetchall()
    }
    return next((node for node in named if node.name in known), None)


def _known(cursor: duckdb.DuckDBPyConnection, named: Sequence[Node]) -> Node | None:
    rows = cursor.execute(
        sql("graph/known_nodes"),
        {
            "kind": "job" if named[0].kind == "job" else "dataset",
            "namespaces": [node.namespace for node in named],
            "names": [node.name for node in named],
        },
    ).fetchall()
    known = [
        replace(named[place - 1], namespace=namespace, name=name) for place, namespace, name in rows
    ]
    return next((node for node in known if node.field is None or _has_field(cursor, node)), None)


def _has_field(cursor: duckdb.DuckDBPyConnection, node: Node) -> bool:
    parameters = {
        "namespace": node.namespace,
        "name": node.name,
        "fields": [cast("str", node.field)],
    }
    return bool(cursor.execute(sql("graph/known_fields"), parameters).fetchall())
