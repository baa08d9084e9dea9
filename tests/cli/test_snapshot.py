from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import EVENT, body

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


@pytest.fixture(params=["opened", "served"])
def filled(
    request: pytest.FixtureRequest, collector: Callable[..., Done], tmp_path: Path
) -> Callable[..., Done]:
    """The command line, on a log with one event; in a file and behind a collector."""
    if request.param == "served":
        request.getfixturevalue("server")
    (tmp_path / "event.json").write_bytes(body(EVENT))
    assert collector("import", "event.json").code == 0
    return collector


def test_a_snapshot_is_a_log_of_its_own_and_replaces_an_earlier_one(
    filled: Callable[..., Done], tmp_path: Path
) -> None:
    first = filled("snapshot", "copy.duckdb")
    assert (first.code, first.out) == (0, b"")
    size = (tmp_path / "copy.duckdb").stat().st_size
    assert first.err == f"wrote {size:,} bytes to {tmp_path / 'copy.duckdb'}\n"

    again = filled("snapshot", "copy.duckdb", "--json").json
    assert again == {"path": str(tmp_path / "copy.duckdb"), "bytes": size}
    assert filled("events", "export", "--db", "copy.duckdb").out == body(EVENT) + b"\n"
    assert filled("store", "check", "copy.duckdb").code == 0


def test_what_is_no_snapshot_is_never_replaced(filled: Callable[..., Done], tmp_path: Path) -> None:
    done = filled("snapshot", "event.json")
    assert (done.code, "is not an earlier snapshot" in done.err) == (1, True)
    assert (tmp_path / "event.json").read_bytes() == body(EVENT)
    itself = filled("snapshot", "lineage.duckdb")
    assert (itself.code, "belongs to the database itself" in itself.err) == (1, True)
    assert filled("snapshot", "gone/copy.duckdb").code == 3


def test_a_database_that_is_not_there_has_no_snapshot(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    assert collector("snapshot", "copy.duckdb").code == 3
    assert list(tmp_path.iterdir()) == []
