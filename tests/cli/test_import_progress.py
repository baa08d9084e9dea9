from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import body, event_number

if TYPE_CHECKING:
    from pathlib import Path


def on_a_terminal(tmp_path: Path, *arguments: str) -> tuple[int, bytes, str]:
    """Exit code, standard output, and what a terminal shows of standard error."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "collector", *arguments],
        stdout=subprocess.PIPE,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        cwd=tmp_path,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "XDG_STATE_HOME": str(tmp_path)},
    ) as process:
        os.close(theirs)
        shown = b""
        while part := read(ours):
            shown += part
        assert process.stdout is not None
        out = process.stdout.read()
    os.close(ours)
    return process.returncode, out, shown.decode()


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        # What a terminal says at its end.
        return b""


def test_a_terminal_sees_a_bar_and_the_data_stays_clean(tmp_path: Path) -> None:
    lines = b"".join(body(event_number(number)) + b"\n" for number in range(1200))
    (tmp_path / "events.ndjson").write_bytes(lines)

    code, out, shown = on_a_terminal(tmp_path, "import", "events.ndjson")

    assert (code, out) == (0, b"1,200 new\n")
    assert "1,200 events" in shown
    assert "100%" in shown


def test_a_bar_without_an_end_for_what_nobody_knows_the_size_of(tmp_path: Path) -> None:
    code, out, shown = on_a_terminal(tmp_path, "import", "-")

    assert (code, out) == (0, b"nothing\n")
    assert "0 events" in shown
