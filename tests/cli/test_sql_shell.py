"""A session of `collector sql`: from a pipe, and on a terminal with completion and a history."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import EVENT, body, event_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


@pytest.fixture(params=["opened", "served"])
def filled(request: pytest.FixtureRequest, collector: Run, tmp_path: Path) -> Run:
    """The command line, on a log with two events; in a file and behind a collector."""
    if request.param == "served":
        request.getfixturevalue("server")
    (tmp_path / "events.ndjson").write_bytes(body(EVENT) + b"\n" + body(event_number(2)))
    assert collector("import", "events.ndjson").code == 0
    return collector


def say(filled: Run, monkeypatch: pytest.MonkeyPatch, text: str, *flags: str) -> Done:
    """A session that gets its input from a pipe."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    return filled("sql", "-i", *flags)


def test_statements_and_commands_come_from_a_pipe(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = say(
        filled,
        monkeypatch,
        "select count(*)\n  as n -- with ; in it\nfrom events;\n"
        ".mode csv\nselect 1 as a; select ';' as b;\n"
        ".mode ndjson\nselect 2 as c",
    )
    assert (done.code, done.err) == (0, "")
    assert done.text == 'n\n2\na\r\n1\r\nb\r\n;\r\n{"c":2}\n'


def test_commands_tell_what_can_be_asked(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    done = say(filled, monkeypatch, ".help\n.tables\n.schema RUNS;\n.quit\nselect 1;\n")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^\.schema NAME +the columns", done.text, re.MULTILINE)
    assert re.search(r"^events +table +\w", done.text, re.MULTILINE)
    assert re.search(r"^run_id +varchar +runId as sent", done.text, re.MULTILINE)
    assert not done.text.endswith("1\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("selec 1;", "(line 1, column 1)"),
        (".table", "There is no command .table; .help lists them. Did you mean .tables?"),
        (".schema run", "There is no relation 'run'; .tables lists them. Did you mean runs?"),
        (".mode parquet", ".mode takes one of table, json, ndjson, csv."),
    ],
)
def test_from_a_pipe_the_first_mistake_is_the_end(
    filled: Run, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    done = say(filled, monkeypatch, f"{text}\nselect 17 as a;\n")
    assert done.code != 0
    assert told in done.err
    assert "17" not in done.text


def test_flags_hold_for_the_session(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    done = say(filled, monkeypatch, "from range(9);", "--format", "csv", "--limit", "1")
    assert (done.text, done.err) == ("range\r\n0\r\n", "truncated at 1 rows\n")


@pytest.mark.parametrize("flags", [("select 1",), ("--file", "a"), ("-o", "a.csv"), ("-p", "a=1")])
def test_a_session_takes_no_query(collector: Run, flags: tuple[str, ...]) -> None:
    done = collector("sql", "-i", *flags)
    assert (done.code, "A session takes no query" in done.err) == (2, True)


def test_a_snapshot_is_asked_in_a_session_too(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filled("snapshot", "copy.duckdb").code == 0
    done = say(filled, monkeypatch, "select count(*) as n from events;", "--db", "copy.duckdb")
    assert (done.code, done.text) == (0, "n\n2\n")


class Terminal:
    """A session on a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        self._at, there = pty.openpty()
        self.history = folder / "state" / "collector" / "sql_history"
        environ = {name: value for name, value in os.environ.items() if "COLLECTOR" not in name}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "collector", "sql"],
            stdin=there,
            stdout=there,
            stderr=there,
            cwd=folder,
            env={**environ, "TERM": "xterm", "XDG_STATE_HOME": str(folder / "state")},
            start_new_session=True,
        )
        os.close(there)
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self._at, text.encode())

    def wait_for(self, pattern: str) -> str:
        """What is written until there is such a text; the screen's own codes are left out."""
        deadline = time.monotonic() + 60
        while not re.search(pattern, self.seen):
            assert time.monotonic() < deadline, self.seen
            self._read()
        seen, self.seen = self.seen, ""
        return seen

    def _read(self) -> None:
        if not select.select([self._at], [], [], 0.1)[0]:
            return
        try:
            found = os.read(self._at, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            return
        if "\x1b[6n" in found:  # where is the cursor?
            self.type("\x1b[1;1R")
        # A jump to the right stands for spaces.
        spaced = re.sub(r"\x1b\[\d*C", " ", found)
        self.seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", spaced)

    def end(self) -> int:
        """The exit code, once it is over."""
        deadline = time.monotonic() + 60
        while self._process.poll() is None:
            assert time.monotonic() < deadline, self.seen
            self._read()
        return self._process.returncode

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._at)


@pytest.fixture
def terminal(collector: Run, tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "events.ndjson").write_bytes(body(EVENT) + b"\n" + body(event_number(2)))
    assert collector("import", "events.ndjson").code == 0
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def test_on_a_terminal_words_are_completed_and_lines_go_on_until_a_semicolon(
    terminal: Terminal,
) -> None:
    terminal.wait_for("sql>")
    terminal.type("select 40 + count(*) as n\r")
    terminal.wait_for(r"\.\.\.")
    terminal.type("from eve\t")
    terminal.wait_for("nts")
    terminal.type(";\r")
    terminal.wait_for(r"42\s")
    terminal.type("select form from;\r")
    terminal.wait_for("error: The query cannot be read")
    terminal.type("select 1 + \x03")
    terminal.type(".schema viol\t")
    terminal.wait_for("ations")
    terminal.type("\r")
    terminal.wait_for("pointer")
    terminal.wait_for("sql>")
    terminal.type("\x04")
    assert terminal.end() == 0
    told = terminal.history.read_text()
    assert "from events;" in told
    assert terminal.history.stat().st_mode & 0o777 == 0o600


def test_what_was_asked_comes_back_in_the_next_session(terminal: Terminal, tmp_path: Path) -> None:
    terminal.wait_for("sql>")
    terminal.type("select 17 + 4 as a;\r")
    terminal.wait_for(r"21\s")
    terminal.type(".quit\r")
    assert terminal.end() == 0
    again = Terminal(tmp_path)
    again.wait_for("sql>")
    again.type("\x1b[A\x1b[A")
    again.wait_for(r"select 17 \+ 4")
    again.type("\r")
    again.wait_for(r"21\s")
    again.close()
