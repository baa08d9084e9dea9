"""Models, their versions and what they were made of, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from collector.client.times import moment
from collector.models.markdown import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    Json = dict[str, Any]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """A model in a list, with the version that was made last."""

    namespace: str
    name: str
    flavour: str | None
    description: str | None
    #: Only the kind of file that a training wrote says that it is a model.
    is_guessed: bool
    version_count: int
    latest_version: str | None
    latest_created_at: datetime | None
    #: From 0 to 5; None before the first audit.
    latest_level: int | None
    latest_level_name: str | None
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A version held an alias; until now, where `held_until` is None."""

    alias: str
    version: str | None
    held_from: datetime
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Deployment:
    """A version was served; until now, where `is_current`."""

    job_namespace: str
    job_name: str
    run_id: str
    #: None where the deployment did not say which.
    version: str | None
    environment: str | None
    platform: str | None
    endpoint: str | None
    status: str | None
    started_at: datetime | None
    ended_at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Model:
    """A model, who holds its aliases and where it is served."""

    namespace: str
    name: str
    flavour: str | None
    description: str | None
    is_guessed: bool
    version_count: int
    first_seen: datetime | None
    last_seen: datetime | None
    aliases: tuple[Holding, ...]
    deployments: tuple[Deployment, ...]
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A version of a model."""

    namespace: str
    name: str
    version: str
    #: From 0 to 5; None before the first audit.
    level: int | None
    #: It was named by an event; else it goes by the run that wrote it.
    is_recorded: bool
    run_id: str | None
    #: Runs that wrote it; more than one cannot be told apart.
    producer_count: int
    job_namespace: str | None
    job_name: str | None
    created_at: datetime | None
    artifact_uri: str | None
    artifact_sha256: str | None
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelInput:
    """What a version was made from."""

    namespace: str
    name: str
    version: str | None
    #: recorded, inferred or missing.
    grade: str
    evidence: str
    role: str | None
    #: It shaped the model.
    feeds: bool
    is_model: bool
    written_by: str | None
    row_count: int | None
    byte_count: int | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class Metric:
    """The last value of what was measured; namespace, name and version are those of the data."""

    metric: str
    value: float | None
    step: int | None
    namespace: str | None
    name: str | None
    version: str | None
    slice: str | None
    run_id: str
    #: Values that were told in all.
    point_count: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of the audit found."""

    check_id: str
    #: critical, major or minor.
    severity: str
    #: The level that it keeps the version from; None for a risk.
    guards: int | None
    #: failed or unknown.
    outcome: str
    subject: str | None
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class AuditedVersion:
    """A version of a model with what the audit found in it."""

    namespace: str
    name: str
    #: None for a model of which no version was ever told.
    version: str | None
    #: From 0 to 5; None before the first audit.
    level: int | None
    level_name: str | None
    #: Checks that keep it from the next level.
    kept_from_next_by: tuple[str, ...]
    findings: tuple[Finding, ...]
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """How a version was made, and what is missing."""

    version: ModelVersion
    level_name: str | None
    #: Checks that keep it from the next level.
    kept_from_next_by: tuple[str, ...]
    parameters: dict[str, str | None]
    inputs: tuple[ModelInput, ...]
    metrics: tuple[Metric, ...]
    aliases: tuple[Holding, ...]
    deployments: tuple[Deployment, ...]
    findings: tuple[Finding, ...]
    #: The run, its code and environment, as the collector tells them; None where no run is known.
    training: Json | None
    data: Json = field(repr=False)

    @property
    def markdown(self) -> str:
        """A page of Markdown for people."""
        return markdown(self.data)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side."""

    before: ModelVersion
    after: ModelVersion
    verdict: str
    #: Among data, code, parameters and environment.
    differs_in: tuple[str, ...]
    #: Those of which it is not known.
    unknown: tuple[str, ...]
    is_same_recipe: bool
    #: All that changed, as the collector tells it.
    data: Json = field(repr=False)


def summary_of(told: Json) -> ModelSummary:
    """A model of a list."""
    return _made(ModelSummary, told)


def model_of(told: Json) -> Model:
    """One model."""
    return _made(
        Model,
        told,
        aliases=tuple(map(holding_of, told["aliases"])),
        deployments=tuple(map(deployment_of, told["deployments"])),
        data=told,
    )


def version_of(told: Json) -> ModelVersion:
    """A version, of a list or of a card."""
    return _made(
        ModelVersion,
        told,
        namespace=told["modelNamespace"],
        name=told["modelName"],
        version=told["modelVersion"],
        data=told,
    )


def holding_of(told: Json) -> Holding:
    """Who held an alias."""
    return _made(Holding, told, version=told.get("modelVersion"))


def deployment_of(told: Json) -> Deployment:
    """Where a version was served."""
    return _made(Deployment, told, version=told.get("modelVersion"))


def card_of(told: Json) -> ModelCard:
    """The card of a version; what it tells of the version alone says which that is."""
    own = {"modelVersion": told["modelVersion"]}
    return ModelCard(
        version_of(told),
        told["levelName"],
        tuple(told["keptFromNextBy"]),
        {one["parameter"]: one["value"] for one in told["parameters"]},
        tuple(_made(ModelInput, one) for one in told["inputs"]),
        tuple(_made(Metric, one) for one in told["metrics"]),
        tuple(holding_of({**one, **own}) for one in told["aliases"]),
        tuple(deployment_of({**one, **own}) for one in told["deployments"]),
        tuple(_made(Finding, one) for one in told["findings"]),
        told["training"],
        told,
    )


def audited_of(told: Json) -> AuditedVersion:
    """A version in a report of the audit."""
    return _made(
        AuditedVersion,
        told,
        kept_from_next_by=tuple(told["keptFromNextBy"]),
        findings=tuple(_made(Finding, one) for one in told["findings"]),
        data=told,
    )


def comparison_of(told: Json) -> Comparison:
    """Two versions side by side."""
    recipe = told["recipe"]
    return Comparison(
        version_of(told["before"]),
        version_of(told["after"]),
        told["verdict"],
        tuple(recipe["differsIn"]),
        tuple(recipe["unknown"]),
        recipe["isSame"],
        told,
    )


def _made(kind: type[T], told: Mapping[str, Any], **given: object) -> T:
    """A value whose members are told in camel case; times are read."""
    return kind(
        **{
            one.name: given[one.name] if one.name in given else _read(told[_camel(one.name)], one)
            for one in fields(kind)  # type: ignore[arg-type]
        }
    )


def _read(value: object, of: Any) -> object:  # noqa: ANN401 - a field of any type
    return moment(value) if "datetime" in str(of.type) and isinstance(value, str) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
