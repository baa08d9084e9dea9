"""Where models that a walk has come to are served, and were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold.composed import composed, path_of
from collector.fold.folds import fold, union
from collector.models.walked import keep_file
from collector.store.moment import keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb


def keep_rollouts(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep `deployments` of the models in `asked_models`.

    `model_reads` is there, and what `keep_models` and `keep_registered` keep.
    """
    keep(cursor, "traced_listings", sql("models/rollout_reads"))
    keep_file(cursor, "rollout_jobs")
    keep(cursor, "traced_runs", sql("models/rollout_runs"))
    keep(cursor, "model_names", "from asked_models")
    # Not merged: the latest statement counts, however many parts tell of it.
    said = union("facet_versions", ("parts", *fold("facet_versions").settled))
    facets = reading({"facet_versions": said}, sql("models/rollout_facets"))
    keep(cursor, "entity_facets", facets)
    there = {
        *("traced_listings", "traced_runs", "model_names", "registered_versions"),
        "entity_facets",
    }
    keep(cursor, "deployments", composed(path_of("deployments"), there))
