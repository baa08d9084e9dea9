"""Questions about models; see `requests.py` for what they are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import quote

from collector.audit.wanted import WantedVersions
from collector.client.modelled import (
    audited_of,
    card_of,
    comparison_of,
    deployment_of,
    holding_of,
    model_of,
    summary_of,
    version_of,
)
from collector.client.naming import named
from collector.client.requests import Items, read
from collector.client.times import utc
from collector.models.wanted import WantedModels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from collector.client.modelled import (
        AuditedVersion,
        Comparison,
        Deployment,
        Holding,
        Model,
        ModelCard,
        ModelSummary,
        ModelVersion,
    )
    from collector.client.requests import Listing, Request, Steps
    from collector.log.queried import QueriedFile

    Moment: TypeAlias = datetime | date | str

T = TypeVar("T")

#: Items that are asked for at once.
PAGE = 200


def models(
    text: str | None = None,
    *,
    namespace: str | None = None,
    min_level: int | None = None,
    max_level: int | None = None,
    limit: int | None = None,
) -> Listing[ModelSummary]:
    """Models by name; levels are those of the versions that were made last."""
    wanted = WantedModels(0, 0, namespace, text, min_level, max_level)
    query = {"q": text, "namespace": namespace, **_levels(wanted)}

    def of_file(file: QueriedFile, size: int, offset: int) -> object:
        return file.models(replace(wanted, limit=size, offset=offset))

    page = partial(_page, "/api/v1/models", query, of_file)
    return (yield from _listed(page, "models", summary_of, limit))


def model(model: str) -> Steps[Model]:
    """One model, who holds its aliases and where it is served; by its name, or the end of it."""
    names = yield from model_names(model)
    answer = yield read(model_path(*names), {}, lambda file: file.model(*names))
    return model_of(answer.json)


def model_versions(
    model: str,
    *,
    min_level: int | None = None,
    max_level: int | None = None,
    finding: str | None = None,
    limit: int | None = None,
) -> Listing[ModelVersion]:
    """Versions of a model, the latest first; `finding` is a check that has found something."""
    names = yield from model_names(model)
    wanted = WantedModels(0, 0, min_level=min_level, max_level=max_level, finding=finding)
    query = {"finding": finding, **_levels(wanted)}

    def of_file(file: QueriedFile, size: int, offset: int) -> object:
        return file.model_versions(*names, replace(wanted, limit=size, offset=offset))

    page = partial(_page, f"{model_path(*names)}/versions", query, of_file)
    return (yield from _listed(page, "versions", version_of, limit))


def model_version(model: str, version: str) -> Steps[ModelCard]:
    """How a version was made, and what is missing.

    A version goes by its name, by what its tool calls it, or by an alias that it holds now.
    """
    names = yield from model_names(model)
    answer = yield read(
        f"{model_path(*names)}/versions/{segment(version)}",
        {},
        lambda file: file.model_card(*names, version),
    )
    return card_of(answer.json)


def audit(
    model: str | None = None,
    version: str | None = None,
    *,
    min_level: int | None = None,
    max_level: int | None = None,
    check: str | None = None,
    severity: str | None = None,
) -> Steps[list[AuditedVersion]]:
    """What the audit found in versions: of all models, of one, or in one version of it.

    `check` and `severity` leave only such findings, and versions that have one.
    """
    namespace, name = (yield from model_names(model)) if model is not None else (None, None)
    wanted = WantedVersions(
        PAGE, 0, namespace, name, version, min_level, max_level, check, severity
    )
    found: list[AuditedVersion] = []
    while True:
        told = (yield _audit_page(replace(wanted, offset=len(found)))).json
        found += [audited_of(one) for one in told["versions"]]
        if len(found) >= told["totalCount"] or not told["versions"]:
            return found


def _audit_page(wanted: WantedVersions) -> Request:
    query = {
        "namespace": wanted.namespace,
        "name": wanted.name,
        "version": wanted.version,
        "minLevel": wanted.min_level,
        "maxLevel": wanted.max_level,
        "check": wanted.check_id,
        "severity": wanted.severity,
        "limit": wanted.limit,
        "offset": wanted.offset,
    }
    return read("/api/v1/audit", query, lambda file: file.audit(wanted))


def compare_versions(model: str, before: str, after: str) -> Steps[Comparison]:
    """What changed from one version to another, and in what was measured."""
    names = yield from model_names(model)
    answer = yield read(
        f"{model_path(*names)}/compare",
        {"before": before, "after": after},
        lambda file: file.compared(*names, before, after),
    )
    return comparison_of(answer.json)


def model_aliases(model: str, *, at: Moment | None = None) -> Steps[list[Holding]]:
    """Which version held which alias and when, or at a time."""
    names, then = (yield from model_names(model)), utc(at)
    answer = yield read(
        f"{model_path(*names)}/aliases", {"at": then}, lambda file: file.model_aliases(*names, then)
    )
    return [holding_of(told) for told in answer.json["aliases"]]


def model_deployments(model: str, *, at: Moment | None = None) -> Steps[list[Deployment]]:
    """Which version was served where and when, or at a time; the latest first."""
    names, then = (yield from model_names(model)), utc(at)
    answer = yield read(
        f"{model_path(*names)}/deployments",
        {"at": then},
        lambda file: file.model_deployments(*names, then),
    )
    return [deployment_of(told) for told in answer.json["deployments"]]


def model_names(text: str) -> Steps[tuple[str, str]]:
    """Namespace and name of the model that is meant."""
    found = yield from named(text.removeprefix("model:"), "dataset")
    return str(found.namespace), found.name


def _listed(
    page: Callable[[int, int], Request], member: str, made: Callable[[Any], T], limit: int | None
) -> Listing[T]:
    """The items one page after the other."""
    count = 0
    while limit is None or count < limit:
        size = PAGE if limit is None else min(PAGE, limit - count)
        told = (yield page(size, count)).json[member]
        yield Items([made(one) for one in told])
        count += len(told)
        if len(told) < size:
            return


def _page(
    path: str,
    query: Mapping[str, object],
    of_file: Callable[[QueriedFile, int, int], object],
    size: int,
    offset: int,
) -> Request:
    bounds = {"limit": size, "offset": offset}
    return read(path, {**query, **bounds}, lambda file: of_file(file, size, offset))


def _levels(wanted: WantedModels) -> dict[str, object]:
    return {"minLevel": wanted.min_level, "maxLevel": wanted.max_level}


def model_path(namespace: str, name: str) -> str:
    """Where a model is told of."""
    return f"/api/v1/models/{segment(namespace)}/{segment(name)}"


def segment(name: str) -> str:
    """A name as one part of a path; one of dots alone would lead elsewhere."""
    quoted = quote(name, safe="")
    return quoted.replace(".", "%2E") if not quoted.strip(".") else quoted
