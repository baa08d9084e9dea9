from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.conftest import EVENT, body, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server


@pytest.fixture
def filled(collector: Callable[..., Done], tmp_path: Path) -> Callable[..., Done]:
    """The command line, on a log with two events and one rejection."""
    (tmp_path / "events.ndjson").write_bytes(body(EVENT) + b"\n{\n" + body(event_number(2)))
    assert collector("import", "events.ndjson").code == 4
    return collector


def test_info_tells_what_the_log_holds_and_of_the_file(
    filled: Callable[..., Done], tmp_path: Path
) -> None:
    info = filled("store", "info", "--json").json

    database = tmp_path / "lineage.duckdb"
    assert info["database"] == info["file"]["path"] == str(database)
    assert info["file"]["storage_version"].startswith("v1.5.0")
    assert info["file"]["duckdb_version"] == f"v{duckdb.__version__}"
    rows = {row["relation"]: (row["row_count"], row["byte_count"]) for row in info["relations"]}
    assert rows["events"] == (2, len(body(EVENT) + body(event_number(2))))
    assert rows["rejections"] == (1, 1)
    text = filled("store", "info").text
    assert text.startswith(f"database         {database}\nfile             ")
    assert "taken out" not in text


def test_info_tells_what_was_taken_out(filled: Callable[..., Done], tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "lineage.duckdb")) as connection:
        connection.execute(
            "insert into removals values (now(), 'events', 'retention', null, 7, 70, 0, null)"
        )

    assert "taken out:\nrelation  reason     row_count" in filled("store", "info").text


def test_info_is_told_by_a_running_collector(
    collector: Callable[..., Done], server: Server
) -> None:
    assert str(server.database) in collector("store", "info").text
    assert collector("store", "info", "--json").json["database"] == str(server.database)


def test_check_finds_nothing_wrong_in_a_sound_file(filled: Callable[..., Done]) -> None:
    done = filled("store", "check")

    assert (done.code, done.out) == (0, b"")
    assert done.err == "ok: 2 events, 1 rejections, 0 violations, 0 removals\n"
    report = filled("store", "check", "--json").json
    assert (report["ok"], report["faults"], report["duplicate_count"]) == (True, [], 0)


def test_check_lists_what_is_wrong(filled: Callable[..., Done], tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "lineage.duckdb")) as connection:
        connection.execute("update events set size = 1")
        connection.execute("insert into events select * replace (9 as seq) from events limit 1")

    done = filled("store", "check")

    assert done.code == 1
    assert done.text.splitlines() == [
        f"events {seq}: the body is not as long as its row says" for seq in (1, 3, 9)
    ]
    assert done.err.startswith("3 faults: 3 events, ")
    assert done.err.endswith(", 1 of the events again\n")
    assert filled("store", "check", "--json").json["ok"] is False


def test_check_and_compact_need_the_file_alone(
    collector: Callable[..., Done], server: Server
) -> None:
    for arguments, hint in ((["check"], "collector snapshot COPY"), (["compact"], "stop it")):
        done = collector("store", *arguments)
        assert (done.code, done.out) == (1, b"")
        assert f"in use by process {server.pid}" in done.err
        assert hint in done.err


def test_compact_says_what_it_was_and_what_it_is(
    filled: Callable[..., Done], tmp_path: Path
) -> None:
    before = filled("events", "export").out

    done = filled("store", "compact", "--json").json

    size = (tmp_path / "lineage.duckdb").stat().st_size
    assert (done["bytes_after"], done["bytes_before"] >= size) == (size, True)
    assert filled("events", "export").out == before
    assert f"bytes before, {size:,} after" in filled("store", "compact").err


def test_a_database_that_is_not_there_is_not_made(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    for command in ("info", "check", "compact"):
        assert collector("store", command).code == 3
    assert list(tmp_path.iterdir()) == []
