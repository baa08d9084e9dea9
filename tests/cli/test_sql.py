"""`collector sql` on a running collector, on a file, and on a snapshot that nobody may change."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.conftest import EVENT, body, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


@pytest.fixture(params=["opened", "served"])
def filled(request: pytest.FixtureRequest, collector: Run, tmp_path: Path) -> Run:
    """The command line, on a log with two events; in a file and behind a collector."""
    if request.param == "served":
        request.getfixturevalue("server")
    (tmp_path / "events.ndjson").write_bytes(body(EVENT) + b"\n" + body(event_number(2)))
    assert collector("import", "events.ndjson").code == 0
    return collector


def test_a_table_is_what_comes_without_a_format(filled: Run) -> None:
    done = filled("sql", "select seq, event_time, [1.50] as list, null as none from events")
    assert (done.code, done.err) == (0, "")
    assert done.text.splitlines() == [
        "seq  event_time            list   none",
        "  1  2026-01-01T10:00:00Z  [1.5]",
        "  2  2026-01-01T10:00:00Z  [1.5]",
    ]


def test_each_format_goes_to_standard_output(filled: Run) -> None:
    query = "select seq, kind from events order by seq"
    rows = [{"seq": 1, "kind": "RunEvent"}, {"seq": 2, "kind": "RunEvent"}]
    assert filled("sql", query, "--format", "ndjson").lines == rows
    assert (
        filled("sql", query, "--format", "csv").out == b"seq,kind\r\n1,RunEvent\r\n2,RunEvent\r\n"
    )
    assert filled("sql", query, "--format", "json").json["rows"] == [
        [1, "RunEvent"],
        [2, "RunEvent"],
    ]
    arrow = filled("sql", query, "--format", "arrow").out
    assert pa.ipc.open_stream(arrow).read_all().to_pylist() == rows
    found = filled("sql", query, "--format", "parquet").out
    assert parquet.read_table(io.BytesIO(found)).to_pylist() == rows


def test_a_file_gets_the_format_of_its_name_and_replaces_another(
    filled: Run, tmp_path: Path
) -> None:
    query = "select seq from events order by seq"
    for name, content in (
        ("a.csv", b"seq\r\n1\r\n2\r\n"),
        ("a.JSONL", b'{"seq":1}\n{"seq":2}\n'),
    ):
        (tmp_path / name).write_bytes(b"old")
        done = filled("sql", query, "-o", name)
        assert (done.code, done.out, done.err) == (0, b"", f"wrote 2 rows to {name}\n")
        assert (tmp_path / name).read_bytes() == content
    assert filled("sql", query, "-o", "a.parquet").code == 0
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == [{"seq": 1}, {"seq": 2}]
    assert filled("sql", query, "-o", "a.data", "--format", "csv").code == 0
    assert (tmp_path / "a.data").read_bytes() == b"seq\r\n1\r\n2\r\n"


def test_a_file_stays_as_it_is_when_the_query_fails(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    assert filled("sql", "select nothing from events", "-o", "a.csv").code == 1
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert filled("sql", "select 1", "-o", "gone/a.csv").code == 1
    assert not list(tmp_path.glob(".*.tmp"))


def test_parameters_are_texts(filled: Run) -> None:
    query = "select seq from events where seq > $seq and kind = $kind"
    done = filled("sql", query, "-p", "seq=1", "--param", "$kind=RunEvent", "--format", "ndjson")
    assert done.lines == [{"seq": 2}]
    text = filled("sql", "select $a as a", "--param", "a=x=' or 1=1", "--format", "ndjson")
    assert text.lines == [{"a": "x=' or 1=1"}]


def test_more_rows_than_the_limit_are_left_out_and_standard_error_says_so(filled: Run) -> None:
    done = filled("sql", "from range(5000)", "--limit", "3000", "--format", "ndjson")
    assert (done.code, len(done.lines), done.err) == (0, 3000, "truncated at 3,000 rows\n")
    table = filled("sql", "from events", "--limit", "0")
    assert (table.code, table.out, table.err) == (0, b"", "no rows\ntruncated at 0 rows\n")


def test_the_query_comes_from_a_file_or_from_standard_input(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "query.sql").write_text("-- how many?\nselect count(*) as é\nfrom events;\n")
    assert filled("sql", "--file", "query.sql", "--format", "ndjson").lines == [{"é": 2}]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"select 17 as a")))
    assert filled("sql", "-", "--format", "ndjson").lines == [{"a": 17}]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select form from", 'The query cannot be read: syntax error at or near "from" (line 1'),
        ("from '/etc/passwd'", "There is no relation '/etc/passwd' that queries may read."),
        ("delete from events", "A query is one SELECT statement."),
        ("select nothing from events", 'Referenced column "nothing" not found'),
        ("select timestamp 'infinity'", "cannot be written as json"),
    ],
)
def test_what_is_wrong_with_a_query_is_one_line(filled: Run, query: str, message: str) -> None:
    done = filled("sql", query)
    assert (done.code, done.out, done.err.count("\n")) == (1, b"", 1)
    assert message in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "Give a query, - for standard input, or --file FILE."),
        (("select 1", "--file", "x.sql"), 2, "Give a query"),
        (("--file", "gone.sql"), 3, "There is no file gone.sql."),
        (("--file", "."), 1, "cannot be read"),
        (("--file", "latin.sql"), 1, "is not UTF-8"),
        (("select 1", "--param", "a"), 2, "--param takes NAME=VALUE, not 'a'."),
        (("select 1", "-o", "a.xlsx"), 2, "a.xlsx does not tell the format"),
        (("select 1", "-o", "a.csv", "--format", "table"), 2, "goes to standard output"),
        (("select 1", "--format", "xml"), 2, "'xml' is not one of"),
        (("select 1", "--limit", "-1"), 2, "-1 is not in the range"),
        (("select 1", "--url", "ftp://x"), 2, "is no URL"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(
    collector: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    (tmp_path / "latin.sql").write_bytes(b"select '\xe9'")
    done = collector("sql", *arguments)
    assert (done.code, done.out) == (code, b"")
    assert message in done.err


def test_a_database_that_is_not_there_is_not_made(collector: Run, tmp_path: Path) -> None:
    done = collector("sql", "select 1", "--db", "gone.duckdb")
    assert (done.code, "There is no database" in done.err) == (3, True)
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_is_only_read_and_needs_no_more_rights(filled: Run, tmp_path: Path) -> None:
    assert filled("snapshot", "copy.duckdb").code == 0
    copy = tmp_path / "copy.duckdb"
    copy.chmod(0o444)
    before = hashlib.sha256(copy.read_bytes()).hexdigest()
    found = filled("sql", "select count(*) as n from events", "--db", copy, "--format", "ndjson")
    assert found.lines == [{"n": 2}]
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == before
    assert not list(tmp_path.glob("copy.duckdb?*"))


def test_the_settings_bound_a_query_on_a_file_too(
    collector: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "event.json").write_bytes(body(EVENT))
    assert collector("import", "event.json").code == 0
    monkeypatch.setenv("COLLECTOR_SQL__MAX_ROWS", "2")
    monkeypatch.setenv("COLLECTOR_SQL__TIMEOUT", "200ms")
    done = collector("sql", "from range(3)", "--format", "csv")
    assert (done.out, done.err) == (b"range\r\n0\r\n1\r\n", "truncated at 2 rows\n")
    endless = (
        "with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r"
    )
    stopped = collector("sql", endless)
    assert (stopped.code, "stopped after 0.2 seconds" in stopped.err) == (1, True)


def test_on_a_terminal_long_values_are_cut_and_files_are_asked_for(
    collector: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "event.json").write_bytes(body(EVENT))
    assert collector("import", "event.json").code == 0
    query = "select repeat('x', 100) as a, e'\\x1b[31m' as b"
    assert "x" * 100 in collector("sql", query).text
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    [_, row] = collector("sql", query).text.splitlines()
    assert row == "x" * 59 + "…  \\x1b[31m"
    done = collector("sql", query, "--format", "parquet")
    assert (done.code, "name a file with -o" in done.err) == (2, True)


def test_json_keeps_every_digit(filled: Run) -> None:
    query = "select 12345678901234567890.123456789::decimal(38, 9) as a, 2::hugeint ** 2 as b"
    done = filled("sql", query)
    assert "12345678901234567890.123456789" in done.text
    assert json.loads(filled("sql", query, "--format", "json").out)["rows"][0][1] == 4
