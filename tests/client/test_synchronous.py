from __future__ import annotations

import inspect
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from collector.access import create_key
from collector.client import Client
from collector.errors import (
    BadSettings,
    Busy,
    CollectorError,
    Forbidden,
    Malformed,
    NotFound,
    Unauthorized,
)
from collector.refusals import Unanswered, Unreachable
from tests.conftest import EVENT, event
from tests.scripted import PROBLEM, Answer, scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Server

NOBODY = "http://127.0.0.1:9"
BUSY = Answer(503, PROBLEM, b'{"detail": "The queue is full."}', (("Retry-After", "0"),))
FOUND = Answer(200, content=b'{"namespaces": [{"name": "a"}]}')


def test_a_read_sees_what_the_same_client_has_sent(server: Server) -> None:
    with Client(server.url) as client:
        for number in range(20):
            name = f"t{number}"
            client.emit(
                event(
                    eventType="COMPLETE",
                    run={"runId": name},
                    job={"namespace": "a", "name": f"make {name}"},
                    outputs=[{"namespace": "a", "name": name}],
                )
            )
            assert [node.name for node in client.lineage(f"dataset:a:{name}").nodes] == [
                name,
                f"make {name}",
            ]
            [row] = client.sql("select count(*) as n from runs").rows()
            assert row["n"] == number + 1


def test_a_number_that_another_collector_gave_is_refused(
    start_server: Callable[..., Server], server: Server
) -> None:
    other = start_server(database=server.database.with_name("other.duckdb"))
    with Client(server.url) as client:
        client.emit(EVENT)
        server.stop()
        client._remote.url = other.url  # type: ignore[union-attr]
        with pytest.raises(Malformed, match="There is no entry 1 to wait for"):
            list(client.jobs())


def test_a_busy_collector_is_asked_again() -> None:
    proxy = Answer(502, "text/html", b"<h1>Bad Gateway</h1>")
    with scripted(BUSY, proxy, FOUND) as url, Client(url) as client:
        assert list(client.namespaces()) == ["a"]


def test_a_collector_that_stays_busy_is_given_up_in_time() -> None:
    with (
        scripted(BUSY, BUSY, BUSY) as url,
        Client(url, timeout=0.6) as client,
        pytest.raises(Busy, match="The queue is full"),
    ):
        list(client.namespaces())


def test_an_answer_that_does_not_come_is_not_waited_for_again() -> None:
    with (
        scripted(Answer(200, delay=1.0)) as url,
        Client(url, timeout=0.2) as client,
        pytest.raises(Unanswered, match="did not answer in time"),
    ):
        client.run("x")


def test_an_address_where_nobody_is_fails_at_once() -> None:
    with Client(NOBODY) as client, pytest.raises(Unreachable, match="No collector answers at"):
        client.job("job")
    with pytest.raises(BadSettings, match="no URL of a collector"):
        Client("ftp://example.com")


def test_who_is_no_collector_is_told_apart() -> None:
    with (
        scripted(Answer(200, "text/html", b"<h1>Hi</h1>")) as url,
        Client(url) as client,
        pytest.raises(CollectorError, match="not as a collector does"),
    ):
        list(client.namespaces())


def test_a_failure_in_the_midst_of_a_list_is_raised_there() -> None:
    names = b'{"namespaces": [%b]}' % b",".join([b'{"name": "a"}'] * 200)
    gone = Answer(404, PROBLEM, b'{"detail": "It is gone.", "near": ["a"]}')
    with scripted(Answer(200, content=names), gone) as url, Client(url) as client:
        found = client.namespaces()
        assert [next(found) for _ in range(200)] == ["a"] * 200
        with pytest.raises(NotFound, match=r"It is gone\.") as caught:
            next(found)
    assert caught.value.near == ("a",)


def test_a_key_is_shown_and_may_be_a_variable(
    start_server: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_server()
    with Client(server.url) as client:
        client.emit(EVENT)
    keys = server.database.with_name("lineage.duckdb.keys")
    secret, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    server.restart()
    with Client(server.url, secret) as client:
        assert client.job("ob").name == "job"
        assert client.sql("select count(*) as n from runs").rows() == [{"n": 1}]
        with pytest.raises(Forbidden, match="lacks the scope 'ingest'"):
            client.emit(EVENT)
    with Client(server.url) as client, pytest.raises(Unauthorized):
        list(client.events())
    monkeypatch.setenv("COLLECTOR_API_KEY", secret)
    monkeypatch.setenv("COLLECTOR_URL", server.url)
    with Client() as client:
        assert [one.seq for one in client.events()] == [1]


def at_once(work: Callable[[int], None]) -> None:
    """Do it in eight threads; raises what the first of them that failed has raised."""
    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(work, number) for number in range(8)]:
            done.result()


def test_several_threads_may_ask_and_send_at_once(server: Server, recorded: Path) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            run_id = f"r{number}-{turn}"
            client.emit(event(run={"runId": run_id}))
            assert client.run(run_id).id == run_id

    with Client(server.url) as client:
        at_once(work)
        assert len(list(client.events())) == 40

    def read(number: int) -> None:
        assert client.event(number + 1).seq == number + 1
        assert len(client.sql("from events", limit=2)) == 2

    with Client(recorded) as client:
        at_once(read)


def test_a_client_that_was_closed_opens_what_it_needs(server: Server) -> None:
    client = Client(server.url)
    client.close()
    assert list(client.jobs()) == []
    client.close()
    assert repr(client) == f"Client('{server.url}')"


def test_a_method_has_the_arguments_and_the_words_of_its_question() -> None:
    signature = inspect.signature(Client.impact)

    assert list(signature.parameters)[:3] == ["self", "node", "column"]
    assert signature.return_annotation == "Impact"
    assert inspect.signature(Client.jobs).return_annotation == "Iterator[Job]"
    assert (Client.impact.__doc__ or "").startswith("Everything downstream of a dataset")


LIGHT = """
import sys
heavy = {"aiohttp", "duckdb", "numpy", "pandas", "polars", "pyarrow", "networkx", "openlineage"}
from collector.client import AsyncClient, Client
assert not heavy & sys.modules.keys(), sorted(heavy & sys.modules.keys())
with Client(sys.argv[1]) as client:
    list(client.jobs())
    client.emit(b'%b')
    client.lineage("job:tests:job").to_svg()
assert not heavy & sys.modules.keys(), sorted(heavy & sys.modules.keys())
"""


def test_nothing_is_imported_that_is_not_needed(server: Server) -> None:
    from tests.conftest import body

    script = LIGHT.replace("%b", body(EVENT).decode())
    subprocess.run([sys.executable, "-c", script, server.url], check=True, timeout=60)
