"""The SQL files."""

from __future__ import annotations

from pathlib import Path

import pytest

import collector
from collector.store.statements import sql, statement

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


@pytest.mark.parametrize("path", FILES)
def test_every_file_opens_with_what_it_is(path: str) -> None:
    assert sql(path).startswith("-- ")
    assert statement(path).summary.endswith(".")
