"""What queries may not do, tried on a real file: refused, and nothing is another afterwards."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.errors import Malformed
from collector.settings import Sql
from collector.store.database import Database
from collector.store.sql_formats import Query
from collector.store.sql_guard import (
    DENIED_FUNCTIONS,
    check_definition,
    checked,
)
from collector.store.sql_query import Stop, answer
from tests.store.sql_attempts import ATTEMPTS, written_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with a schema that is hidden, and views over it."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    database = Database(folder / "store.duckdb", 256 << 20, 1, 256 << 20)
    database.open()
    with database.cursor() as cursor:
        cursor.execute("create schema folds")
        cursor.execute("create table folds.hidden as select 17 as a")
        cursor.execute("create sequence s")
        cursor.execute("create macro peek(path) as table from read_blob(path)")
        cursor.execute("create view shown as select a from folds.hidden")
        cursor.execute("create view shown_again as select a + 1 as a from shown")
        cursor.execute("insert into removals values (now(), 'events', 'age', null, 1, 1, 1, null)")
    ask(database, "select 1")  # sets what every query sets
    yield database
    database.close()


def ask(database: Database, text: str) -> list[dict[str, object]]:
    with database.cursor() as cursor:
        rows: list[dict[str, object]] = answer(
            cursor, Query(text), Sql(timeout=5), Stop()
        ).table.to_pylist()
    return rows


def contents(folder: Path) -> dict[str, str]:
    """Every file with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_is_refused_and_changes_no_file_and_no_setting(
    database: Database, attempt: str
) -> None:
    folder = database.path.parent
    text = written_out(attempt, database.path)
    before = contents(folder)
    with database.cursor() as cursor:
        settings = cursor.execute("from duckdb_settings() order by name").fetchall()
        with pytest.raises(Malformed):
            checked(cursor, text)
    with pytest.raises(Malformed):
        ask(database, text)
    assert contents(folder) == before
    with database.cursor() as cursor:
        assert cursor.execute("from duckdb_settings() order by name").fetchall() == settings
        assert cursor.execute("select count(*) from removals").fetchall() == [(1,)]


HARMLESS = [
    "from events",
    "table main.removals",
    "select * from store.main.removals",
    "SELECT Row_Count FROM REMOVALS;",
    "values (1), (2)",
    "describe removals",
    "describe select 1",
    "summarize removals",
    "show tables",
    "from shown",
    "from shown_again join shown using (a)",
    "with events as (from events) from events",
    "with a as (select 1 as x), b as (from a) from b, a",
    "with a as (select 1) (with b as (from a) from b) union all from a",
    "with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) from r",
    """with recursive r(n, m) using key (n) as (
        select 1, 1 union all select n, m + 1 from recurring.r where m < 3) from r""",
    "select (with x as (select 1) from x)",
    "select * exclude (day) replace (1 as row_count) from removals order by all limit 10 offset 1",
    "select sum(row_count) over w from removals window w as (order by removed_at)",
    "select columns(lambda c: c like '%_count') from removals",
    "select distinct on (reason) reason from removals qualify row_number() over () = 1",
    "from removals pivot (count(*) for reason in ('age', 'size'))",
    "from removals unpivot (value for name in (row_count, byte_count))",
    "from range(3), unnest([1, 2]) as u(x), generate_series(1, 2)",
    """from json_each('{"a": 1}')""",
    "from removals tablesample 10%",
    "from removals asof join events on removals.removed_at >= events.received_at",
    "select extract(year from removed_at), removed_at at time zone 'UTC' from removals",
    "select 'a' similar to 'b', 'a' ~ 'b', 'a' like 'b', 'x' collate nocase",
    "select [x for x in [1, 2] if x > 1], {'a': 1}.a, map {'a': 1}, [1, 2][1:2]",
    "select case when true then 1 end, 1 in (1, 2), 1 between 0 and 2, try_cast('a' as int)",
    "select count(*) filter (where true), grouping(reason) from removals group by rollup(reason)",
    "select interval 1 day, date '2026-01-01', null::struct(a int), 'a'::enum('a')",
    """select '{"a": 1}'::json -> '$.a', json_extract('{"a": 1}', '$.a')""",
    "select $$a$$, 1 -- a comment",
    "select random() < 2, uuid() is not null, now() is not null, version() is not null",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_is_answered(database: Database, text: str) -> None:
    ask(database, text)


def test_a_view_shows_what_cannot_be_read_by_itself(database: Database) -> None:
    assert ask(database, "select a from shown_again") == [{"a": 18}]
    with pytest.raises(Malformed, match=r"no relation 'folds.hidden' that queries may read"):
        ask(database, "select a from folds.hidden")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("from read_csv('x')", r"may not use read_csv\(…\) in FROM"),
        ("select nextval('s')", "may not use the function nextval"),
        ("select folds.f()", "may not use the function folds.f"),
        (
            "with x as (delete from events returning *) from x",
            "may not use DELETE QUERY|cannot be read",
        ),
        ("drop table events", "A query is one SELECT statement"),
        ("select 1;\nselect 1 )", r"at or near .\). \(line 2, column 10\)"),
        ("from nothing", "no relation 'nothing' that queries may read"),
        ("show databases", "may not use this SHOW"),
    ],
)
def test_a_refusal_says_what_is_not_allowed(database: Database, text: str, told: str) -> None:
    with pytest.raises(Malformed, match=told):
        ask(database, text)


#: Functions with an effect, or another answer each time, that harm nobody.
HARMLESS_VOLATILES = {
    *("current_connection_id", "current_query", "current_query_id", "current_transaction_id"),
    *("gen_random_uuid", "random", "stats", "uuid", "uuidv4", "uuidv7", "vector_type"),
}


def test_every_volatile_function_of_this_duckdb_is_denied_or_known_to_be_harmless() -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            "select distinct function_name from duckdb_functions() where stability = 'VOLATILE'"
        ).fetchall()
    assert {name for (name,) in found} - DENIED_FUNCTIONS <= HARMLESS_VOLATILES


@pytest.mark.parametrize(
    "text",
    ["select $1", "select ?", "select $n", "describe t", "from (summarize t)", "show tables"],
)
def test_no_relation_is_made_of_parameters_or_of_the_catalog(text: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t (n integer)")
        checked(connection, text)
        with pytest.raises(Malformed):
            check_definition(connection, text)
        check_definition(connection, "with u as (from t) select n from u")
