from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from collector.errors import (
    BadSettings,
    Busy,
    CollectorError,
    Forbidden,
    InvalidEvent,
    Malformed,
    NotFound,
    TooLarge,
    Unauthorized,
    Unsupported,
)
from collector.refusals import KINDS, Unreachable
from collector.remote import Remote
from collector.web.problems import STATUS
from tests.conftest import EVENT, body, event
from tests.scripted import JSON, PROBLEM, Answer
from tests.scripted import scripted as serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Server

LINEAGE = "/api/v1/lineage"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def scripted() -> Iterator[Callable[..., str]]:
    """A server that gives these answers one after the other: what a proxy may say."""
    with ExitStack() as stack:
        yield lambda *answers: stack.enter_context(serving(*answers))


def test_every_kind_that_the_server_tells_by_a_status_comes_back_as_that_kind() -> None:
    # A wrong setting is told as 400 too; a client has sent something that cannot be read.
    told = {status: kind for kind, status in STATUS.items() if kind is not BadSettings}

    assert {status: KINDS[status] for status in told} == told


def test_refusals_of_a_real_collector_come_back_as_their_kinds(server: Server) -> None:
    with Remote(server.url) as remote:
        with pytest.raises(NotFound, match=r"There is no event '9'\."):
            remote.get("/api/v1/events/9")
        with pytest.raises(Malformed, match="not JSON"):
            remote.send(LINEAGE, b"{", JSON)
        with pytest.raises(Unsupported, match="text/plain"):
            remote.send(LINEAGE, b"{}", "text/plain")
        with pytest.raises(InvalidEvent) as caught:
            remote.send(LINEAGE, body(event(run={})), JSON)
    assert [(one.layer, one.pointer) for one in caught.value.violations] == [("core", "/run")]


def test_answers_come_back_as_json_bytes_and_parts(server: Server) -> None:
    with Remote(server.url + "/") as remote:
        assert remote.is_there()
        assert remote.send(LINEAGE, body(EVENT), JSON)["status"] == "accepted"
        assert remote.get("/api/v1/events", {"limit": 1})["totalCount"] == 1
        assert remote.get_bytes("/api/v1/events/1/raw") == body(EVENT)
        lines = b"".join(remote.get_parts("/api/v1/events", {}, "application/x-ndjson"))
    assert lines == body(EVENT) + b"\n"


def test_a_key_is_shown_and_a_wrong_one_is_told(start_server: Callable[..., Server]) -> None:
    from collector.access import create_key

    server = start_server()
    keys = server.database.with_name("lineage.duckdb.keys")
    secret, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    server.restart()
    with Remote(server.url, secret) as remote:
        assert remote.get("/api/v1/events")["events"] == []
        with pytest.raises(Forbidden, match="lacks the scope 'ingest'"):
            remote.send(LINEAGE, body(EVENT), JSON)
    with Remote(server.url, "wrong") as remote, pytest.raises(Unauthorized, match="COLLECTOR_API"):
        remote.get("/api/v1/events")


def test_events_are_sent_again_while_the_collector_is_busy(scripted: Callable[..., str]) -> None:
    slept: list[float] = []
    url = scripted(
        Answer(503, PROBLEM, b'{"detail": "The queue is full."}', (("Retry-After", "3"),)),
        Answer(502, "text/html", b"<h1>Bad Gateway</h1>"),
        Answer(200, JSON, b'{"status": "accepted"}'),
    )
    with Remote(url, back_off=(0.5, 1.0), sleep=slept.append) as remote:
        assert remote.send(LINEAGE, b"{}", JSON) == {"status": "accepted"}
    assert slept == [3.0, 1.0]


def test_a_collector_that_stays_busy_is_given_up(scripted: Callable[..., str]) -> None:
    busy = Answer(503, PROBLEM, b'{"detail": "The disk is full."}', (("Retry-After", "soon"),))
    with (
        Remote(scripted(busy, busy), back_off=(0.0,)) as remote,
        pytest.raises(Busy, match="The disk is full"),
    ):
        remote.send(LINEAGE, b"{}", JSON)


def test_an_address_where_nobody_is_fails_at_once_and_by_name() -> None:
    def never(_: float) -> None:
        raise AssertionError

    with Remote(NOBODY, sleep=never) as remote:
        assert not remote.is_there()
        with pytest.raises(Unreachable, match=r"No collector answers at http://127\.0\.0\.1:9 .*"):
            remote.send(LINEAGE, b"{}", JSON)


def test_a_collector_that_has_answered_and_is_gone_is_waited_for(server: Server) -> None:
    with Remote(server.url, back_off=(0.0, 0.0), sleep=lambda _: server.close()) as remote:
        remote.get("/livez")
        server.kill()
        with pytest.raises(Busy):
            remote.send(LINEAGE, body(EVENT), JSON)


def test_an_answer_that_breaks_off_is_a_failure(scripted: Callable[..., str]) -> None:
    with Remote(scripted(Answer(200, JSON, b"{}", missing=5))) as remote:
        parts = remote.get_parts("/api/v1/events", {}, "application/x-ndjson")
        with pytest.raises(Busy, match="broke off"):
            b"".join(parts)


@pytest.mark.parametrize(
    "answer", [Answer(200, "text/html", b"<h1>Hi</h1>"), Answer(404, "text/html")]
)
def test_who_is_no_collector_is_told_apart(answer: Answer, scripted: Callable[..., str]) -> None:
    with (
        Remote(scripted(answer)) as remote,
        pytest.raises(CollectorError, match="not as a collector does; check the URL") as caught,
    ):
        remote.get("/api/v1/events")
    assert type(caught.value) is CollectorError


def test_a_failure_of_the_collector_itself_is_told_with_its_status(
    scripted: Callable[..., str],
) -> None:
    with (
        Remote(scripted(Answer(500, PROBLEM, b'{"detail": "Internal error"}'))) as remote,
        pytest.raises(CollectorError, match="answered 500: Internal error; its log says more"),
    ):
        remote.get("/api/v1/events")


def test_a_body_over_the_limit_is_too_large(start_server: Callable[..., Server]) -> None:
    server = start_server("--ingest-max-body-bytes", "10")
    with Remote(server.url) as remote, pytest.raises(TooLarge, match="larger than 10 bytes"):
        remote.send(LINEAGE, body(EVENT), JSON)


@pytest.mark.parametrize("url", ["localhost:5000", "ftp://host", "http://", "http://[", ""])
def test_what_is_no_http_url_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(BadSettings, match="no URL of a collector"):
        Remote(url)
