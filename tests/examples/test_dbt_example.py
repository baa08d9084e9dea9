"""The dbt example: its page and its queries; and, slowly, all of it with the real dbt."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.examples.dbt_page import (
    ANSWERS,
    EXAMPLE,
    PAGE,
    QUERIES,
    RAN,
    Step,
    check_answer,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

ROOT = EXAMPLE.parents[1]
#: What `dbt-ol` sent when the commands of the page were run.
RECORDED = Path(__file__).parents[1] / "fixtures" / "dbt_example.ndjson"

#: What differs between two runs; widths follow the width of what stands in them.
CHANGING = (
    (re.compile(r"\x1b\[\d*m"), ""),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DATE"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "TIME"),
    (re.compile(r"\b\d+\.\d+\b(?!\.)"), "N"),
    (re.compile(r"[ \t]+"), " "),
)


def normalised(text: str) -> list[str]:
    for pattern, name in CHANGING:
        text = pattern.sub(name, text)
    return [line.strip() for line in text.strip().splitlines()]


def answers(url: str, *query: str) -> list[dict[str, Any]]:
    """The rows that `collector sql` prints for a query."""
    done = subprocess.run(
        [sys.executable, "-m", "collector", "sql", "--url", url, "--format", "ndjson", *query],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_answers(url: str) -> None:
    for query in QUERIES:
        check_answer(query, answers(url, "--file", str(EXAMPLE / "queries" / f"{query}.sql")))


def test_the_page_shows_every_query_and_its_answer() -> None:
    shown = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    files = {path.stem: path.read_text() for path in (EXAMPLE / "queries").glob("*.sql")}
    asked = [step for step in steps() if "--file" in step.command]

    assert sorted(shown) == sorted(files.values())
    assert sorted(step.command for step in asked) == [
        f"collector sql --file queries/{query}.sql" for query in QUERIES
    ]
    assert all(step.output.strip() for step in asked)
    assert {*ANSWERS, "what_ran"} == set(QUERIES)


def test_every_query_begins_with_its_question() -> None:
    firsts = [
        (EXAMPLE / "queries" / f"{query}.sql").read_text().splitlines()[0] for query in QUERIES
    ]
    assert [line for line in firsts if not re.fullmatch(r"-- [A-Z].*\?", line)] == []


def test_every_query_answers_from_what_dbt_sent(start_server: Callable[..., Server]) -> None:
    server = start_server()
    subprocess.run(
        [sys.executable, "-m", "collector", "import", "--url", server.url, str(RECORDED)],
        check=True,
        capture_output=True,
        timeout=60,
        cwd=ROOT,
    )
    # The views follow the log.
    deadline = time.monotonic() + 20
    while len(answers(server.url, "select run_id from runs where state is not null")) < len(RAN):
        assert time.monotonic() < deadline
    check_answers(server.url)
    for step in steps():
        if step.command.startswith(("collector lineage", "collector impact")):
            assert agree(step.output, printed(server.url, step.command)), step.command


def printed(url: str, command: str) -> str:
    """What a command of the collector prints."""
    words = [sys.executable, "-m", *shlex.split(command), "--url", url]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    return done.stdout


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    """The example in a folder that keeps its `.venv` from one test run to the next."""
    # dbt writes its paths into the scripts: the folder must stay where it is.
    folder = Path(request.config.cache.mkdir("dbt-example")) / "examples" / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and path.name != ".venv":
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    left = shutil.ignore_patterns(".venv", "target", "logs", "*.duckdb*", ".user.yml")
    shutil.copytree(EXAMPLE, folder, ignore=left, dirs_exist_ok=True)
    return folder


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_commands_of_the_page_do_what_it_says(
    folder: Path, start_server: Callable[..., Server]
) -> None:
    server = start_server()
    told = list(steps())
    done = run(told, folder, server.url)

    failed = [step.command for step, (code, _) in zip(told, done, strict=True) if code]
    assert failed == ["dbt-ol test"], done
    for step, (_, printed) in zip(told, done, strict=True):
        if step.output:
            assert agree(step.output, printed), f"{step.command}\n{printed}"
    check_answers(server.url)


def run(told: list[Step], folder: Path, url: str) -> list[tuple[int, str]]:
    """Exit code and output of each command, run by one shell as a reader would."""
    mark = "=== exit code "
    lines = [f"{step.command}\nprintf '\\n{mark}%d\\n' $?" for step in told]
    commands = folder.parents[1] / ".venv" / "bin"
    commands.mkdir(parents=True, exist_ok=True)
    collector = commands / "collector"
    collector.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m collector "$@"\n')
    collector.chmod(0o755)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPENLINEAGE", "COLLECTOR", "DBT_"))
    }
    # The views follow the log; whoever types is slower.
    first = next(at for at, step in enumerate(told) if step.command.startswith("collector sql"))
    lines.insert(first, "sleep 1")
    script = "\n".join(lines).replace("http://127.0.0.1:5000", url)
    shell = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=800,
        check=False,
    )
    parts = re.split(rf"\n{mark}(\d+)\n", shell.stdout)
    return [(int(code), printed) for printed, code in zip(parts[::2], parts[1::2], strict=False)]


def agree(told: str, printed: str) -> bool:
    """Whether the page tells what was printed; `...` stands for any lines."""
    lines = [".*" if line == "..." else re.escape(line) for line in normalised(told)]
    return re.fullmatch("\n".join(lines), "\n".join(normalised(printed)), re.DOTALL) is not None
