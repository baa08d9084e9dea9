"""What differs between two versions, or two lineages: as JSON, and as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collector.cli.output import print_columns, printable
from collector.cli.readable import count, moment, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from collector.cli.asked import Row

    Json = dict[str, Any]

    #: A time, None for now, and the lineage as it was then.
    Then = tuple[datetime | None, Json]

_SIGNS = {"added": "+", "removed": "-"}

#: Facts of versions that are compared: what they are called → the value.
_FACTS: dict[str, Callable[[Row], object]] = {
    "version": lambda row: row["version"],
    "written": lambda row: moment(row.get("created_at")),
    "first seen": lambda row: moment(row.get("first_seen")),
    "last seen": lambda row: moment(row.get("last_seen")),
    "runs": lambda row: count(row.get("run_count")),
    "by job": lambda row: _node(row, "job_"),
    "job version": lambda row: row.get("job_version"),
    "run": lambda row: row.get("run_id") or row.get("last_run_id"),
    "code": lambda row: row["location_url"],
    "code version": lambda row: row["location_version"],
    "rows": lambda row: count(row.get("row_count")),
    "size": lambda row: size(row.get("byte_count")),
}


def dataset_difference(node_id: str, first: Row, second: Row, columns: Sequence[Row]) -> Json:
    """Two versions of a dataset: columns, and what the runs read that wrote them."""
    return {
        **_versions(node_id, first, second),
        "columns": list(columns),
        "inputs": _listed(first["inputs"], second["inputs"]),
    }


def job_difference(node_id: str, first: Row, second: Row) -> Json:
    """Two versions of a job: what it reads and writes."""
    return {
        **_versions(node_id, first, second),
        "inputs": _listed(first["inputs"], second["inputs"]),
        "outputs": _listed(first["outputs"], second["outputs"]),
    }


def graph_difference(node_id: str, first: Then, second: Then) -> Json:
    """The lineage of two times: nodes and edges that came, and those that went."""
    (since, then), (until, now) = first, second
    nodes = [{node["id"] for node in told["graph"]} for told in (then, now)]
    edges = [
        {(edge["origin"], edge["destination"]) for edge in told["edges"]} for told in (then, now)
    ]
    return {
        "node": node_id,
        "from": _time(since),
        "to": _time(until),
        "nodes": {"added": sorted(nodes[1] - nodes[0]), "removed": sorted(nodes[0] - nodes[1])},
        "edges": {"added": _edges(edges[1] - edges[0]), "removed": _edges(edges[0] - edges[1])},
    }


def print_version_difference(difference: Json) -> None:
    """What is told of both, then what came (+), went (-) and is another (~)."""
    first, second = difference["from"], difference["to"]
    told = [(name, read(first), read(second)) for name, read in _FACTS.items()]
    rows = [("~" if old != new else " ", name, old, new) for name, old, new in told if old or new]
    click.echo(printable(difference["node"]))
    print_columns(("", "", "from", "to"), rows)
    for heading, line_of in _CHANGES.items():
        changes = difference.get(heading, ())
        if changes:
            click.echo(f"\n{heading}")
        for change in changes:
            click.echo(f"  {line_of(change)}")
    if not any(difference.get(heading) for heading in _CHANGES):
        click.echo("no column, input or output changed", err=True)


def print_graph_difference(difference: Json) -> None:
    """What came (+) and went (-): nodes, then edges."""
    since, until = (moment(difference[end]) for end in ("from", "to"))
    click.echo(f"{printable(difference['node'])} from {since} to {until or 'now'}")
    for change, sign in _SIGNS.items():
        for node in difference["nodes"][change]:
            click.echo(f"{sign} {printable(node)}")
    for change, sign in _SIGNS.items():
        for edge in difference["edges"][change]:
            ends = printable(edge["origin"]), printable(edge["destination"])
            click.echo(f"{sign} {' → '.join(ends)}")
    if not any(map(len, (*difference["nodes"].values(), *difference["edges"].values()))):
        click.echo("nothing changed", err=True)


def _versions(node_id: str, first: Row, second: Row) -> Json:
    return {"node": node_id, "from": first, "to": second}


def _listed(first: Sequence[Row], second: Sequence[Row]) -> list[Row]:
    """Datasets that came, went, or are there in another version."""
    old, new = (
        {(row["namespace"], row["name"]): row.get("version") for row in rows}
        for rows in (first, second)
    )
    return [
        {
            "namespace": pair[0],
            "name": pair[1],
            "change": _change(pair, old, new),
            "old_version": old.get(pair),
            "new_version": new.get(pair),
        }
        for pair in sorted(old.keys() | new.keys())
        if pair not in old or pair not in new or old[pair] != new[pair]
    ]


def _change(
    pair: tuple[str, str], old: Mapping[tuple[str, str], Any], new: Mapping[tuple[str, str], Any]
) -> str:
    if pair not in old:
        return "added"
    return "removed" if pair not in new else "another version"


def _edges(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"origin": origin, "destination": destination} for origin, destination in sorted(pairs)]


def _time(time: datetime | None) -> str | None:
    return None if time is None else f"{time.isoformat()}Z"


def _column_change(row: Row) -> str:
    types = " → ".join(filter(None, (row["old_type"], row["new_type"])))
    return printable(f"{_SIGNS.get(row['change'], '~')} {row['field']}  {types}".rstrip())


def _input_change(row: Row) -> str:
    versions = " → ".join(filter(None, (row["old_version"], row["new_version"])))
    return printable(f"{_SIGNS.get(row['change'], '~')} {_node(row)}  {versions}".rstrip())


def _node(row: Row, prefix: str = "") -> str:
    name = row.get(f"{prefix}name")
    return "" if name is None else f"{row[f'{prefix}namespace']}:{name}"


_CHANGES: dict[str, Callable[[Row], str]] = {
    "columns": _column_change,
    "inputs": _input_change,
    "outputs": _input_change,
}
