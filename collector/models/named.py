"""From the names that a client uses to a model, and to a version of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import NotFound
from collector.fold.folds import fold, union
from collector.fold.gathering import Version, gather_models, gather_versions
from collector.search.near import near
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb

#: Versions that an answer names where there is no such one.
_MOST_NEAR = 5


def model_named(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str) -> tuple[str, str]:
    """Namespace and name that stand for the model; raises NotFound with near ones."""
    statements = union("model_statements", ("parts", *fold("model_statements").settled))
    found = cursor.execute(
        reading({"model_statements": statements}, sql("models/canonical_model")),
        {"namespace": namespace, "name": name},
    ).fetchall()
    if not found:
        raise NotFound(
            f"There is no model {name!r} in {namespace!r}.",
            near=near(cursor, "dataset", f"{namespace}:{name}"),
        )
    [(canonical_namespace, canonical_name)] = found
    return canonical_namespace, canonical_name


def gather_named(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, *texts: str
) -> list[Version]:
    """Gather what is told of versions of a model; raises NotFound. In `at_one_moment`.

    A text is the name of a version, or what its tool calls it, or an alias that it holds now.
    """
    model = model_named(cursor, namespace, name)
    there = gather_models(cursor, [model])
    versions = [_version_named(cursor, model, text) for text in texts]
    gather_versions(cursor, versions, there)
    return versions


def _version_named(cursor: duckdb.DuckDBPyConnection, model: tuple[str, str], text: str) -> Version:
    found = cursor.execute(sql("models/named_version"), {"version": text}).fetchall()
    if not found:
        known = cursor.execute(sql("models/last_versions"), {"limit": _MOST_NEAR}).fetchall()
        raise NotFound(
            f"There is no version {text!r} of the model {model[1]!r}, and no alias of that name.",
            near=[f"model:{model[0]}:{model[1]}@{version}" for (version,) in known],
        )
    [(version,)] = found
    return Version(*model, version)
