from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from collector.client import Client
from collector.client.target import target
from collector.errors import BadSettings, NotFound
from tests.conftest import EVENT

if TYPE_CHECKING:
    from tests.conftest import Server


def test_a_url_is_a_collector_and_a_path_a_file(tmp_path: Path) -> None:
    found = target("http://localhost:5000/", "key")
    assert (found.url, found.file, found.api_key) == ("http://localhost:5000", None, "key")
    for written in (tmp_path / "a.duckdb", str(tmp_path / "a.duckdb"), "a.duckdb"):
        found = target(written, None)
        assert found.url is None
        assert found.name == str(tmp_path / "a.duckdb")
    with pytest.raises(BadSettings, match="no URL"):
        target("ftp://x", None)


def test_variables_and_settings_say_what_is_meant_where_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert target(None, None).name == str(tmp_path / "lineage.duckdb")
    monkeypatch.setenv("COLLECTOR_STORE__DATABASE", "other.duckdb")
    assert target(None, None).name == str(tmp_path / "other.duckdb")
    monkeypatch.setenv("COLLECTOR_URL", "http://localhost:1")
    monkeypatch.setenv("COLLECTOR_API_KEY", "secret")
    assert (target(None, None).url, target(None, None).api_key) == ("http://localhost:1", "secret")
    assert target("mine.duckdb", None).url is None
    monkeypatch.setenv("COLLECTOR_URL", "localhost:1")
    with pytest.raises(BadSettings, match="no URL of a collector"):
        target(None, None)


def test_a_database_that_is_served_is_asked_of_its_collector(server: Server) -> None:
    assert target(server.database, None).url == server.url
    with Client(server.database) as client:
        assert client.emit(EVENT).seq == 1
    server.stop()
    with Client(server.database) as client:
        assert [one.seq for one in client.events()] == [1]


def test_a_notice_that_a_killed_collector_left_does_not_count(tmp_path: Path) -> None:
    notice = {"url": "http://127.0.0.1:9", "pid": os.getpid()}
    (tmp_path / "lineage.duckdb.server").write_text(json.dumps(notice))

    with Client() as client, pytest.raises(NotFound, match="There is no database"):
        client.sql("from events")
    assert Path(target(None, None).name).name == "lineage.duckdb"
