"""How other commands find the collector that serves a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from collector.running import address, announced

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://127.0.0.1:5000"


def test_the_address_is_there_while_the_server_runs_and_gone_after(tmp_path: Path) -> None:
    database = tmp_path / "lineage.duckdb"
    assert address(database) is None
    with announced(database, URL):
        assert address(database) == URL
        assert address(tmp_path / "other.duckdb") is None
    assert address(database) is None
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_too_when_the_server_fails(tmp_path: Path) -> None:
    database = tmp_path / "lineage.duckdb"
    with pytest.raises(ZeroDivisionError), announced(database, URL):
        raise ZeroDivisionError
    assert address(database) is None


def test_what_a_killed_server_left_behind_does_not_count(tmp_path: Path) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    notice = tmp_path / "lineage.duckdb.server"
    notice.write_text(json.dumps({"url": URL, "pid": done.pid}))
    assert address(tmp_path / "lineage.duckdb") is None
    notice.write_text(json.dumps({"url": URL, "pid": os.getpid()}))
    assert address(tmp_path / "lineage.duckdb") == URL


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "1", "{}", '{"url": "x"}', '{"url": "x", "pid": "y"}']
)
def test_a_notice_that_cannot_be_read_does_not_count(tmp_path: Path, text: str) -> None:
    (tmp_path / "lineage.duckdb.server").write_text(text)
    assert address(tmp_path / "lineage.duckdb") is None
