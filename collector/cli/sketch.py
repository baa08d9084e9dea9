"""Answers about lineage, of whatever kind, in one form: what is in them, and what flows where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from collector.cli.readable import count, duration, moment
from collector.graph.node import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = dict[str, Any]

    #: From id to id.
    Flow = tuple[str, str]

#: What happens on the way from a column to its whole dataset.
PART = "as part of it"

Kind: TypeAlias = Literal["dataset", "model", "job", "column", "run"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A node as it is shown."""

    id: str
    kind: Kind
    namespace: str
    name: str
    #: What is told of it in a few words; and where it is what was asked for.
    facts: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    #: Its latest run has not succeeded.
    has_failed: bool = False
    #: Hops from the start; None in a direction in which it is not, and where they do not count.
    upstream: int | None = None
    downstream: int | None = None
    #: Neighbours that are not shown.
    hidden_upstream: int = 0
    hidden_downstream: int = 0


@dataclass(frozen=True, slots=True)
class Sketch:
    """What was asked for, what is around it, and what flows where."""

    starts: tuple[str, ...]
    nodes: Mapping[str, Shown]
    #: With what happens on the way.
    flows: Mapping[Flow, str]


def of_lineage(answer: Json) -> Sketch:
    """The answer of /lineage."""
    nodes = [_job(node) if node["type"] == "JOB" else _dataset(node) for node in answer["graph"]]
    flows = {(edge["origin"], edge["destination"]): "" for edge in answer["edges"]}
    return Sketch((answer["start"],), {node.id: node for node in nodes}, flows)


def of_columns(answer: Json) -> Sketch:
    """The answer of /column-lineage."""
    nodes = [_column(node) for node in answer["graph"]]
    flows = {(edge["origin"], edge["destination"]): _way(edge) for edge in answer["edges"]}
    return Sketch(
        tuple(answer["start"]), {node.id: node for node in nodes}, {**_parts(answer), **flows}
    )


def of_runs(answer: Json) -> Sketch:
    """The answer of /runlineage/upstream; between the runs are the datasets, as they were read."""
    nodes = {run.id: run for run in map(_run, answer["runs"])}
    start = next(iter(nodes))
    flows: dict[Flow, str] = {}
    for told in answer["runs"]:
        for read in told["inputs"]:
            writer = f"run:{read['producedByRunId']}"
            version = _version(read, told["distance"], is_known=writer in nodes)
            nodes.setdefault(version.id, version)
            flows[version.id, f"run:{told['run']['id']}"] = ""
            if writer in nodes:
                flows[writer, version.id] = ""
    return Sketch((start,), nodes, flows)


def _dataset(node: Json) -> Shown:
    data = node["data"]
    columns = len(data["fields"])
    owners = _owners(data)
    more = (
        f"{count(columns)} column{'s'[: columns != 1]}" if columns else "",
        (data["lastLifecycleState"] or "").lower(),
        owners,
        f"seen {moment(data['updatedAt'])}" if data["updatedAt"] else "",
    )
    kind: Kind = "model" if data["datasetType"] == "MODEL" else "dataset"
    return _shown(node, kind, (owners,), more, has_failed=False)


def _job(node: Json) -> Shown:
    data = node["data"]
    run = data["latestRun"]
    how = _how(run["state"], run["startedAt"], run["durationMs"]) if run else ""
    facts = (how, _owners(data))
    return _shown(node, "job", facts, facts, has_failed="✖" in how)


def _shown(
    node: Json, kind: Kind, facts: tuple[str, ...], more: tuple[str, ...], *, has_failed: bool
) -> Shown:
    return Shown(
        node["id"],
        kind,
        node["data"]["namespace"],
        node["data"]["name"],
        tuple(filter(None, facts)),
        tuple(filter(None, more)),
        has_failed,
        node["upstream"],
        node["downstream"],
        node["hiddenUpstream"],
        node["hiddenDownstream"],
    )


def _column(node: Json) -> Shown:
    data = node["data"]
    is_column = data["field"] is not None
    name = f"{data['dataset']}.{data['field']}" if is_column else data["dataset"]
    facts = (data["fieldType"],) if data["fieldType"] else ()
    return Shown(
        node["id"],
        "column" if is_column else "dataset",
        data["namespace"],
        name,
        facts if is_column else ("all columns",),
        facts,
    )


def _parts(answer: Json) -> dict[Flow, str]:
    """From columns to their dataset where all of its columns go into one."""
    wholes = {
        (node["data"]["namespace"], node["data"]["dataset"]): node["id"]
        for node in answer["graph"]
        if node["data"]["field"] is None
    }
    pairs = [
        (node["id"], wholes.get((node["data"]["namespace"], node["data"]["dataset"])))
        for node in answer["graph"]
        if node["data"]["field"] is not None
    ]
    return {(column, whole): PART for column, whole in pairs if whole is not None}


def _way(edge: Json) -> str:
    """How a column is made of another, in words."""
    words = {
        f"{how['subtype'] or how['type'] or ''}{' masked' if how['masking'] else ''}".strip()
        for how in edge["transformations"]
    }
    return ", ".join(sorted(words - {""}))


def _run(told: Json) -> Shown:
    run, job = told["run"], told["job"]
    how = _how(run["status"], run["start"], _milliseconds(run["start"], run["end"]))
    facts = tuple(filter(None, (how, run["id"])))
    return Shown(
        f"run:{run['id']}",
        "run",
        job["namespace"] or "",
        job["name"] or "",
        facts,
        facts,
        "✖" in how,
        upstream=2 * told["distance"],
    )


def _version(read: Json, distance: int, *, is_known: bool) -> Shown:
    """A dataset as a run read it; it is known where the run that wrote it is shown."""
    writer, version = read["producedByRunId"], read["version"]
    facts = (
        f"version {version}" if version and version != writer else "",
        "inferred: no version was recorded" if read["inferred"] else "",
        "its writer is not known" if writer is None else "",
    )
    return Shown(
        f"{Node('dataset', read['namespace'], read['name']).exact_id}@{version}",
        "dataset",
        read["namespace"],
        read["name"],
        tuple(filter(None, facts)),
        upstream=2 * distance + 1,
        hidden_upstream=int(writer is not None and not is_known),
    )


#: State of a run, as Marquez has it and as it was sent → in a word.
_STATES = {
    "COMPLETED": "✔",
    "COMPLETE": "✔",
    "FAILED": "✖ failed",
    "FAIL": "✖ failed",
    "ABORTED": "✖ aborted",
    "ABORT": "✖ aborted",
    "RUNNING": "▶ running since",
    "START": "▶ running since",
    "OTHER": "▶ running since",
}


def _how(state: str | None, started_at: str | None, milliseconds: int | None) -> str:
    """How a run went, when, and how long it took."""
    if state not in _STATES:
        return ""
    took = "" if milliseconds is None else duration(milliseconds / 1000)
    return "  ".join(filter(None, (f"{_STATES[state]} {moment(started_at)}".strip(), took)))


def _milliseconds(start: str | None, end: str | None) -> int | None:
    if start is None or end is None:
        return None
    took = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return took // timedelta(milliseconds=1)


def _owners(data: Json) -> str:
    return ", ".join(data["owners"])
