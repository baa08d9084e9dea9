"""Questions about walks through models; see `requests.py` for what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.client.modelling import model_names, model_path, segment
from collector.client.naming import about
from collector.client.requests import read
from collector.client.walked import blast_radius_of, model_upstream_of
from collector.models.wanted_walks import WantedRadius, WantedUpstream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.client.requests import Steps
    from collector.client.walked import BlastRadius, ModelUpstream


def model_upstream(
    model: str, version: str, *, depth: int = 20, limit: int = 1_000
) -> Steps[ModelUpstream]:
    """What a version comes from, run by run to the sources, with versions and grades.

    `depth` are hops from run to run, `limit` the most runs.
    """
    names = yield from model_names(model)
    wanted = WantedUpstream(*names, version, depth, limit)
    answer = yield read(
        f"{model_path(*names)}/versions/{segment(version)}/upstream",
        {"depth": depth, "limit": limit},
        lambda file: file.model_upstream(wanted),
    )
    return model_upstream_of(answer.json)


def blast_radius(
    node: str,
    *,
    version: str | None = None,
    partition: Mapping[str, str] | None = None,
    depth: int = 20,
    history: bool = True,
    limit: int = 100,
) -> Steps[BlastRadius]:
    """The versions of models that data has come into, where they serve, and what they wrote.

    `node` is a dataset, or `run:` and the identifier of a run. Of a dataset one `version` may be
    meant, or one `partition`: values by the names of columns. Without `history`, of a whole dataset
    only what jobs did last counts.
    """

    def ask(start: str) -> Steps[BlastRadius]:
        wanted = WantedRadius(start, version, partition or {}, depth, limit, history)
        answer = yield read(
            "/api/v1/blast-radius", wanted.query, lambda file: file.blast_radius(wanted)
        )
        return blast_radius_of(answer.json)

    return (yield from about(node, "run" if node.startswith("run:") else "dataset", ask))
