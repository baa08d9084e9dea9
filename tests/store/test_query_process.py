"""What a process for queries can do when nothing guards it: read its copy, and nothing else."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.store.database import create_file
from tests.store.sql_attempts import ATTEMPTS, OVERWRITING, READING, written_out

if TYPE_CHECKING:
    from pathlib import Path

#: Statements as they are, on a connection that has given everything up; each with its error.
UNGUARDED = """
import json, sys
from pathlib import Path
from collector.store import query_process
os, some_frame = "the module", "a variable"
connection = query_process._opened(Path(sys.argv[1]), 256 << 20)
query_process._give_up(256 << 20)
for text in map(json.loads, sys.stdin):
    try:
        connection.execute(text).fetchall()
        told = None
    except Exception as error:
        told = str(error)
    sys.stdout.write(json.dumps(told) + "\\n")
    sys.stdout.flush()
"""

#: Crashes DuckDB before 2.0, which is what the process is for.
CRASHING = {"from pandas_scan(NULL)"}

#: Read no file, whatever their name says.
EMPTY = {"from glob('/*')", "from glob('$DB.tmp/*')", "from system.main.glob('$DIR/*')"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A database as a collector might have copied it, beside a file of somebody else."""
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    path = tmp_path / "lineage.duckdb"
    create_file(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table events as select range as seq from range(10)")
        connection.execute("create macro peek(path) as table from read_blob(path)")
    return path


def unguarded(copy: Path, attempts: list[str]) -> list[str | None]:
    """The error of each attempt; None where it succeeded."""
    lines = [json.dumps(written_out(attempt, copy)) for attempt in attempts]
    done = subprocess.run(
        [sys.executable, "-c", UNGUARDED, str(copy)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def test_without_the_guard_no_attempt_changes_a_file(copy: Path) -> None:
    before = contents(copy.parent)
    attempts = [attempt for attempt in ATTEMPTS if attempt not in CRASHING]
    assert len(unguarded(copy, attempts)) == len(attempts)
    assert contents(copy.parent) == before


def test_without_the_guard_no_file_is_read_or_written(copy: Path) -> None:
    attempts = [attempt for attempt in (*OVERWRITING, *READING) if attempt not in CRASHING | EMPTY]
    told = unguarded(copy, attempts)
    assert [attempt for attempt, error in zip(attempts, told, strict=True) if error is None] == []


def test_without_the_guard_nothing_can_be_stored_attached_or_set(copy: Path) -> None:
    attempts = [
        "insert into events values (1)",
        "create table t (a int)",
        "attach '$DIR/other.duckdb'",
        "attach '$DB' as again",
        "install httpfs",
        "load httpfs",
        "set threads = 4",
        "set memory_limit = '1TB'",
        "set disabled_filesystems = ''",
        "set lock_configuration = false",
        "set enable_external_access = true",
        "export database '$DIR/exported'",
    ]
    told = unguarded(copy, attempts)
    assert [attempt for attempt, error in zip(attempts, told, strict=True) if error is None] == []
