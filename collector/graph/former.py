"""What static events had said of lineage by a time, where they have spoken again since.

The views show what JobEvents and DatasetEvents say now. Pictures of what they had said before are
made when they are asked for, of the words that are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold.derived import derived
from collector.store.moment import keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def keep_former(cursor: duckdb.DuckDBPyConnection, as_of: datetime) -> bool:
    """Keep `former_pictures`, and where there are any `former_links` and `former_flows`.

    Returns whether there are.
    """
    keep(cursor, "former_statements", sql("graph/former_statements"), {"as_of": as_of})
    keep(cursor, "former_pictures", sql("graph/former_pictures"))
    if not cursor.execute("from former_pictures limit 1").fetchall():
        return False
    keep(cursor, "former_subjects", sql("graph/former_subjects"))
    datasets = derived("picture_datasets").of_rows(
        pictures="former_subjects",
        static_statements="former_statements",
        runs="folds.runs",
        job_listings="folds.job_listings",
        identities="folds.identities",
    )
    keep(cursor, "former_datasets", reading({"made": datasets}, sql("graph/former_datasets")))
    links = derived("lineage_links").of_rows(
        picture_datasets="former_datasets",
        lineage_entries="folds.lineage_entries",
        identities="folds.identities",
    )
    keep(cursor, "former_links", links)
    flows = derived("flows").of_rows(
        pictures="former_pictures",
        picture_datasets="former_datasets",
        lineage_links="former_links",
    )
    keep(cursor, "former_flows", flows)
    return True
