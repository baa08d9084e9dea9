"""docs/event-log.md: its tables are those of the code, and its queries run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.store.statements import statement
from collector.store.tables import TABLES
from tests.clients.wire import INGEST, ask
from tests.conftest import Server, body, event

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "event-log.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

#: Of the queries, the one about what the file does not have.
WITHOUT_ROWS = "from removals"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot of a log with events, violations and rejections."""
    folder = tmp_path_factory.mktemp("docs")
    server = Server(folder / "lineage.duckdb", (), {})
    lines = (ROOT / "tests" / "fixtures" / "dbt_run.ndjson").read_bytes()
    ask(f"{server.url}{INGEST}/batch", lines, {"Content-Type": "application/x-ndjson"})
    bad_facet = {"sql": {"_producer": "https://example.com", "_schemaURL": "https://example.com"}}
    for content in (
        body(event(job={"namespace": "tests", "name": "job", "facets": bad_facet})),
        b"\xef\xbb\xbf" + body(event()),
        body(event(run=None)),
        b"\xff",
    ):
        ask(server.url + INGEST, content, {"Content-Type": "application/json"})
    target = body({"path": str(folder / "copy.duckdb")})
    status, answer = ask(
        f"{server.url}/api/v1/store/snapshot", target, {"Content-Type": "application/json"}
    )
    server.close()
    assert status == 200, answer
    with duckdb.connect(str(folder / "copy.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("relation", TABLES)
def test_the_columns_are_those_of_the_relation(
    copy: duckdb.DuckDBPyConnection, relation: str
) -> None:
    table = statement(f"log/{relation}")
    section = PAGE.partition(f"\n### {relation}\n\n")[2].partition("\n##")[0]
    summary, _, rest = section.partition("\n\n")
    rows = [line for line in rest.splitlines() if line.startswith("| `")]

    assert summary == table.summary
    assert rows == [
        f"| `{name}` | {kind.lower()} | {null.lower()} | {table.columns[name]} |"
        for name, kind, null, *_ in copy.execute(f"describe {relation}").fetchall()
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_run(copy: duckdb.DuckDBPyConnection, query: str) -> None:
    rows = copy.execute(query).fetchall()

    assert bool(rows) == (WITHOUT_ROWS not in query)


def test_digests_are_those_of_the_bodies(copy: duckdb.DuckDBPyConnection) -> None:
    assert copy.execute("select bool_and(sha256(body) = digest) from events").fetchall() == [
        (True,)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a":1,"a":2}', "1"),
        ('{"a":NaN}', "NaN"),
        ('{"a":123456789012345678901234567890}', "123456789012345678901234567890"),
    ],
)
def test_duckdb_reads_oddities_as_the_page_says(
    copy: duckdb.DuckDBPyConnection, text: str, found: str
) -> None:
    assert copy.execute("select $1::json ->> '$.a'", [text]).fetchall() == [(found,)]


def test_a_byte_order_mark_is_no_json_for_duckdb(copy: duckdb.DuckDBPyConnection) -> None:
    query = "select count(*) from events where try_cast(body as json) is null"
    assert copy.execute(query).fetchall() == [(1,)]


def test_there_are_queries() -> None:
    assert len(QUERIES) > 8
