"""The server as a process: sockets, signals, an orderly end, and what it writes to its log."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests
import trustme

from collector.access import create_key
from collector.errors import BadSettings
from tests.conftest import EVENT, body, event, event_number, running, settings_of
from tests.web.wire import exchange, post, status_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Server

INGEST = "/api/v1/lineage"
NOW = "2026-01-01T00:00:00Z"


def serve(database: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """A start that is to fail."""
    return subprocess.run(
        [sys.executable, "-m", "collector", "serve", "--db", str(database), *flags],
        check=False,
        capture_output=True,
        text=True,
        timeout=20,
        cwd=database.parent,
    )


def events_in(server: Server) -> list[Any]:
    page = requests.get(f"{server.url}/api/v1/events", timeout=10).json()
    return [found["event"] for found in page["events"]]


# The end


def test_on_sigterm_it_refuses_new_events_finishes_what_is_under_way_and_exits_with_0(
    server: Server,
) -> None:
    requests.post(server.url + INGEST, json=event_number(1), timeout=10).raise_for_status()
    content = body(event_number(2))
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        slow.sendall(post(content)[:-10])
        time.sleep(0.1)
        os.kill(server.pid, signal.SIGTERM)
        started = time.monotonic()
        ready = requests.get(f"{server.url}/readyz", timeout=10)
        while ready.status_code == 200:
            ready = requests.get(f"{server.url}/readyz", timeout=10)
        told = ready.json()
        assert (ready.status_code, told["status"], told["reason"]) == (503, "unready", "stopping")
        for path in (INGEST, f"{INGEST}/batch"):
            refused = requests.post(server.url + path, json=[], timeout=10)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
            assert refused.json()["detail"] == "The collector is stopping; send again in a moment."
        assert requests.get(f"{server.url}/livez", timeout=10).status_code == 200
        slow.sendall(content[-10:])
        assert status_of(slow.recv(65536)) == 200
    assert server.stop() == 0
    assert time.monotonic() - started < 10
    server.start()
    assert events_in(server) == [event_number(1), event_number(2)]


def test_a_request_that_never_ends_does_not_hold_up_the_end(
    start_server: Callable[..., Server],
) -> None:
    server = start_server("--server-shutdown-timeout", "1")
    requests.post(server.url + INGEST, json=EVENT, timeout=10).raise_for_status()
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow,
        requests.Session() as idle,
    ):
        idle.get(f"{server.url}/livez", timeout=10)
        slow.sendall(post(b"x" * 100)[:-10])
        time.sleep(0.1)
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 5
    server.start()
    assert events_in(server) == [EVENT]
    assert "Traceback" not in server.log.read_text()


# The start


def test_a_second_process_on_the_same_file_says_who_holds_it(server: Server) -> None:
    second = serve(server.database, "--port", "0")
    assert (second.returncode, second.stdout, second.stderr) == (
        1,
        "",
        (
            f"error: {server.database} is in use by process {server.pid}; stop it, or name another "
            "file.\n"
        ),
    )
    assert requests.get(f"{server.url}/readyz", timeout=10).status_code == 200


def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve(tmp_path / "lineage.duckdb", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: 127.0.0.1:{port} cannot be listened on (")
    assert done.stderr.endswith("; stop what uses it, or choose another port with --port.\n")
    assert done.stderr.count("\n") == 1
    assert "ddress already in use" in done.stderr


def test_an_address_that_others_reach_needs_keys_or_the_word_that_it_needs_none(
    tmp_path: Path, start_server: Callable[..., Server]
) -> None:
    database = tmp_path / "lineage.duckdb"
    done = serve(database, "--port", "0", "--host", "0.0.0.0")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        (
            "error: 0.0.0.0 can be reached from other machines: make an API key first "
            "(collector keys create NAME), or allow anyone with --allow-anonymous.\n"
        ),
    )
    assert not database.exists()
    server = start_server("--host", "0.0.0.0", "--allow-anonymous")
    local = f"http://127.0.0.1:{server.port}"
    assert requests.post(local + INGEST, json=EVENT, timeout=10).status_code == 200
    assert server.stop() == 0
    secret, _ = create_key(tmp_path / "lineage.duckdb.keys", "me", ["ingest"], NOW)
    server = start_server("--host", "0.0.0.0")
    local = f"http://127.0.0.1:{server.port}"
    shown = {"Authorization": f"Bearer {secret}"}
    assert requests.post(local + INGEST, json=EVENT, timeout=10).status_code == 401
    assert requests.post(local + INGEST, json=EVENT, headers=shown, timeout=10).status_code == 200


# TLS


async def test_with_a_certificate_it_serves_https_and_nothing_else(
    tmp_path: Path, start_client: Callable[..., Any]
) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    files = {"tls_cert": str(tmp_path / "cert.pem"), "tls_key": str(tmp_path / "key.pem")}
    client = await start_client(server=files)
    assert client.url.startswith("https://127.0.0.1:")
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with client.session.post(client.url + INGEST, json=EVENT, ssl=trusting) as response:
        assert response.status == 200
    assert await exchange(client.url.replace("https", "http"), post(b"{}")) == b""


async def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("none")
    for name in ("cert.pem", "gone.pem"):
        files: dict[str, object] = {
            "tls_cert": str(tmp_path / name),
            "tls_key": str(tmp_path / "cert.pem"),
        }
        with pytest.raises(BadSettings, match=f"The certificate .*{name} with the key .*cert.pem"):
            async with running(settings_of(tmp_path, server=files)):
                pass


# Headers


async def test_headers_that_do_not_end_are_cut_after_the_keepalive_timeout(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"keepalive_timeout": 0.3})
    for parts in ((b"",), (b"GET / HTTP/1.1\r\n",), (b"GET / HT", b"TP/1.1\r\nA: ", b"b", b"c")):
        started = time.monotonic()
        assert await exchange(client.url, *parts, pause=0.05) == b""
        assert 0.2 < time.monotonic() - started < 3
    assert await client.get("/livez") == {"status": "alive"}


async def test_headers_that_trickle_for_ever_are_cut_too(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"keepalive_timeout": 0.3})
    started = time.monotonic()
    drops = [b"GET / HTTP/1.1\r\nX: "] + [b"x"] * 30
    assert await exchange(client.url, *drops, pause=0.1) == b""
    assert time.monotonic() - started < 6


async def test_a_header_over_the_limit_is_400_and_one_within_is_read(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"max_header_bytes": 4096})
    for size, status in ((3000, 400), (5000, 400)):
        answer = await exchange(client.url, post(b"{", b"X-Long: " + b"x" * size))
        assert status_of(answer) == status
        assert (b"problem+json" in answer) == (size == 3000), "read as far as the body"
    answer = await exchange(client.url, b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\n\r\n")
    assert status_of(answer) == 400


# The log


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_log_has_a_line_a_request_at_most_and_no_event_and_no_key(
    tmp_path: Path, start_server: Callable[..., Server], form: str
) -> None:
    key, _ = create_key(tmp_path / "lineage.duckdb.keys", "me", ["ingest", "read"], NOW)
    server = start_server("--log-format", form, "--log-level", "debug")
    shown = {"Authorization": f"Bearer {key}"}
    wrong = {"X-API-Key": "olc_s3cret"}
    tagged = event(producer="https://example.com/s3cret", job={"namespace": "s3cret", "name": "n"})
    sent = [
        ("POST", INGEST, shown, body(tagged)),
        ("POST", INGEST, shown, body({**tagged, "eventTime": "s3cret"})),
        ("POST", INGEST, shown, body({**tagged, "eventType": "s3cret", "run": {"s3cret": 1}})),
        ("POST", INGEST, shown, b'{"s3cret": s3cret'),
        ("POST", INGEST, shown, b"s3cret\xff"),
        ("POST", f"{INGEST}/batch", shown, body([tagged, {"s3cret": "s3cret"}])),
        ("POST", f"{INGEST}/batch", shown, b"[s3cret"),
        ("POST", INGEST, {**shown, "Content-Encoding": "gzip"}, gzip.compress(b"s3cret")[:-4]),
        ("POST", INGEST, wrong, body(tagged)),
        ("GET", f"/api/v1/events?token={key}", shown, b""),
        ("GET", "/api/v1/events?client=s3cret", shown, b""),
        ("GET", "/api/v1/rejections", {"Authorization": "Bearer olc_s3cret"}, b""),
        ("GET", "/nowhere?key=s3cret", shown, b""),
        ("POST", "/api/v1/rejections/replay", shown, b'{"seqs": ["s3cret"]}'),
    ]
    for method, path, headers, content in sent:
        requests.request(
            method,
            server.url + path,
            data=content,
            headers={"Content-Type": "application/json", **headers},
            timeout=10,
        )
    unreadable = [
        b"GET / HTTP/1.1\r\nAuthorization: Bearer s3cret" + b"s3cret" * 5000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nAuthorization Bearer s3cret\r\n\r\n",
        post(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"s3cret\r\n",
        b"s3cret s3cret s3cret\r\n\r\n",
    ]
    for request in unreadable:
        asyncio.run(exchange(server.url, request))
    assert server.stop() == 0
    text = server.log.read_text()
    lines = text.splitlines()
    assert "s3cret" not in text
    assert key not in text
    assert "Traceback" not in text
    assert len(sent) - 1 <= len(lines) <= len(sent) + len(unreadable) + 1, "and one for the stop"
    if form == "json":
        assert {json.loads(line)["event"] for line in lines} == {"answered", "refused", "stopping"}
