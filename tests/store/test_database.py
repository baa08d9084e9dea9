"""The DuckDB file."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.errors import BadSettings, Busy, Locked
from collector.store.database import Database, create_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def database(path: Path) -> Database:
    return Database(path, 1 << 28, 1, 1 << 28)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    found = database(tmp_path / "log.duckdb")
    found.open()
    yield found
    found.close()


def test_a_new_file_has_the_storage_version_that_keeps_bodies_small(opened: Database) -> None:
    with opened.cursor() as cursor:
        [(tags,)] = cursor.execute(
            "select tags from duckdb_databases() where not internal"
        ).fetchall()
        assert tags["storage_version"] == "v1.5.0+"


def test_bodies_are_compressed_with_zstd(opened: Database) -> None:
    with opened.cursor() as cursor:
        cursor.execute(
            "insert into events (seq, digest, received_at, kind, size, body) "
            "select i, i::varchar, now()::timestamp, 'RunEvent', 1, repeat('{\"a\": 1}', 500) || i "
            "from range(5000) as t(i)"
        )
        cursor.execute("checkpoint")
        found = cursor.execute(
            "select distinct compression from pragma_storage_info('events') "
            "where column_name = 'body' and segment_type = 'VARCHAR'"
        ).fetchall()
        assert found == [("ZSTD",)]


def test_sql_reads_no_file_and_no_python_variable(opened: Database) -> None:
    some_variable = [1]
    with opened.cursor() as cursor, pytest.raises(duckdb.CatalogException):
        cursor.execute("from some_variable")
    assert some_variable == [1]


def test_times_are_utc_whatever_the_zone_of_the_machine(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with opened.cursor() as cursor:
        zone = cursor.execute("select current_setting('TimeZone')").fetchall()
    assert zone == [("UTC",)]


def test_a_checkpoint_merges_no_row_groups(opened: Database) -> None:
    with opened.cursor() as cursor:
        found = cursor.execute("select current_setting('max_vacuum_tasks')::integer").fetchall()
    assert found == [(0,)]


def test_a_file_of_another_process_is_locked_and_its_pid_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.duckdb"
    create_file(path)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb; c = duckdb.connect({str(path)!r}); print('open', flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(Locked, match=rf"is in use by process {holder.pid}; stop it") as raised:
            database(path).open()
        assert raised.value.pid == holder.pid
        holder.communicate(b"\n")


def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello " * 5000)
    with pytest.raises(BadSettings, match="not a valid DuckDB database"):
        database(path).open()
    assert path.read_text() == "hello " * 5000


def test_a_database_of_another_program_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table events (id integer)")
    with pytest.raises(BadSettings, match="holds tables of another program"):
        database(path).open()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no folder"):
        database(tmp_path / "nowhere" / "log.duckdb").open()


def test_reopening_closes_cursors_in_use_and_goes_on(opened: Database) -> None:
    with opened.cursor() as stale:
        opened.reopen()
        with pytest.raises(duckdb.ConnectionException):
            stale.execute("select 1")
    with opened.cursor() as fresh:
        assert fresh.execute("select count(*) from events").fetchall() == [(0,)]


def test_a_closed_database_is_busy(opened: Database) -> None:
    opened.close()
    with pytest.raises(Busy), opened.cursor():
        pass
