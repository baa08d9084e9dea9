"""What a collector says of itself, asked by HTTP, and requests written by hand."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.conftest import Server

INGEST = "/api/v1/lineage"

_SAMPLE = re.compile(r"^(\w+)(\{[^}]*\})? (\S+)$", re.MULTILINE)


def ask(
    url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Status and body of a GET, or of a POST with a body."""
    try:
        with urlopen(Request(url, body, dict(headers or {})), timeout=20) as response:
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def metric(server: Server, name: str, **labels: str) -> int:
    """The sum of the samples of this name that have these labels."""
    status, text = ask(f"{server.url}/metrics")
    assert status == 200
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    return sum(
        int(float(value))
        for sample, labelled, value in _SAMPLE.findall(text.decode())
        if sample == name and all(label in labelled for label in wanted)
    )


def request_count(server: Server) -> int:
    """Ingest requests so far, whatever the answer."""
    return metric(server, "collector_acknowledgement_seconds_count")


def events(server: Server, **filters: str) -> list[dict[str, Any]]:
    """What is stored, in order of arrival."""
    query = "&".join(f"{name}={value}" for name, value in {"limit": "1000", **filters}.items())
    status, content = ask(f"{server.url}/api/v1/events?{query}")
    assert status == 200, content
    found: list[dict[str, Any]] = json.loads(content)["events"]
    return found


def raw_event(server: Server, key: object) -> bytes:
    """The bytes of one event."""
    status, content = ask(f"{server.url}/api/v1/events/{key}/raw")
    assert status == 200, content
    return content


def connect(server: Server) -> socket.socket:
    """A connection to write a request to by hand."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def read_answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, and body of one answer with a Content-Length."""
    with connection.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        headers: dict[str, str] = {}
        while line := stream.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return status, headers, stream.read(int(headers["content-length"]))


def stopping(start_server: Callable[..., Server]) -> tuple[Server, Callable[[], None]]:
    """A collector that answers 503 because it stops, and what ends that and starts it again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    server = start_server("--port", str(port))
    unfinished = connect(server)
    unfinished.sendall(
        b"POST /api/v1/lineage HTTP/1.1\r\nHost: x\r\n"
        b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    )
    assert b"100 Continue" in unfinished.recv(100)
    os.kill(server.pid, signal.SIGTERM)
    while "stopping" not in server.log.read_text():
        time.sleep(0.02)

    def restart() -> None:
        unfinished.close()
        server.stop()
        server.start()

    return server, restart
