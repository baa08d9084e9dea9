"""The ways of the Java and Go clients on the wire, and what any client does after a timeout."""

from __future__ import annotations

import gzip
import json
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from tests.clients.wire import INGEST, ask, connect, events, metric, raw_event, read_answer
from tests.conftest import body, event

if TYPE_CHECKING:
    from tests.conftest import Server

JSON = {"Content-Type": "application/json"}

#: How the Java client sends a compressed event.
JAVA_HEAD = (
    "POST {path} HTTP/1.1\r\n"
    "Accept: application/json\r\n"
    "Content-Type: application/json; charset=UTF-8\r\n"
    "Content-Encoding: gzip\r\n"
    "Transfer-Encoding: chunked\r\n"
    "Host: 127.0.0.1\r\n"
    "Connection: keep-alive\r\n"
    "User-Agent: openlineage-java\r\n"
    "\r\n"
)


def sent_by(job_name: str) -> bytes:
    return body(event(job={"namespace": "wire", "name": job_name}))


def chunked(content: bytes, size: int) -> bytes:
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("path", [INGEST, f"{INGEST}/", f"{INGEST}?token=x&team=data"])
def test_chunked_gzip_without_a_length_is_stored_as_it_was_before(
    collector: Server, path: str
) -> None:
    sent = sent_by(f"java_{len(path)}")
    content = b""
    with closing(connect(collector)) as connection:
        for _ in range(2):  # on one connection, as the client does
            connection.sendall(JAVA_HEAD.format(path=path).encode())
            connection.sendall(chunked(gzip.compress(sent), 100))
            status, headers, content = read_answer(connection)
            assert (status, headers["content-type"]) == (200, "application/json")

    answer = json.loads(content)
    assert (answer["status"], answer["duplicate"]) == ("accepted", True)
    assert raw_event(collector, answer["digest"]) == sent


def test_a_chunk_at_a_time_is_the_same_event(collector: Server) -> None:
    sent = sent_by("java_slow")
    with closing(connect(collector)) as connection:
        connection.sendall(JAVA_HEAD.format(path=INGEST).encode())
        for byte in gzip.compress(sent):
            connection.sendall(b"1\r\n%c\r\n" % byte)
        connection.sendall(b"0\r\n\r\n")
        assert read_answer(connection)[0] == 200

    assert len(events(collector, job_name="java_slow")) == 1


@pytest.mark.parametrize(
    "text", ["2026-01-01T10:00:00.123456789Z", "2026-01-01T10:00:00.123456789+01:00"]
)
def test_nine_digits_of_a_second_are_kept_as_sent(collector: Server, text: str) -> None:
    sent = body(event(eventTime=text, job={"namespace": "wire", "name": "nanoseconds"}))
    status, answer = ask(collector.url + INGEST, sent, JSON)

    assert status == 200
    status, stored = ask(f"{collector.url}/api/v1/events/{json.loads(answer)['digest']}")
    assert json.loads(stored)["event_time_text"] == text
    assert ".123456" in json.loads(stored)["event_time"]


@pytest.mark.parametrize("path", [INGEST, f"{INGEST}/", f"{INGEST}/batch", f"{INGEST}/batch/"])
def test_success_is_200_with_a_body_which_go_and_java_need(collector: Server, path: str) -> None:
    sent = sent_by(f"go_{path}")
    content = b"[" + sent + b"]" if "batch" in path else sent
    status, answer = ask(collector.url + path, content, JSON)

    assert status == 200
    assert json.loads(answer)["status"] in {"accepted", "success"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/lineage//", 404),
        ("/api/v1/LINEAGE", 404),
        ("/lineage", 404),
        ("/", 405),
        ("//api/v1/lineage", 404),
    ],
)
def test_no_answer_is_a_redirect(collector: Server, path: str, status: int) -> None:
    with closing(connect(collector)) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        content = sent_by("lost")
        connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        assert read_answer(connection)[0] == status


def test_bytes_sent_again_after_a_timeout_are_stored_once(collector: Server) -> None:
    sent = sent_by("given_up")
    accepted = metric(collector, "collector_events_total", result="accepted")
    head = f"POST {INGEST} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with closing(connect(collector)) as connection:
        # The client has sent everything and goes away before the answer.
        connection.sendall(f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent)
    answers = [json.loads(ask(collector.url + INGEST, sent, JSON)[1]) for _ in range(5)]

    assert {answer["status"] for answer in answers} == {"accepted"}
    assert {answer["duplicate"] for answer in answers[1:]} == {True}
    assert len(events(collector, job_name="given_up")) == 1
    assert metric(collector, "collector_events_total", result="accepted") - accepted == 1


def test_a_hundred_connections_at_once_are_answered(collector: Server) -> None:
    head = f"POST {INGEST} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(connect(collector))) for _ in range(100)]
        bodies = [sent_by(f"hundred_{number}") for number in range(100)]
        for connection, content in zip(connections, bodies, strict=True):
            connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode())
        for connection, content in zip(connections, bodies, strict=True):
            connection.sendall(content)
        assert {read_answer(connection)[0] for connection in connections} == {200}

    assert sum(one["job_name"].startswith("hundred_") for one in events(collector)) == 100
