"""The SQL files."""

from __future__ import annotations

from pathlib import Path

import pytest

import collector
from collector.store.statements import read_statement, sql, statement

FOLDER = Path(collector.__file__).parent / "sql"
FILES = sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.sql"))


def test_a_header_is_a_summary_and_columns() -> None:
    violations = statement("log/violations")
    assert violations.name == "violations"
    assert (
        violations.summary
        == "Departures from the standard in accepted events; one row a departure."
    )
    assert list(violations.columns)[:2] == ["seq", "layer"]
    assert violations.columns["seq"] == "the event, events.seq"


def test_a_file_from_elsewhere_is_read_alike() -> None:
    text = "-- Numbers; one row\n-- a number.\n-- kept: table\n-- key: n\n-- n: it\nselect 1 as n"
    made = read_statement("numbers", text)
    assert (made.name, made.summary) == ("numbers", "Numbers; one row a number.")
    assert (made.kept, made.key, made.columns) == (("table",), ("n",), {"n": "it"})
    assert made.text == text


@pytest.mark.parametrize("path", FILES)
def test_every_file_opens_with_what_it_is(path: str) -> None:
    assert sql(path).startswith("-- ")
    assert statement(path).summary.endswith(".")
