"""What queries may not do, tried over HTTP on a collector that others use meanwhile."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import requests

from tests.conftest import Server, event_number
from tests.store.sql_attempts import ATTEMPTS, written_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What a collector writes by itself.
OWN = {"server.log"}


@pytest.fixture(scope="module", params=["never", "always"])
def attacked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A collector with an event, that answers by itself or in a process apart."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    flags = ("--sql-isolate", request.param, "--sql-timeout", "5s", "--log-level", "error")
    server = Server(folder / "lineage.duckdb", flags, {})
    try:
        send(server, 1)
        assert rows(server, "select count(*) from runs") == [[1]]
        yield server
        # After all of them, nothing is lost, and the file can be opened again.
        assert rows(server, "select count(*) from runs") == [[1]]
        send(server, 2)
        server.restart()
        assert rows(server, "select count(*) from runs") == [[2]]
    finally:
        server.close()


def send(server: Server, number: int) -> None:
    event = event_number(number)
    assert requests.post(f"{server.url}/api/v1/lineage", json=event, timeout=20).ok


def ask(server: Server, text: str) -> requests.Response:
    return requests.post(f"{server.url}/api/v1/sql", json={"query": text}, timeout=20)


def rows(server: Server, text: str) -> list[list[object]]:
    answer = ask(server, text)
    assert answer.ok, answer.text
    found: list[list[object]] = answer.json()["rows"]
    return found


def contents(folder: Path) -> dict[str, str]:
    """Every file with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in OWN
    }


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_over_http_is_a_problem_and_changes_no_file(
    attacked: Server, attempt: str
) -> None:
    before = contents(attacked.database.parent)
    answer = ask(attacked, written_out(attempt, attacked.database))
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        400,
        "application/problem+json",
    ), answer.text
    assert "root:" not in answer.text
    assert contents(attacked.database.parent) == before
    assert requests.get(f"{attacked.url}/livez", timeout=20).ok
