"""From the text of a node to the node: by what is known, not by where its colons are."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, cast

from collector.errors import Malformed, NotFound
from collector.graph.node import Node, candidates
from collector.graph.told import fields_of
from collector.search.near import near
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import duckdb

    from collector.graph.node import Kind

#: Kinds of nodes that a question is about.
NODES: tuple[Kind, ...] = ("dataset", "job")
FLOWING: tuple[Kind, ...] = (*NODES, "datasetField")
RUNS: tuple[Kind, ...] = ("run",)


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


def ids(cursor: duckdb.DuckDBPyConnection, nodes: Iterable[Node]) -> dict[Node, str]:
    """Texts that `resolved` finds some nodes by, that are known: plain ids where these do."""
    told = {node: node.id for node in nodes}
    rivals = [(rival, node) for node in told for rival in _read_before(node)]
    for kind in ("dataset", "job"):
        named = [(rival, node) for rival, node in rivals if _kind(rival) == kind]
        for place, *names in _known_names(cursor, [rival for rival, _ in named]):
            node = named[place - 1][1]
            if names != [node.namespace, node.name]:
                told[node] = node.exact_id
    return told


def _read_before(node: Node) -> list[Node]:
    """As what else its plain id is read before it is read as the node."""
    named = node.name if node.field is None else node.name + node.field
    if node.namespace is None or (":" not in named and "%" not in named):
        return []
    return list(takewhile(lambda read: read != node, candidates(node.id)))


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
    # Most ids mean what they can be read as first, and events list it.
    likeliest = _listed(cursor, named[0])
    if likeliest is not None and (likeliest.field is None or _has_field(cursor, likeliest)):
        return likeliest
    known = [
        named[place - 1]._replace(namespace=namespace, name=name)
        for place, namespace, name in _known_names(cursor, named)
    ]
    return next((node for node in known if node.field is None or _has_field(cursor, node)), None)


def _known_names(
    cursor: duckdb.DuckDBPyConnection, named: Sequence[Node]
) -> list[tuple[int, str, str]]:
    """Of nodes of one kind those that there are: their places from 1, with the names they have."""
    if not named:
        return []
    parameters = {
        "kind": _kind(named[0]),
        "namespaces": [node.namespace for node in named],
        "names": [node.name for node in named],
    }
    return cursor.execute(sql("graph/known_nodes"), parameters).fetchall()


def _listed(cursor: duckdb.DuckDBPyConnection, node: Node) -> Node | None:
    rows = cursor.execute(
        sql("graph/listed_node"),
        {"kind": _kind(node), "namespace": node.namespace, "name": node.name},
    ).fetchall()
    return node._replace(namespace=rows[0][0], name=rows[0][1]) if rows else None


def _kind(node: Node) -> str:
    return "job" if node.kind == "job" else "dataset"


def _has_field(cursor: duckdb.DuckDBPyConnection, node: Node) -> bool:
    dataset = Node("dataset", node.namespace, node.name)
    if node.field in fields_of(cursor, [dataset]).get(dataset, ()):
        return True
    parameters = {
        "namespace": node.namespace,
        "name": node.name,
        "fields": [cast("str", node.field)],
    }
    return bool(cursor.execute(sql("graph/known_fields"), parameters).fetchall())
