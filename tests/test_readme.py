"""The README: its commands are run as written, its tables are held against the code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from collector.decode import MAX_DEPTH
from collector.setting_values import written
from collector.settings import TABLE, Settings
from collector.validate import MOST_VIOLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

#: What differs between two runs; runs of spaces follow the width of what stands beside them.
CHANGING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "TIME"),
    (re.compile(r"\b\d+\.\d\d s\b"), "SECONDS"),
    (re.compile(r"127\.0\.0\.1:\d+"), "ADDRESS"),
    (re.compile(r"wrote [\d,]+ bytes to \S*/"), "wrote N bytes to /FOLDER/"),
    (re.compile(r"^collector [\d.]+ keeps"), "collector VERSION keeps"),
    (re.compile(r"[ \t]+"), " "),
)


class Step(NamedTuple):
    """A command of a transcript and what it prints."""

    command: str
    output: str


def steps() -> Iterator[Step]:
    """The steps of all transcripts, in order; `>` goes on with a command."""
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *rest = text.splitlines()
            more = [line for line in rest if line.startswith("> ")]
            command = "\n".join([first, *(line[2:] for line in more)])
            yield Step(command, "\n".join(rest[len(more) :]))


def normalised(text: str) -> list[str]:
    for pattern, name in CHANGING:
        text = pattern.sub(name, text)
    return [line.strip() for line in text.strip().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the examples, and `collector` and `python` to put on the path."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, arguments in (("collector", " -m collector"), ("python", "")):
        command = commands / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        command.chmod(0o755)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def test_the_transcript_is_what_happens(folder: Path) -> None:
    start, *others = steps()
    assert start.command == "make run"
    environ = {
        **{name: value for name, value in os.environ.items() if "OPENLINEAGE" not in name},
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        ["collector", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environ,
        text=True,
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in start.output.splitlines()]
        try:
            assert normalised("".join(lines)) == normalised(start.output)
            address = re.search(r"127\.0\.0\.1:\d+", lines[1])
            assert address
            for step in others:
                done = subprocess.run(
                    ["bash", "-c", step.command.replace("127.0.0.1:5000", address[0])],
                    cwd=folder,
                    env=environ,
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=False,
                )
                printed = done.stdout + done.stderr
                assert normalised(printed) == normalised(step.output), step.command
        finally:
            server.terminate()


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the table of a section, without its head."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_settings_are_those_of_the_code() -> None:
    known = {row.name: row for row in TABLE}
    told = rows_of("Settings")
    assert len(told) > 8
    for name, default, flag, variable in told:
        row = known[name.strip("`")]
        assert (default, flag, variable) == (
            f"`{written(row, row.default)}`",
            f"`{row.flag}`",
            f"`{row.variable}`",
        )


def test_the_limits_are_those_of_the_code() -> None:
    defaults = Settings()
    limits = "\n".join(" | ".join(row) for row in rows_of("Limits"))
    for name in re.findall(r"`(\w+\.\w+)`", limits):
        row = next(row for row in TABLE if row.name == name)
        if row.default:
            value = written(row, row.default).strip('"')
            plain = re.sub(r"(?<=\d)s$", " s", value)
            told = f"{row.default:,}" if row.form == "number" else plain
            assert told in limits, name
    assert f"{MAX_DEPTH} levels" in limits
    assert f"| {MOST_VIOLATIONS} |" in limits
    assert defaults.store.retain_days == 0


def test_every_setting_that_is_named_exists() -> None:
    known = {row.name for row in TABLE}
    sections = {row.section for row in TABLE}
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)( = [^`]+)?`", README))
    assert {name for name, _ in named if name.partition(".")[0] in sections} <= known


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", README)
    assert len(links) > 8
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []
