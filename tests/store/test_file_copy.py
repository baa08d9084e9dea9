"""Copies of a file that a writer has open: whole, consistent, or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.errors import Busy
from collector.store import file_copy
from collector.store.database import Database
from collector.store.file_copy import copy_file

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "select count(*), max(n) + 1, count(*) filter (where text <> md5(n::varchar)) from kept"


def test_a_copy_is_equal_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(range(256)) * 1000)
    copy_file(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o400
    copy_file(source, target)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


def test_without_help_of_the_system_a_copy_is_equal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(range(256)) * 1000)

    def refuse(*_: object) -> int:
        raise OSError("not here")

    monkeypatch.setattr("os.copy_file_range", refuse)
    copy_file(source, target)
    monkeypatch.delattr("os.copy_file_range")
    copy_file(source, tmp_path / "c")
    assert target.read_bytes() == (tmp_path / "c").read_bytes() == source.read_bytes()


def test_a_file_that_got_another_head_meanwhile_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(20_000))
    copied = file_copy._copy

    def copy_and_change(*files: object) -> None:
        copied(*files)  # type: ignore[arg-type]
        with source.open("r+b") as file:
            file.seek(5000)
            file.write(b"another")

    monkeypatch.setattr(file_copy, "_copy", copy_and_change)
    with pytest.raises(Busy, match="A checkpoint came in between"):
        copy_file(source, target)
    assert {path.name for path in tmp_path.iterdir()} == {"a"}


def test_a_writer_that_never_rests_spoils_no_copy(tmp_path: Path) -> None:
    """Each copy is either whole, with all rows of some moment, or refused."""
    source, target = tmp_path / "live.duckdb", tmp_path / "copied.duckdb"
    database = Database(source, 256 << 20, 1, 2 << 20)
    database.open()
    with database.cursor() as cursor:
        cursor.execute("create table kept (n bigint, text varchar)")
        cursor.execute("checkpoint")
    is_done = threading.Event()

    def write() -> None:
        with database.cursor() as cursor:
            for first in range(0, 10**9, 2000):
                cursor.execute(
                    "insert into kept select n, md5(n::varchar) "
                    f"from range({first}, {first + 2000}) as numbers(n)"
                )
                if is_done.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    counts: list[int] = []
    try:
        while len(counts) < 10:
            done = copied_by_a_process(source, target)
            if done == "":
                with duckdb.connect(str(target), read_only=True) as connection:
                    count, most, wrong = connection.execute(ROWS).fetchall()[0]
                assert (count, wrong) == (most or 0, 0)
                counts.append(count)
    finally:
        is_done.set()
        writer.join()
    assert counts == sorted(counts)
    with database.cursor() as cursor:
        assert cursor.execute(ROWS).fetchall()[0][0] >= counts[-1] > 0
    # The lock of the writer is still its own.
    assert "Could not set lock" in opened_by_a_process(source)
    database.close()


def copied_by_a_process(source: Path, target: Path) -> str:
    order = json.dumps({"source": str(source), "target": str(target)})
    done = subprocess.run(
        [sys.executable, "-m", "collector.store.file_copy"],
        input=order,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout in {"", "A checkpoint came in between."}
    return done.stdout


def opened_by_a_process(path: Path) -> str:
    program = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr
