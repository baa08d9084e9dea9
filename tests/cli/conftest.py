"""The command line, run in this process with a folder of its own."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from collector.cli import main as cli
from tests.cli.recorded import record
from tests.cli.woven import weave
from tests.models.story import write_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The values of NDJSON."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def collector(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Done]]:
    """Runs a command line: `collector("events", "tail")`; ./lineage.duckdb is that of `server`."""
    for name in list(os.environ):
        if name.startswith("COLLECTOR_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Done:
        capsysbinary.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return Done(code, out, err.decode())

    yield run
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what `recorded.py` tells, to be read only."""
    return record(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="session")
def modelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the story of a model, to be read only."""
    return write_story(tmp_path_factory.mktemp("modelled"))


@pytest.fixture(scope="session")
def woven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what `woven.py` tells, to be read only."""
    return weave(tmp_path_factory.mktemp("woven"))
