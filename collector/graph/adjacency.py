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

from collector.graph.node import Node
from collector.store.moment import at_one_moment, keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

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
    #: Beside each target; see sql/graph/links.sql.
    said: Sequence[int]

    def of(self, place: int) -> Sequence[int]:
        """The places next to this one."""
        return self.targets[self.offsets[place] : self.offsets[place + 1]]


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
        which = "all_pictures" if era.is_history else "current_pictures"
        when = "" if era.as_of is None else "_then"
        keep(cursor, "chosen", sql(f"graph/{which}{when}"), {"as_of": era.as_of})
        keep(cursor, "lines", sql("graph/lines"), {"as_of": era.as_of})
        [fingerprint] = cursor.execute(sql("graph/fingerprint")).fetchall()
        if known is not None and known.fingerprint == fingerprint:
            return known
        return _loaded(cursor, fingerprint)


def number_of(cursor: duckdb.DuckDBPyConnection, node: Node) -> int:
    """The number of a job or dataset."""
    cursor.execute("select hash($1, $2, $3)", [node.kind, node.namespace, node.name])
    [(number,)] = cursor.fetchall()
    return int(number)


def _datasets(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(node for node in nodes if node.kind == "dataset"))


def _loaded(cursor: duckdb.DuckDBPyConnection, fingerprint: tuple[int, int]) -> Graph:
    keep(cursor, "nodes", sql("graph/nodes"))
    names = cursor.sql("from nodes order by number").to_arrow_table()
    upstream = _directed(cursor, "upstream")
    downstream = _directed(cursor, "downstream")
    keep(cursor, "links", sql("graph/links"))
    forward = _steps(cursor, "select origin as near, destination as far, said from links")
    backward = _steps(cursor, "select destination as near, origin as far, said from links")
    numbers = _numbers(names, "number", "Q")
    pictures = cursor.sql("from chosen").to_arrow_table()
    return Graph(numbers, names, upstream, downstream, forward, backward, pictures, fingerprint)


def _directed(cursor: duckdb.DuckDBPyConnection, direction: str) -> Directed:
    oriented = {"oriented": sql(f"graph/{direction}")}
    keep(cursor, "places", reading(oriented, sql("graph/places")))
    steps = reading(oriented, sql("graph/steps"))
    made = _steps(cursor, f"select distinct near, far, 0::utinyint as said from ({steps})")
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
