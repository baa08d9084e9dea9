"""`collector serve`, as a process; what it answers is tested with the HTTP routes."""

from __future__ import annotations

import asyncio
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import requests

from collector.cli import serve

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_first_lines_say_where_it_is_and_the_command_in_them_stores_an_event(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "collector", "--port", "0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or "curl" not in lines[-1]:
            lines.append(process.stdout.readline())
        try:
            assert re.match(r"collector \d+\.\d+\.\d+ keeps events in lineage\.duckdb", lines[0])
            url = lines[1].partition("OPENLINEAGE_URL=")[2].strip(")\n")
            sent = subprocess.run(
                [*shlex.split(lines[-1].strip()), "--silent"], capture_output=True, check=True
            )
            assert sent.stdout.startswith(b'{"status":"accepted"')
            assert requests.get(url + "/api/v1/events", timeout=5).json()["totalCount"] == 1
            assert (tmp_path / "lineage.duckdb").exists()
        finally:
            process.terminate()
    assert process.returncode == 0


def test_it_runs_where_there_is_no_uvloop(monkeypatch: pytest.MonkeyPatch) -> None:
    loops: list[str] = []

    async def server() -> None:
        loops.append(type(asyncio.get_running_loop()).__module__.partition(".")[0])

    serve.run(server())
    monkeypatch.setitem(sys.modules, "uvloop", None)
    serve.run(server())
    assert loops == ["uvloop", "asyncio"]


def test_a_setting_that_is_wrong_stops_the_start_with_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "collector", "serve", "--store-threads", "many"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--store-threads" in done.stderr
    assert list(tmp_path.iterdir()) == []
