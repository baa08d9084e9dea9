"""What one version of a dataset, a part of it, or what a run wrote, has come into: run by run."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import orjson

from collector.errors import NotFound
from collector.fold.folds import fold
from collector.fold.settling import units_of_runs
from collector.graph.adjacency import number_of
from collector.graph.node import Node
from collector.graph.ways import tree
from collector.models.parts import has_part
from collector.models.radius import Radius, Table, VersionKey
from collector.models.upstream import GRADES
from collector.models.walked import (
    has_rows,
    keep_file,
    keep_model_reads,
    keep_models,
    keep_registered,
    keep_walked,
)
from collector.store.moment import keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from collector.graph.adjacency import Graph
    from collector.models.begin import Begin
    from collector.models.radius import Json


class Reached(NamedTuple):
    """What a run wrote; no run for what the walk begins at."""

    run_id: str | None
    namespace: str
    name: str
    #: The way there goes by a model.
    is_from_model: bool


class _Nearest(NamedTuple):
    """Where a table is nearest, and most certain."""

    hops: int
    weakness: int
    is_possible: bool
    write: Reached


def by_runs(cursor: duckdb.DuckDBPyConnection, history: Graph, begin: Begin, depth: int) -> Radius:
    """What was reached; `radius_versions` is kept. In `at_one_moment`.

    `history` is the graph of everything that jobs ever did. Raises NotFound for a version that
    nobody named.
    """
    # One step more, from run to run, to know what is beyond.
    most = depth + 2
    keep_models(cursor)
    _keep_within(cursor, history, _datasets(cursor, begin), most)
    keep_registered(cursor, "from walked_models semi join within using (namespace, name)")
    keep_model_reads(cursor, "select namespace, name from within where false")
    keep_file(cursor, "within_listed")
    keep(cursor, "within_runs", _RUNS)
    keep_walked(cursor, units_of_runs(cursor, "within_runs"), "from within_listed", _FLOWS)
    for name in (
        "walked_writes",
        "walked_versions",
        "walked_links",
        "walked_based",
        "walked_steps",
    ):
        keep_file(cursor, name)
    hops = _keep_first(cursor, begin)
    while hops < most and _has_at(cursor, hops):
        keep(cursor, "radius_more", sql("models/radius_next"), {"hops": hops})
        cursor.execute("insert into radius_reached by name from radius_more")
        hops += 2
    cursor.execute("delete from radius_reached where hops > $1", [most])
    keep_file(cursor, "radius_of_runs")
    keep(cursor, "radius_versions", "from radius_of_runs")
    if begin.node.kind == "dataset" and begin.version is not None:
        _add_start(cursor, begin)
    return _radius(cursor, begin)


_RUNS = "select distinct run_id, hash(run_id) as unit_number from within_listed"

_FLOWS = "select * from folds.flows where source_number in (select number from within)"


def _datasets(cursor: duckdb.DuckDBPyConnection, begin: Begin) -> list[Node]:
    if begin.node.kind == "dataset":
        return [begin.node]
    run = {"run_id": begin.node.name}
    written = cursor.execute(sql("models/written_by_run"), run).fetchall()
    return [Node("dataset", namespace, name) for namespace, name in written]


def _keep_within(
    cursor: duckdb.DuckDBPyConnection, history: Graph, starts: list[Node], most: int
) -> None:
    """Keep the datasets that may be reached: those downstream, whatever the version."""
    tuned: defaultdict[int, set[int]] = defaultdict(set)
    for base, model in cursor.execute(
        "select distinct hash('dataset', base_namespace, base_name), "
        "hash('dataset', namespace, name) from said_bases"
    ).fetchall():
        place, tuned_place = history.place(base), history.place(model)
        if place is not None and tuned_place is not None:
            tuned[place].add(tuned_place)
    steps, nodes = history.downstream.steps, history.downstream.nodes

    def step(place: int) -> Iterable[int]:
        return (*steps.of(place), *tuned.get(nodes[place], ()))

    places = [history.place(number_of(cursor, start)) for start in starts]
    near = tree(step, [place for place in places if place is not None], most)
    found = history.named({nodes[place] for place in near})
    datasets = {*starts, *(node for node in found if node.kind == "dataset")}
    cursor.execute(
        "create or replace temp table within as "
        "select *, hash('dataset', namespace, name) as number from "
        "(select unnest($1::varchar[]) as namespace, unnest($2::varchar[]) as name)",
        [[node.namespace for node in datasets], [node.name for node in datasets]],
    )


def _keep_first(cursor: duckdb.DuckDBPyConnection, begin: Begin) -> int:
    """Keep what the first step reaches; returns its hops."""
    if begin.node.kind == "run":
        keep(cursor, "radius_reached", sql("models/radius_of_run"), {"run_id": begin.node.name})
        return 1
    named = _named(begin)
    keep(cursor, "radius_writers", sql("models/radius_writers"), named)
    keep(cursor, "radius_begun", sql("models/radius_begun"), named)
    is_known = has_rows(cursor, "radius_begun") or has_rows(cursor, "radius_writers")
    if begin.version is not None and not is_known:
        raise NotFound(f"No run wrote or read a version {begin.version!r} of {begin.node.id!r}.")
    _keep_parts(cursor, begin)
    keep(cursor, "radius_reached", sql("models/radius_first"), named)
    return 2


def _named(begin: Begin) -> dict[str, object]:
    return {
        "namespace": begin.node.namespace,
        "name": begin.node.name,
        "version": begin.version,
    }


def _keep_parts(cursor: duckdb.DuckDBPyConnection, begin: Begin) -> None:
    """Leave out runs that name other partitions only, and mark those that name none."""
    cursor.execute("alter table radius_begun add column is_possible boolean default false")
    if not begin.partition:
        return
    keep(cursor, "begun", "select run_id, hash(run_id) as unit_number from radius_begun")
    facets = {"run_facets": fold("run_facets").of(units_of_runs(cursor, "begun"))}
    named = {"namespace": begin.node.namespace, "name": begin.node.name}
    said = cursor.execute(reading(facets, sql("models/subsets_read")), named).fetchall()
    has = {run_id: has_part(orjson.loads(value), begin.partition) for run_id, value in said}
    without = [run_id for run_id, is_there in has.items() if is_there is False]
    cursor.execute("delete from radius_begun where run_id in (select unnest($1))", [without])
    known = [run_id for run_id, is_there in has.items() if is_there]
    cursor.execute(
        "update radius_begun set is_possible = run_id not in (select unnest($1::varchar[]))",
        [known],
    )


def _add_start(cursor: duckdb.DuckDBPyConnection, begin: Begin) -> None:
    """The version itself, where it is of a model."""
    cursor.execute(
        """
        insert into radius_versions by name
        select
            namespace, name, $version as version, 0 as hops, 'recorded' as grade,
            false as is_possible, (select min(run_id) from radius_writers) as run_id
        from walked_models
        where namespace = $namespace and name = $name
        """,
        _named(begin),
    )


def _radius(cursor: duckdb.DuckDBPyConnection, begin: Begin) -> Radius:
    before: dict[Reached, Reached] = {}
    nearest: dict[tuple[str, str], _Nearest] = {}
    written: set[tuple[str, str]] = set()
    for row in cursor.execute(sql("models/radius_ways")).fetchall():
        write, came_from = Reached(*row[:4]), Reached(*row[4:8])
        hops, weakness, is_possible, is_written, is_model = row[8:]
        before[write] = came_from
        if write.is_from_model and not is_model:
            table = write.namespace, write.name
            found = _Nearest(hops, weakness, is_possible, write)
            nearest[table] = min(nearest.get(table, found), found)
            written.update([table] if is_written else [])

    def way_to(write: Reached) -> list[str]:
        way: list[str] = []
        at: Reached | None = write
        while at is not None and at.name is not None:
            way.append(Node("dataset", at.namespace, at.name).id)
            if at.run_id is not None:
                way.append(Node("run", None, at.run_id).id)
            at = before.get(at)
        return way[::-1]

    def way(told: Json) -> list[str]:
        if not told["hops"]:
            return [begin.node.id]
        write = told["runId"], told["namespace"], told["name"]
        places = (Reached(*write, is_by) for is_by in (False, True))
        return way_to(next(place for place in places if place in before))

    wrote: defaultdict[VersionKey, list[str]] = defaultdict(list)
    for *model, namespace, name in cursor.execute(sql("models/radius_wrote")).fetchall():
        wrote[VersionKey(*model)].append(Node("dataset", namespace, name).id)
    tables = [
        Table(
            *table,
            found.hops,
            table in written,
            GRADES[found.weakness],
            found.is_possible,
            partial(way_to, found.write),
        )
        for table, found in nearest.items()
    ]
    tables.sort(key=lambda one: (one.hops, one.namespace, one.name))
    return Radius(tables, way, lambda key: sorted(wrote[key]), is_graded=True)


def _has_at(cursor: duckdb.DuckDBPyConnection, hops: int) -> bool:
    [(is_any,)] = cursor.execute(
        "select exists (from radius_reached where hops = $1)", [hops]
    ).fetchall()
    return bool(is_any)
