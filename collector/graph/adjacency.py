"""Lineage as a compact graph in memory: what is next to what, as numbers in a row.

Jobs and datasets have places from 0. A walk that comes to a job by a dataset is at a *pass* of the
job, which has a place of its own behind those: it goes on only to what this dataset flows to.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa

from collector.graph.former import keep_former
from collector.graph.node import Node
from collector.store.moment import at_one_moment, keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import duckdb

    from collector.graph.reach import Era

    #: The last entry of the log that is in the views, and how often entries were removed.
    State = tuple[int | None, int | None]

    #: Datasets that a job reads, and those that it writes.
    Sides = tuple[tuple[Node, ...], tuple[Node, ...]]


@dataclass(frozen=True, slots=True)
class Steps:
    """From each place to the next ones: `targets` between two of the `offsets`."""

    offsets: Sequence[int]
    targets: Sequence[int]
    #: Beside each target: what says so; see sql/graph/lines.sql.
    said: Sequence[int]

    def of(self, place: int) -> Sequence[int]:
        """The places next to this one."""
        return self.targets[self.offsets[place] : self.offsets[place + 1]]

    def told(self, place: int) -> Iterator[tuple[int, int]]:
        """The places next to this one, each with what says so."""
        begin, end = self.offsets[place], self.offsets[place + 1]
        return zip(self.targets[begin:end], self.said[begin:end], strict=True)


@dataclass(frozen=True, slots=True)
class Directed:
    """One direction: the steps of walks, and the job or dataset of each place."""

    steps: Steps
    nodes: Sequence[int]


@dataclass(frozen=True, slots=True)
class Graph:
    """The lineage of an era."""

    #: Numbers of jobs and datasets in order; kinds and names beside them.
    numbers: Sequence[int]
    names: pa.Table
    upstream: Directed
    downstream: Directed
    #: Links as they are shown, from origins and from destinations.
    forward: Steps
    backward: Steps
    #: The pictures that it is made of, as sql/graph/current_pictures.sql has them.
    pictures: pa.Table
    #: Of those that are no more: their links, as folds.lineage_links has them.
    former_links: pa.Table | None
    #: Equal graphs have equal ones.
    fingerprint: tuple[int, int]

    def place(self, number: int) -> int | None:
        """Where the job or dataset of that number is."""
        place = bisect_left(self.numbers, number)
        return place if place < len(self.numbers) and self.numbers[place] == number else None

    def sides(self, jobs: Mapping[Node, int]) -> dict[Node, Sides]:
        """What jobs read and write, by their places."""
        near = [
            place
            for job in jobs.values()
            for place in (*self.backward.of(job), *self.forward.of(job))
        ]
        names = dict(zip(near, self.named(near), strict=True))
        return {
            node: (
                _datasets(names[place] for place in self.backward.of(job)),
                _datasets(names[place] for place in self.forward.of(job)),
            )
            for node, job in jobs.items()
        }

    def kind(self, place: int) -> str:
        """Whether a dataset or a job is at a place."""
        return str(self.names["kind"][place].as_py())

    def named(self, places: Collection[int]) -> list[Node]:
        """The jobs and datasets at these places."""
        columns = self.names.take(pa.array(list(places), pa.int64())).to_pydict()
        return [
            Node(kind, namespace, name)
            for kind, namespace, name in zip(
                columns["kind"], columns["namespace"], columns["name"], strict=True
            )
        ]


def state(cursor: duckdb.DuckDBPyConnection) -> State:
    """What the views are made of: equal states, equal graphs."""
    [found] = cursor.execute(sql("graph/state")).fetchall()
    return found


def load(cursor: duckdb.DuckDBPyConnection, era: Era, known: Graph | None = None) -> Graph:
    """The graph of an era; `known` itself where nothing has changed since."""
    with at_one_moment(cursor):
        has_former = era.as_of is not None and keep_former(cursor, era.as_of)
        keep(cursor, "chosen", _pictures(era), {"as_of": era.as_of})
        flows = {"flows": sql("graph/flows_then") if has_former else "from folds.flows"}
        lines = reading(flows, sql("graph/lines"))
        keep(cursor, "lines", lines, {"as_of": era.as_of})
        [fingerprint] = cursor.execute(sql("graph/fingerprint")).fetchall()
        if known is not None and known.fingerprint == fingerprint:
            return known
        keep(cursor, "nodes", reading(flows, sql("graph/nodes")))
        links = cursor.sql("from former_links").to_arrow_table() if has_former else None
        return _loaded(cursor, fingerprint, links)


def _pictures(era: Era) -> str:
    which = "all_pictures" if era.is_history else "current_pictures"
    if era.as_of is None:
        return sql(f"graph/{which}")
    static = {"static_pictures": sql("graph/static_pictures_then")}
    return reading(static, sql(f"graph/{which}_then"))


def number_of(cursor: duckdb.DuckDBPyConnection, node: Node) -> int:
    """The number of a job or dataset."""
    cursor.execute("select hash($1, $2, $3)", [node.kind, node.namespace, node.name])
    [(number,)] = cursor.fetchall()
    return int(number)


def _datasets(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(node for node in nodes if node.kind == "dataset"))


def _loaded(
    cursor: duckdb.DuckDBPyConnection, fingerprint: tuple[int, int], former_links: pa.Table | None
) -> Graph:
    names = cursor.sql("from nodes order by number").to_arrow_table()
    upstream = _directed(cursor, "upstream")
    downstream = _directed(cursor, "downstream")
    keep(cursor, "links", sql("graph/links"))
    forward = _steps(cursor, "select origin as near, destination as far, said from links")
    backward = _steps(cursor, "select destination as near, origin as far, said from links")
    numbers = _numbers(names, "number", "Q")
    pictures = cursor.sql("from chosen").to_arrow_table()
    return Graph(
        numbers,
        names,
        upstream,
        downstream,
        forward,
        backward,
        pictures,
        former_links,
        fingerprint,
    )


def _directed(cursor: duckdb.DuckDBPyConnection, direction: str) -> Directed:
    oriented = {"oriented": sql(f"graph/{direction}")}
    keep(cursor, "places", reading(oriented, sql("graph/places")))
    steps = reading(oriented, sql("graph/steps"))
    made = _steps(
        cursor, f"select near, far, bit_or(said) as said from ({steps}) group by near, far"
    )
    nodes = cursor.sql(sql("graph/nodes_of_places")).to_arrow_table()
    return Directed(made, _numbers(nodes, "node", "I"))


def _steps(cursor: duckdb.DuckDBPyConnection, pairs: str) -> Steps:
    keep(cursor, "pairs", pairs)
    degrees = cursor.sql(sql("graph/degrees")).to_arrow_table()
    targets = cursor.sql(sql("graph/targets")).to_arrow_table()
    return Steps(
        array("I", accumulate(_numbers(degrees, "degree", "I"), initial=0)),
        _numbers(targets, "far", "I"),
        _numbers(targets, "said", "B"),
    )


def _numbers(table: pa.Table, name: str, code: str) -> array[int]:
    """A column of numbers without nulls, in as few bytes as they have there."""
    numbers = array(code)
    for chunk in table.column(name).chunks:
        width = numbers.itemsize
        content = memoryview(chunk.buffers()[1])
        numbers.frombytes(content[chunk.offset * width : (chunk.offset + len(chunk)) * width])
    return numbers
