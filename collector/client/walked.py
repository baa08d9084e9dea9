"""What walks through models find, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from collector.client.modelled import deployment_of
from collector.client.times import moment

if TYPE_CHECKING:
    from datetime import datetime

    from collector.client.modelled import Deployment

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A dataset that a run read."""

    namespace: str
    name: str
    version: str | None
    #: recorded, inferred or missing; of the version.
    grade: str
    #: What the grade rests on.
    evidence: str
    #: Of the data in a training, such as training or test.
    role: str | None
    #: It flowed into what was asked of the run.
    feeds: bool
    #: The run that had written it.
    written_by: str | None
    is_model: bool
    #: No run is known that ever wrote it.
    is_source: bool


@dataclass(frozen=True, slots=True)
class WalkedRun:
    """A run upstream of a version, and how many runs it is away."""

    run_id: str
    distance: int
    job_namespace: str | None
    job_name: str | None
    code_version: str | None
    state: str | None
    started_at: datetime | None
    ended_at: datetime | None
    inputs: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where a way upstream ends."""

    namespace: str
    name: str
    version: str | None
    grade: str


@dataclass(frozen=True, slots=True)
class ModelUpstream:
    """What a version comes from, run by run."""

    namespace: str
    name: str
    version: str
    #: The weakest of its links: recorded, inferred or missing; None without any.
    grade: str | None
    #: The nearest first.
    runs: tuple[WalkedRun, ...]
    #: What no run is known to have ever written.
    sources: tuple[End, ...]
    #: What somebody wrote, but no run is known that wrote this version.
    gaps: tuple[End, ...]
    truncated: bool
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReachedVersion:
    """A version of a model that data has come into."""

    namespace: str
    name: str
    version: str
    run_id: str | None
    #: Hops from node to node.
    distance: int
    #: Ids of the nodes on the way.
    path: tuple[str, ...]
    #: Of the weakest link on the way, or along the graph of the last one.
    grade: str
    #: A run on the way does not say which part it read.
    is_possible: bool
    is_deployed: bool
    deployments: tuple[Deployment, ...]
    #: Ids of the tables that were written with it.
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReachedTable:
    """A table that was written with such a version, or is downstream of one that was."""

    namespace: str
    name: str
    distance: int
    path: tuple[str, ...]
    grade: str
    is_possible: bool
    is_written: bool


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """What data has come into; versions that serve now go first."""

    start: str
    models: tuple[ReachedVersion, ...]
    tables: tuple[ReachedTable, ...]
    #: Versions, and those of them that serve now; those that are not here among them.
    total_count: int
    deployed_count: int
    table_count: int
    truncated: bool


def model_upstream_of(told: Json) -> ModelUpstream:
    """The answer of /models/…/upstream."""
    return ModelUpstream(
        told["namespace"],
        told["name"],
        told["version"],
        told["grade"],
        tuple(map(_run, told["runs"])),
        tuple(map(_end, told["sources"])),
        tuple(map(_end, told["gaps"])),
        told["truncated"],
        told,
    )


def blast_radius_of(told: Json) -> BlastRadius:
    """The answer of /blast-radius."""
    return BlastRadius(
        told["nodeId"],
        tuple(map(_version, told["models"])),
        tuple(
            ReachedTable(
                one["namespace"],
                one["name"],
                one["distance"],
                tuple(one["path"]),
                one["grade"],
                one["isPossible"],
                one["isWritten"],
            )
            for one in told["tables"]
        ),
        told["totalCount"],
        told["deployedCount"],
        told["tableCount"],
        told["truncated"],
    )


def _run(told: Json) -> WalkedRun:
    return WalkedRun(
        told["runId"],
        told["distance"],
        told.get("jobNamespace"),
        told.get("jobName"),
        told.get("codeVersion"),
        told.get("state"),
        moment(told.get("startedAt")),
        moment(told.get("endedAt")),
        tuple(map(_read, told["inputs"])),
    )


def _read(told: Json) -> Read:
    return Read(
        told["namespace"],
        told["name"],
        told["version"],
        told["grade"],
        told["evidence"],
        told["role"],
        told["feeds"],
        told["writtenBy"],
        told["isModel"],
        told["isSource"],
    )


def _end(told: Json) -> End:
    return End(told["namespace"], told["name"], told["version"], told["grade"])


def _version(told: Json) -> ReachedVersion:
    return ReachedVersion(
        told["namespace"],
        told["name"],
        told["version"],
        told["runId"],
        told["distance"],
        tuple(told["path"]),
        told["grade"],
        told["isPossible"],
        told["isDeployed"],
        tuple(
            deployment_of({**one, "modelVersion": told["version"]}) for one in told["deployments"]
        ),
        tuple(told["tables"]),
    )
