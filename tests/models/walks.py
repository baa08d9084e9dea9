"""Runs told in a line, and what walks through models find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from tests.models.story import REGISTRY, WAREHOUSE, facet, ran, read_as, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Client

Json = dict[str, Any]


def node(name: str, namespace: str = WAREHOUSE) -> str:
    return f"dataset:{namespace}:{name}"


def weights(name: str, version: str | None = None, **said: Any) -> Json:
    """A version of a model."""
    facets = {"datasetType": facet(datasetType="MODEL")}
    if version is not None:
        facets["version"] = facet(datasetVersion=version)
    if said:
        facets["collector_model"] = facet(
            modelId=said.pop("modelId", f"m-{name}-{version}"), **said
        )
    return {"namespace": REGISTRY, "name": name, "facets": facets}


def one(text: str) -> Json:
    """`a` and `a@3` are a table and a version of it, `M` and `M@3` a model, in capitals."""
    name, _, version = text.partition("@")
    return weights(name, version or None) if name.isupper() else table(name, version or None)


def did(
    run: int,
    at: str,
    reads: Sequence[str | Json] = (),
    writes: Sequence[str | Json] = (),
    *,
    job: str | None = None,
    state: str = "COMPLETE",
    **job_facets: Json,
) -> Json:
    """A run that begins and ends at a moment of a day: `"02T10:00"`."""
    told = {key: facet(**value) for key, value in job_facets.items()}
    ends = (
        [one(text) if isinstance(text, str) else text for text in side] for side in (reads, writes)
    )
    return ran(state, at, run, job or f"job-{run}", *ends, job_facets=told)


def as_role(role: str, text: str) -> Json:
    return read_as(role, one(text))


def part_of(text: str, **dimensions: str) -> Json:
    """A table of which a partition is read."""
    condition = {"type": "partition", "partitions": [{"dimensions": dimensions}]}
    return {**one(text), "inputFacets": {"subset": facet(inputCondition=condition)}}


async def blast_radius(client: Client, node_id: str, **query: object) -> Json:
    asked = urlencode({"nodeId": node_id, **query}, doseq=True)
    found: Json = await client.get(f"/api/v1/blast-radius?{asked}")
    return found


async def upstream(client: Client, name: str, version: str, **query: object) -> Json:
    at = f"/api/v1/models/{quote(REGISTRY, safe='')}/{name}/versions/{quote(version, safe='')}"
    found: Json = await client.get(f"{at}/upstream?{urlencode(query)}")
    return found


def versions(answer: Json) -> list[str]:
    """The versions that were reached, by their names."""
    return sorted(f"{told['name']}@{told['version']}" for told in answer["models"])


def grades(answer: Json) -> dict[str, str]:
    return {f"{told['name']}@{told['version']}": told["grade"] for told in answer["models"]}


def tables(answer: Json) -> list[str]:
    """The tables that came from models, by their names."""
    return sorted(told["name"] for told in answer["tables"])
