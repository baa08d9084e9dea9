"""Servers and databases for the tests: real ones, in a folder of the test, on a free port."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import aiohttp
import hypothesis
import pytest

from collector.fold.tables import create_folds
from collector.settings import Identity, Settings
from collector.store.database import Database
from collector.store.store import open_store
from collector.web.lifecycle import STORE
from collector.web.server import create_runner, listen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from aiohttp import web

    from collector.store.store import Store

SHARED = Path(__file__).parent.parent.parent / "shared" / "openlineage"

# The same examples at every run, and no more than tell; `--hypothesis-profile=deep` looks further.
hypothesis.settings.register_profile("usual", derandomize=True, deadline=None, max_examples=40)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("usual")

# A shell that runs the tests in the background ignores Ctrl-C, and so would the processes that
# they start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

#: The smallest event that every layer accepts.
EVENT: dict[str, Any] = {
    "eventType": "START",
    "eventTime": "2026-01-01T10:00:00Z",
    "producer": "https://example.com/tests",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    "run": {"runId": "0193a5b4-7c21-7000-8000-000000000001"},
    "job": {"namespace": "tests", "name": "job"},
}


def event(**members: object) -> dict[str, Any]:
    """An event of its own: EVENT with some members replaced."""
    return {**EVENT, **members}


def event_number(number: int) -> dict[str, Any]:
    """A different event for each number."""
    return event(run={"runId": f"0193a5b4-7c21-7000-8000-{number:012d}"})


def body(value: object) -> bytes:
    """JSON as a client would send it."""
    return json.dumps(value).encode()


@cache
def _empty_database() -> bytes:
    """An empty database with all its relations, as the first start leaves it."""
    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "empty.duckdb", 1 << 28, 1, 1 << 28)
        database.open()
        with database.cursor() as cursor:
            create_folds(cursor, Identity())
        database.checkpoint(ample=False)
        database.close()
        return database.path.read_bytes()


def begin(path: Path) -> None:
    """Put an empty database where there is none: to make its relations takes half a second."""
    if path.parent.is_dir() and not path.exists():
        path.write_bytes(_empty_database())


class Server:
    """`collector serve` as a process of its own."""

    def __init__(self, database: Path, flags: tuple[str, ...], environ: dict[str, str]) -> None:
        self.database = database
        self._flags = flags
        self._environ = environ
        self.log = database.with_name("server.log")
        begin(database)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes events."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "collector", "serve"),
                    *("--port", "0", "--db", str(self.database), *self._flags),
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **self._environ},
                cwd=self.database.parent,
            )
        self.url = self._read_url()
        self.port = int(self.url.rpartition(":")[2])
        self.pid = self._process.pid

    def _read_url(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if b"OPENLINEAGE_URL=" in line:
                return line.decode().partition("OPENLINEAGE_URL=")[2].strip().rstrip(")")
        self._process.wait()
        raise RuntimeError(f"the collector did not start: {self.log.read_text()}")

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._end()

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._end()

    def _end(self) -> int:
        code = self._process.wait(timeout=20)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def restart(self) -> None:
        """Stop it in order, and start it again on the same file."""
        assert self.stop() == 0
        self.start()

    def close(self) -> None:
        """End it, however it is."""
        if self._process.poll() is None:
            self.kill()


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing says how wide a line may be, as in a pipe; tests beside each other are told."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """A function that starts a collector with flags: `start_server("--strict", database=path)`."""
    with ExitStack() as stack:

        def start(
            *flags: str, database: Path | None = None, environ: dict[str, str] | None = None
        ) -> Server:
            server = Server(database or tmp_path / "lineage.duckdb", flags, environ or {})
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A collector with default settings, as a process of its own."""
    return start_server()


class Client:
    """A collector in this process, on a real socket, and a session to talk to it."""

    def __init__(self, url: str, session: aiohttp.ClientSession, app: web.Application) -> None:
        self.url = url
        self.session = session
        self.app = app

    @property
    def store(self) -> Store:
        return self.app[STORE]

    async def request(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Status and decoded body; JSON where the answer is JSON, else bytes."""
        if isinstance(options.get("data"), bytes):
            options["data"] = io.BytesIO(options["data"])
        async with self.session.request(method, self.url + path, **options) as response:
            content = await response.read()
            is_json = "json" in response.content_type and "ndjson" not in response.content_type
            return response.status, json.loads(content) if is_json else content

    async def get(self, path: str, **options: Any) -> Any:
        """The decoded body of a GET that succeeds."""
        status, answer = await self.request("GET", path, **options)
        assert status == 200, answer
        return answer

    async def post(
        self,
        content: object,
        path: str = "/api/v1/lineage",
        **headers: str,
    ) -> tuple[int, Any]:
        """Send an event, or bytes as they are."""
        data = content if isinstance(content, bytes) else body(content)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.request(
            "POST", path, data=data, headers={"Content-Type": "application/json", **named}
        )

    async def accept(self, *events: object) -> None:
        """Store events that are good."""
        for content in events:
            status, answer = await self.post(content)
            assert status == 200, answer


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Client]:
    """A collector with these settings in this process; the port is a free one."""
    settings = replace(settings, server=replace(settings.server, port=0))
    runner = create_runner(settings)
    begin(Path(settings.store.database))
    await runner.setup()
    try:
        url = await listen(runner, settings)
        async with aiohttp.ClientSession(auto_decompress=True) as session:
            yield Client(url, session, runner.app)
    finally:
        await runner.cleanup()


def settings_of(tmp_path: Path, **sections: dict[str, object]) -> Settings:
    """Settings with the database in this folder.

    Other values are given by section: `settings_of(path, ingest={"queue_events": 1})`.
    """
    given: dict[str, dict[str, object]] = {"store": {}, **sections}
    given["store"] = {"database": str(tmp_path / "lineage.duckdb"), **given["store"]}
    changed = {name: replace(getattr(Settings(), name), **values) for name, values in given.items()}
    return replace(Settings(), **changed)


@pytest.fixture
async def start_client(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """A function that starts a collector in this process: `start_client(log={"level": "info"})`."""
    async with AsyncExitStack() as stack:

        async def start(**sections: dict[str, object]) -> Client:
            return await stack.enter_async_context(running(settings_of(tmp_path, **sections)))

        yield start


@pytest.fixture
async def client(start_client: Callable[..., Any]) -> Client:
    """A collector with default settings, in this process."""
    started: Client = await start_client()
    return started


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store without a server."""
    settings = settings_of(tmp_path, store={"database": str(tmp_path / "store.duckdb")})
    begin(Path(settings.store.database))
    async with open_store(settings) as opened:
        yield opened
