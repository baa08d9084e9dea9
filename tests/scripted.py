"""A server that answers as it is told: what a proxy, or something that is no collector, may say."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = "application/json"
PROBLEM = "application/problem+json"


class Answer(NamedTuple):
    """One answer."""

    status: int
    content_type: str = JSON
    content: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    #: Bytes that Content-Length says too much.
    missing: int = 0
    #: Seconds before it.
    delay: float = 0.0


@contextmanager
def scripted(*answers: Answer) -> Iterator[str]:
    """The URL of a server that gives these answers one after the other."""
    script = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = next(script)
            time.sleep(answer.delay)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.content) + answer.missing))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.content)
            self.close_connection = bool(answer.missing)

        do_GET = do_POST = answer  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
