from __future__ import annotations

import asyncio
import re
import threading
from typing import TYPE_CHECKING

import pytest
import requests

from collector.access import create_key
from collector.errors import Busy
from collector.fold.rebuild import path_beside
from collector.log.served import ServedLog
from collector.remote import Remote
from collector.store.store import open_store
from tests.conftest import body, event_number, settings_of
from tests.store.test_views import FIXTURES, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server


def views(tmp_path: Path, *, losing: str | None = None) -> dict[str, list[str]]:
    """Every row of every relation in the file; then a table of the folds loses its rows."""

    async def read() -> dict[str, list[str]]:
        async with open_store(settings_of(tmp_path)) as store:
            await store.wait_for_views(20)
            found = await rows(store)
            if losing:
                await store.ask(lambda cursor: cursor.execute(f"delete from folds.{losing}"))
            return found

    return asyncio.run(read())


@pytest.fixture
def filled(collector: Callable[..., Done], pytestconfig: pytest.Config) -> Callable[..., Done]:
    """The command line, on a file with recorded events."""
    fixtures = pytestconfig.rootpath / "tests" / "fixtures"
    assert collector("import", *(fixtures / name for name in FIXTURES)).code == 0
    return collector


def test_the_views_in_a_file_are_folded_anew(filled: Callable[..., Done], tmp_path: Path) -> None:
    expected = views(tmp_path, losing="runs_parts")
    assert views(tmp_path) != expected

    done = filled("rebuild")

    assert (done.code, done.out) == (0, b"")
    begin, end = done.err.splitlines()
    assert begin == f"rebuilding the views of {tmp_path / 'lineage.duckdb'}"
    assert re.fullmatch(r"rebuilt: 108 events in [\d.]+ s, [\d,]+ a second", end)
    assert views(tmp_path) == expected
    assert not path_beside(tmp_path / "lineage.duckdb").exists()


def test_a_collector_that_serves_the_file_does_it(
    filled: Callable[..., Done], start_server: Callable[..., Server], tmp_path: Path
) -> None:
    expected = views(tmp_path, losing="runs_parts")
    server = start_server()

    done = filled("rebuild", "--json")

    assert (done.code, done.err) == (0, f"rebuilding the views of {server.url}\n")
    assert done.json["events"] == 108
    told = requests.get(f"{server.url}/api/v1/rebuild", timeout=10).json()
    assert (told["last"]["events"], told["last"]["seconds"]) == (108, done.json["seconds"])
    rate = done.json["events_per_second"]
    assert rate == round(108 / done.json["seconds"])
    assert filled("rebuild", "--url", server.url).code == 0
    assert server.stop() == 0
    assert views(tmp_path) == expected


def test_why_it_failed_is_said_by_the_file_and_by_a_collector(
    filled: Callable[..., Done], start_server: Callable[..., Server], tmp_path: Path
) -> None:
    async def spoil() -> None:
        async with open_store(settings_of(tmp_path)) as store:
            await store.ask(lambda cursor: cursor.execute("create table folds.foreign_one (a int)"))

    asyncio.run(spoil())
    opened = filled("rebuild")
    start_server()
    served = filled("rebuild", "--json")

    for done in (opened, served):
        assert (done.code, done.out) == (1, b"")
        last = done.err.splitlines()[-1]
        assert last.startswith("error: The views could not be rebuilt: ")
        assert "foreign_one" in last


def test_a_key_without_the_scope_is_refused(
    collector: Callable[..., Done], start_server: Callable[..., Server], tmp_path: Path
) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    secret, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    start_server()

    done = collector("rebuild", "--api-key", secret)

    assert (done.code, "lacks the scope 'admin'" in done.err) == (1, True)


def fill(server: Server) -> None:
    """So many events that a rebuild is not over at once."""
    lines = b"\n".join(body(event_number(number)) for number in range(3000))
    answer = requests.post(
        f"{server.url}/api/v1/lineage/batch",
        data=lines,
        headers={"Content-Type": "application/x-ndjson"},
        timeout=60,
    )
    assert answer.status_code == 200


def kill_when_it_rebuilds(server: Server) -> None:
    with requests.Session() as session:
        state = {"state": "idle", "last": None}
        while (state["state"], state["last"]) == ("idle", None):
            state = session.get(f"{server.url}/api/v1/rebuild", timeout=10).json()
    server.kill()


def test_a_collector_that_goes_away_meanwhile_is_a_failure(
    collector: Callable[..., Done], server: Server
) -> None:
    fill(server)
    killer = threading.Thread(target=kill_when_it_rebuilds, args=(server,))
    killer.start()

    done = collector("rebuild")

    killer.join()
    assert (done.code, done.out) == (1, b"")
    assert server.url in done.err.splitlines()[-1]


def test_a_collector_that_is_started_anew_meanwhile_has_not_done_it(
    server: Server, start_server: Callable[..., Server]
) -> None:
    fill(server)

    def start_anew(_: object) -> None:
        server.kill()
        start_server("--port", str(server.port))

    with Remote(server.url) as remote, pytest.raises(Busy, match="started anew"):
        ServedLog(remote).rebuild(start_anew)

    assert not path_beside(server.database).exists()


def test_a_file_that_is_not_there_is_not_made(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    done = collector("rebuild", "--db", "nowhere.duckdb")

    assert (done.code, done.out) == (3, b"")
    assert "There is no database" in done.err
    assert not (tmp_path / "nowhere.duckdb").exists()
