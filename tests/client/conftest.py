"""A log that is asked in four ways: by HTTP and from a file, waiting and in an event loop."""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from collector.client import AsyncClient, Client
from tests.cli.recorded import record
from tests.conftest import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WAYS = ("waiting", "in a loop", "waiting on a file", "in a loop on a file")


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but the test says which log is meant."""
    for name in list(os.environ):
        if name.startswith("COLLECTOR_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what `recorded.py` tells, which nobody serves."""
    return record(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="session")
def url(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A collector that serves a copy of it; nothing is sent there."""
    copy = tmp_path_factory.mktemp("served") / "lineage.duckdb"
    shutil.copy(recorded, copy)
    served = Server(copy, (), {})
    yield served.url
    served.stop()


@pytest.fixture(params=(WAYS[0], WAYS[3]))
def ask(request: pytest.FixtureRequest, recorded: Path, url: str) -> Callable[..., Any]:
    """Calls a method of a client: `ask("lineage", node)`; what a list gives is a list.

    Two ways have both transports and both kinds of methods; `test_questions.py` compares all four.
    """
    return asking(request.param, recorded, url)


def asking(way: str, recorded: Path, url: str) -> Callable[..., Any]:
    """Calls methods in one of the ways."""
    meant = recorded if "file" in way else url
    return _in_a_loop(meant) if "loop" in way else _waiting(meant)


def _waiting(meant: str | Path) -> Callable[..., Any]:
    def ask(method: str, *arguments: Any, **named: Any) -> Any:
        with Client(meant) as client:
            found = getattr(client, method)(*arguments, **named)
            return list(found) if hasattr(found, "__next__") else found

    return ask


def _in_a_loop(meant: str | Path) -> Callable[..., Any]:
    async def ask(method: str, *arguments: Any, **named: Any) -> Any:
        async with AsyncClient(meant) as client:
            found = getattr(client, method)(*arguments, **named)
            return [one async for one in found] if hasattr(found, "__anext__") else await found

    return lambda *arguments, **named: asyncio.run(ask(*arguments, **named))
