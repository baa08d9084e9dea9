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
    MOST_CHARACTERS,
    check_definition,
    checked,
)
from collector.store.sql_query import Stop, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: In these, $DB is the path of the database and $DIR its folder, with a file `other.csv` in it.
OVERWRITING = [
    "explain analyze copy (select 'x') to '$DB' (format csv, use_tmp_file false)",
    "with x as (copy (select 'x') to '$DB' (format csv, use_tmp_file false)) from x",
    "explain analyze copy (select 'x') to '$DB.wal' (format csv, use_tmp_file false)",
    "with x as (copy (select 'x') to '$DB.wal' (format csv, use_tmp_file false)) from x",
    "explain analyze copy (select 'x') to '$DB.wal.checkpoint' (format csv, use_tmp_file false)",
    "with x as (copy (select 1) to '$DB.wal.checkpoint' (format csv, use_tmp_file false)) from x",
    "copy (select 'x') to '$DB'",
    "copy (select 'x') to '$DIR/new.csv'",
    "copy events to '$DIR/new.parquet'",
    "with x as (copy (select 1) to '$DIR/new.csv') from x",
    "from (copy (select 1) to '$DIR/new.csv')",
    "explain copy events to '$DIR/new.csv'",
    "copy events from '$DIR/other.csv'",
    "export database '$DIR/exported'",
    "import database '$DIR'",
]

READING = [
    "from read_blob('$DB')",
    "select content from read_blob('$DB.wal')",
    "from read_text('$DB.wal')",
    "from glob('$DB.tmp/*')",
    "from glob('/*')",
    "from read_text('/etc/passwd')",
    "from read_csv('/etc/passwd')",
    "from read_csv_auto('$DIR/other.csv')",
    "from READ_BLOB('$DB')",
    "from main.read_blob('$DB')",
    "from system.main.read_blob('$DB')",
    "from \"read_blob\"('$DB')",
    "select (select content from read_blob('$DB'))",
    "select 1 where exists (from read_text('/etc/passwd'))",
    "from events, lateral (from read_text('/etc/passwd'))",
    "with x as (from read_text('/etc/passwd')) from x",
    "from events union all select 1, * from read_text('/etc/passwd')",
    "from events order by (select content from read_text('/etc/passwd'))",
    "from events limit (select size from read_text('/etc/passwd'))",
    "select sum(seq) filter (where seq < (select size from read_blob('$DB'))) from events",
    "select list_transform([1], lambda x: (select size from read_blob('$DB')))",
    "from events pivot (count(*) for seq in (1)) join read_text('/etc/passwd') on true",
    "describe from read_csv('/etc/passwd')",
    "summarize from read_csv('/etc/passwd')",
    "from unnest((select list(content) from read_text('/etc/passwd')))",
    "from range((select size from read_blob('$DB')))",
    "from read_json('$DIR/other.csv')",
    "from read_json_objects('$DIR/other.csv')",
    "from read_ndjson('$DIR/other.csv')",
    "from read_parquet('$DIR/other.csv')",
    "from read_duckdb('$DB')",
    "from parquet_metadata('$DIR/other.csv')",
    "from parquet_scan('$DIR/other.csv')",
    "from sniff_csv('$DIR/other.csv')",
    "from '/etc/passwd'",
    "from '$DIR/other.csv'",
    'from "$DIR/other.csv"',
    "from '$DIR/no.parquet'",
    "table '$DIR/other.csv'",
    "describe '$DIR/other.csv'",
    "from some_frame",
    "from os",
    "from arrow_scan(1, 2, 3)",
    "from pandas_scan(NULL)",
    "from python_map_function()",
    "from pandas_scan(1::bigint)",
    "from seq_scan('events')",
]

CHANGING = [
    "insert into events values (1)",
    "with x as (delete from events returning *) select * from x",
    "with x as (insert into events (seq) values (1) returning *) select * from x",
    "with x as (update events set seq = 1 returning *) select * from x",
    "select * from (delete from events returning *)",
    "select 1 union all (delete from events)",
    "delete from events",
    "update events set seq = 1",
    "truncate events",
    "create table t (a int)",
    "create temp table t (a int)",
    "create view w as select 1",
    "create macro m() as 1",
    "create or replace table events as select 1",
    "drop table events",
    "alter table events add column a int",
    "comment on table events is 'x'",
    "merge into events using (select 1) on true when matched then delete",
    "explain analyze insert into events (seq) values (1)",
    "explain analyze create temp table t as select 1",
    "explain analyze delete from events",
    "explain select 1",
    "select nextval('s')",
    "select nextval('s') over ()",
    "select setval('s', 1)",
    "select currval('s')",
    "select setseed(0.5)",
    "checkpoint",
    "force checkpoint",
    "explain analyze checkpoint",
    "from checkpoint()",
    "from force_checkpoint()",
    "vacuum",
    "analyze",
    "select write_log('x')",
    "from truncate_duckdb_logs()",
    "from enable_logging()",
    "call enable_logging()",
    "from enable_profiling()",
    "begin",
    "commit",
    "rollback",
    "select 1; commit; insert into events (seq) values (1)",
    "select 1; select 2",
    "prepare p as select 1",
    "execute p",
    "deallocate p",
]

SESSION = [
    "attach '$DIR/other.duckdb'",
    "attach '$DB' as again",
    "attach ':memory:'",
    "detach store",
    "use memory",
    "install httpfs",
    "load httpfs",
    "load '$DIR/x.duckdb_extension'",
    "set threads = 4",
    "set global memory_limit = '1TB'",
    "set enable_external_access = true",
    "set lock_configuration = true",
    "set temp_directory = '$DIR'",
    "set profiling_output = '$DIR/profile'",
    "set variable x = 1",
    "reset threads",
    "pragma enable_profiling",
    "pragma profile_output = '$DIR/profile'",
    "pragma database_list",
    "pragma table_info('events')",
    "create secret s (type http)",
    "create persistent secret s (type http)",
    "connect 'quack:localhost'",
    "call quack_serve()",
    "call pragma_version()",
    "from query('select 1')",
    "from query_table('events')",
    "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    "select json_serialize_plan('from read_csv(''/etc/passwd'')')",
    "select sleep_ms(1)",
    "select pg_sleep(1)",
    "select error('x')",
    "select getvariable('x')",
    "select current_setting('temp_directory')",
    "select get_block_size('store')",
    "from histogram(events, seq)",
    "select __internal_decompress_string(1)",
    "select getenv('HOME')",
    "kill 1",
]

LOOKING = [
    "from duckdb_databases()",
    "from duckdb_settings()",
    "from duckdb_secrets()",
    "from duckdb_temporary_files()",
    "from duckdb_logs()",
    "from duckdb_tables",
    "from duckdb_logs",
    "from duckdb_settings",
    "from main.duckdb_databases",
    "from system.main.duckdb_tables",
    "from information_schema.tables",
    "from information_schema.columns",
    "from pg_catalog.pg_class",
    "from pg_class",
    "from sqlite_master",
    "from pragma_storage_info('events')",
    "from pragma_database_size()",
    "from which_secret('x', 's3')",
    "from duckdb_connections()",
    "show databases",
    "show all tables",
    "show tables from folds",
    "show variables",
    "from folds.hidden",
    "from store.folds.hidden",
    "describe folds.hidden",
    "summarize folds.hidden",
    "show folds.hidden",
    "select hidden.a from events, folds.hidden",
    "select 1::folds.kind",
    "select folds.f()",
    "select store.main.f()",
    "from temp.main.events",
    "from other.main.events",
    "from recurring.events",
]

SCOPES = [
    'with a as (from "$DIR/other.csv"), "$DIR/other.csv" as (select 1) from a',
    'with "$DIR/other.csv" as (from "$DIR/other.csv") from "$DIR/other.csv"',
    'from (with "$DIR/other.csv" as (select 1) from "$DIR/other.csv"), "$DIR/other.csv"',
    'select (with "$DIR/other.csv" as (select 1) select 1), * from "$DIR/other.csv"',
    "with duckdb_settings as (from duckdb_settings) from duckdb_settings",
    "with recursive duckdb_settings as (from duckdb_settings) from duckdb_settings",
    "with recursive x as (select name from duckdb_settings union all select 'a' from x) from x",
    "with recursive pg_class as (from pg_class union all from pg_class) from pg_class",
    "with x as (select 1) from main.x",
    "with x as (select 1) from recurring.x",
]

TEXTS = [
    "",
    ";",
    "-- nothing",
    "select",
    "selec 1",
    "select 1 /*",
    "select 1\0",
    "select 1\0; drop table events",
    "select '\ud800'",
    "select 1) union all (select 2",
    "pivot events on seq",
    "select " + "(" * 2000 + "1" + ")" * 2000,
    "select " + "+".join(["1"] * 2000),
    "select " + "- " * 5000 + "1",
    "select 1 -- " + "x" * MOST_CHARACTERS,
]


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


@pytest.mark.parametrize(
    "attempt", [*OVERWRITING, *READING, *CHANGING, *SESSION, *LOOKING, *SCOPES, *TEXTS]
)
def test_an_attempt_is_refused_and_changes_no_file_and_no_setting(
    database: Database, attempt: str
) -> None:
    folder = database.path.parent
    text = attempt.replace("$DB", str(database.path)).replace("$DIR", str(folder))
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
