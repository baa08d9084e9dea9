"""Room on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import Busy
from collector.store import disk

if TYPE_CHECKING:
    from pathlib import Path


def test_what_the_write_ahead_log_holds_is_needed_on_top(tmp_path: Path) -> None:
    database = tmp_path / "log.duckdb"
    disk.require_room(database, 1)
    with disk.write_ahead_log(database).open("wb") as file:
        file.truncate(1 << 43)  # sparse
    with pytest.raises(Busy, match="free some space, or lower"):
        disk.require_room(database, 1)


def test_a_guard_of_zero_is_off(tmp_path: Path) -> None:
    with disk.write_ahead_log(tmp_path / "log.duckdb").open("wb") as file:
        file.truncate(1 << 43)
    disk.require_room(tmp_path / "log.duckdb", 0)


def test_a_probe_leaves_nothing_behind(tmp_path: Path) -> None:
    disk.probe(tmp_path / "log.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_has_no_bytes(tmp_path: Path) -> None:
    assert disk.file_size(tmp_path / "nothing") == 0
