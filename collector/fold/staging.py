"""The relations of one batch, as temporary tables of the folding cursor."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa

from collector.fold import deriving
from collector.fold.documents import document
from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

    from collector.settings import Identity

#: In the order in which they are made: each reads those before it.
STAGED = (
    "parsed_events",
    "event_datasets",
    "event_facets",
    "event_symlinks",
    "event_run_facets",
    "lineage_facets",
)

_MACROS = ("dataset_namespace", "dataset_name", "utc_time")

#: Contents that are remembered as stored; beyond, all are forgotten, and stored once more.
_MOST_KNOWN = 200_000


def prepare(cursor: duckdb.DuckDBPyConnection, identity: Identity) -> None:
    """Make the macros and the relations, which hold nothing yet."""
    for rule, is_on in asdict(identity).items():
        cursor.execute(f"set variable {rule} = {is_on}")
    for macro in _MACROS:
        cursor.execute(sql(f"fold/{macro}"))
    forget_known(cursor)
    stage(cursor, read_batch(cursor, 0, 0))


def forget_known(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take nothing for stored."""
    deriving.forget_known(cursor)
    cursor.execute("create or replace temp table known_facets (known ubigint)")
    cursor.execute("create or replace temp table known_contents (content ubigint)")


def remember_known(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take what the batch says for stored from now on, but no more than fits."""
    [(count,)] = cursor.execute("select count(*) from known_facets").fetchall()
    if count > _MOST_KNOWN:
        forget_known(cursor)
    cursor.execute(sql("fold/known_facets"))
    cursor.execute(sql("fold/known_contents"))


def read_batch(cursor: duckdb.DuckDBPyConnection, after: int, last: int) -> pa.Table:
    """The events after one number up to another, with the documents that are folded of them."""
    span = {"after": after, "last": last}
    cursor.execute(sql("fold/violated_facets"), span)
    violated: dict[int, list[str]] = {}
    for seq, pointer in cursor.fetchall():
        violated.setdefault(seq, []).append(pointer)
    cursor.execute(sql("fold/batch"), span)
    rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(_BATCH) + 1)
    seqs, bodies = columns[-2:]
    texts = [document(body, violated.get(seq, ())) for seq, body in zip(seqs, bodies, strict=True)]
    arrays = [
        pa.array(values, kind)
        for values, kind in zip([*columns[:-2], texts], _BATCH.types, strict=True)
    ]
    return pa.table(arrays, schema=_BATCH)


_BATCH = pa.schema(
    {
        "digest": pa.string(),
        "event_time": pa.timestamp("us"),
        "kind": pa.string(),
        "event_type": pa.string(),
        "run_id": pa.string(),
        "job_namespace": pa.string(),
        "job_name": pa.string(),
        "producer": pa.string(),
        "document": pa.string(),
    }
)


def stage(cursor: duckdb.DuckDBPyConnection, batch: pa.Table) -> None:
    """Put the events of a batch into the relations."""
    cursor.register("documents", batch)
    for name in STAGED:
        cursor.execute(f"create or replace temp table {name} as {sql(f'1_staged/{name}')}")
    cursor.unregister("documents")
