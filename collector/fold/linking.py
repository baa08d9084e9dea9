"""Keeps the table of names that are one dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from collector.fold.identities import identities
from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

_NAMES = pa.struct(
    {
        "namespace": pa.string(),
        "name": pa.string(),
        "canonical_namespace": pa.string(),
        "canonical_name": pa.string(),
        "is_place": pa.bool_(),
    }
)

_SAME_NAME = "identities.namespace = names.namespace and identities.name = names.name"


def link(cursor: duckdb.DuckDBPyConnection, links: Literal["new_links", "all_links"]) -> bool:
    """Decide which names are one dataset, for the symlinks of the batch or all that are folded.

    Returns whether there are any; then the names that stood for a dataset until now are in the
    table `renamed_datasets`.
    """
    cursor.execute(f"create or replace temp table new_links as {sql(f'fold/{links}')}")
    told = cursor.execute("from new_links").fetchall()
    if not told:
        return False
    known = cursor.execute(sql("fold/linked_identities")).fetchall()
    names = pa.array(identities(told, known), _NAMES)
    cursor.register("names", pa.RecordBatch.from_struct_array(names))
    cursor.execute(
        f"create or replace temp table renamed_datasets as {sql('fold/renamed_datasets')}"
    )
    cursor.execute("insert into folds.links by name from new_links")
    cursor.execute(f"delete from folds.identities using names where {_SAME_NAME}")
    cursor.execute("insert into folds.identities by name from names")
    cursor.unregister("names")
    return True
