"""What is gathered of one version is what the public relations tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.fold.gathering import (
    OF_MODELS,
    OF_VERSIONS,
    Version,
    gather_all,
    gather_models,
    gather_versions,
)
from collector.store.moment import at_one_moment
from tests.models.story import MODEL, REGISTRY, story

if TYPE_CHECKING:
    import duckdb

    from tests.conftest import Client

    Rows = dict[str, list[tuple[object, ...]]]

_OF_RUNS = ("training_runs", "recipes")


@pytest.fixture
async def client(client: Client) -> Client:
    await client.accept(*story())
    await client.get("/api/v1/models")
    return client


def rows(cursor: duckdb.DuckDBPyConnection, relation: str, only: str) -> list[tuple[object, ...]]:
    return cursor.execute(f"from {relation} where {only} order by all").fetchall()


def gathered(cursor: duckdb.DuckDBPyConnection, version: str) -> tuple[Rows, Rows]:
    """What is gathered, and what the public relations say."""
    own: Rows = {}
    public: Rows = {}
    with at_one_moment(cursor):
        there = gather_models(cursor, [(REGISTRY, MODEL)])
        own |= {name: rows(cursor, name, "true") for name in OF_MODELS}
        gather_versions(cursor, [Version(REGISTRY, MODEL, version)], there)
        own |= {name: rows(cursor, name, "true") for name in OF_VERSIONS}
        runs = cursor.execute("select run_id from model_runs").fetchall()
    of_runs = f"run_id in ({', '.join(repr(run_id) for (run_id,) in runs)})"
    for name in OF_VERSIONS:
        only = of_runs if name in _OF_RUNS else f"model_version = '{version}'"
        public[name] = rows(cursor, name, only)
    for name in OF_MODELS:
        public[name] = rows(cursor, name, "true")
    return own, public


@pytest.mark.parametrize("version", ["1", "2"])
async def test_of_one_version_as_of_all(client: Client, version: str) -> None:
    own, public = await client.store.ask(gathered, version)

    assert own == public
    assert all(own.values())


def all_gathered(cursor: duckdb.DuckDBPyConnection) -> tuple[Rows, Rows]:
    names = (*OF_VERSIONS, *OF_MODELS)
    with at_one_moment(cursor):
        gather_all(cursor)
        own = {name: rows(cursor, name, "true") for name in names}
    return own, {name: rows(cursor, name, "true") for name in names}


async def test_of_everything_too(client: Client) -> None:
    own, public = await client.store.ask(all_gathered)

    assert own == public
