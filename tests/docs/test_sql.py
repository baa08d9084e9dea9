"""docs/sql.md: its tables are those of the SQL, and each of its queries gives rows."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.clients.wire import INGEST, ask
from tests.conftest import Server, body, event
from tests.docs.sql_page import FILES, PATH, written

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAGE = PATH.read_text(encoding="utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
RELATIONS = re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)

JSON = {"Content-Type": "application/json"}
FACET = {"_producer": "https://example.com/tests", "_schemaURL": "https://example.com/tests"}
#: Kept although it is wrong; refused where the facets are to be good.
BAD_FACET = event(job={"namespace": "tests", "name": "job", "facets": {"sql": FACET}})


def _own_events() -> Iterator[bytes]:
    """What the recordings of dbt do not tell of."""
    now = datetime.now(UTC)
    run = {"runId": "0193a5b4-7c21-7000-8000-00000000000f"}
    yield body(event(eventType="FAIL", eventTime=now.isoformat(), run=run))
    facets = {
        "symlinks": {
            **FACET,
            "identifiers": [{"namespace": "hive", "name": "sales.orders", "type": "TABLE"}],
        },
        "tags": {**FACET, "tags": [{"key": "pii", "value": "true", "field": "email"}]},
    }
    yield body(
        event(
            eventType="COMPLETE",
            eventTime=(now - timedelta(days=30)).isoformat(),
            outputs=[{"namespace": "s3://sales", "name": "orders", "facets": facets}],
        )
    )
    yield body({**BAD_FACET, "eventTime": "2026-01-01T11:00:00Z"})
    yield body(event(run=None))
    yield from _of_models()


def _of_models() -> Iterator[bytes]:
    """A version, the next one that takes its alias, and what serves."""
    text = (FIXTURES / "model_event.json").read_text(encoding="utf-8")
    yield text.encode()
    training = json.loads(text)
    training["eventTime"] = "2026-11-24T09:00:00Z"
    training["run"]["runId"] = "449e61d2-0c3f-4a7b-9a41-6d0e2f8b5c14"
    training["run"]["facets"]["executionParameters"]["parameters"][0]["value"] = "400"
    for metric in training["run"]["facets"]["collector_metrics"]["metrics"]:
        metric["model"]["version"] = "2"
    [model] = training["outputs"]
    model["facets"]["version"]["datasetVersion"] = "2"
    model["facets"]["collector_model"] |= {"modelId": "m-2", "aliases": ["champion"]}
    yield body(training)
    facets = {"collector_deployment": {**FACET, "environment": "production", "endpoint": "/churn"}}
    yield body(
        event(
            eventType="START",
            eventTime="2026-11-24T10:00:00Z",
            run={"runId": "449e61d2-0c3f-4a7b-9a41-6d0e2f8b5c15"},
            job={"namespace": "tests", "name": "serve", "facets": facets},
            inputs=[model],
        )
    )


def _taken_out_again(database: Path) -> None:
    """Of a log: an event that a strict collector refused, and that was good at another try."""
    strict = Server(database, ("--strict",), {})
    status, _ = ask(strict.url + INGEST, body(BAD_FACET), JSON)
    assert (status, strict.stop()) == (422, 0)
    usual = Server(database, (), {})
    status, answer = ask(f"{usual.url}/api/v1/rejections/replay", body({"seqs": [1]}), JSON)
    assert (status, usual.stop()) == (200, 0), answer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A collector whose log has something in every relation."""
    database = tmp_path_factory.mktemp("sql") / "lineage.duckdb"
    _taken_out_again(database)
    server = Server(database, (), {})
    try:
        for name in ("dbt_run", "dbt_example"):
            lines = (FIXTURES / f"{name}.ndjson").read_bytes()
            ask(f"{server.url}{INGEST}/batch", lines, {"Content-Type": "application/x-ndjson"})
        for content in _own_events():
            ask(server.url + INGEST, content, JSON)
        _wait_until_audited(server)
        yield server
    finally:
        server.close()


def _wait_until_audited(server: Server) -> None:
    query = body({"query": "select count(*) from audit_findings"})
    until = time.monotonic() + 30
    while json.loads(ask(f"{server.url}/api/v1/sql", query, JSON)[1])["rows"] == [[0]]:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture(scope="module")
def snapshot(server: Server) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of its log, opened without the collector."""
    # A query over HTTP waits for the views.
    assert ask(f"{server.url}/api/v1/sql", body({"query": "select 1"}), JSON)[0] == 200
    target = server.database.with_name("copy.duckdb")
    status, answer = ask(f"{server.url}/api/v1/store/snapshot", body({"path": str(target)}), JSON)
    assert status == 200, answer
    with duckdb.connect(str(target), read_only=True) as connection:
        yield connection


def test_the_tables_are_those_that_make_docs_writes() -> None:
    assert written(PAGE) == PAGE, "call `make docs`"


def test_every_public_relation_is_told_once_and_no_other() -> None:
    assert sorted(RELATIONS) == sorted(FILES)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_has_its_table_and_a_query_of_its_own(relation: str) -> None:
    section = PAGE.partition(f"\n### {relation}\n")[2].partition("\n##")[0]

    assert "| column | type | what it is |" in section
    assert re.search(rf"```sql\n.*?\bfrom {relation}\b.*?```", section, re.DOTALL)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_gives_rows(server: Server, query: str) -> None:
    status, answer = ask(f"{server.url}/api/v1/sql", body({"query": query}), JSON)

    assert status == 200, answer
    assert json.loads(answer)["rows"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_gives_rows_in_a_snapshot_too(
    snapshot: duckdb.DuckDBPyConnection, query: str
) -> None:
    assert snapshot.execute(query).fetchall()
