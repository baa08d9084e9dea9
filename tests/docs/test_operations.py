"""docs/operations.md: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from collector.settings import TABLE
from tests.clients.wire import ask

if TYPE_CHECKING:
    from tests.conftest import Server

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "collector").rglob("*.py"))


def first_cells(heading: str) -> list[str]:
    """The first column of the table of a section."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_every_metric_is_told_and_no_other(server: Server) -> None:
    status, text = ask(f"{server.url}/metrics")
    families = re.findall(r"^# TYPE (\S+) (\S+)$", text.decode(), re.MULTILINE)
    told = re.findall(r"^\| `(collector_\w+)` \| (\w+) \|", PAGE, re.MULTILINE)

    assert status == 200
    assert sorted(told) == sorted(
        (name, kind) for name, kind in families if not name.endswith("_created")
    )
    named = set(re.findall(r"collector_\w+(?=[\[{ )`])", PAGE))
    samples = text.decode()
    assert [name for name in named if name not in samples] == []


def test_every_log_line_from_info_up_is_told_and_no_other() -> None:
    lines = re.findall(r'log\.(?:info|warning|error|exception)\(\s*"([^"]+)"', CODE)
    assert sorted(first_cells("Logs")) == sorted(set(lines))


def test_every_reason_is_one_of_the_code_and_every_state_of_the_store_is_told() -> None:
    told = first_cells("What each 503 says")
    assert [reason for reason in told if reason not in CODE] == []
    said = re.findall(r'(?:Busy|_fall_out)\(\s*f?"(The (?:database|queue|collector)[^"]*)"', CODE)
    assert len(said) > 8
    assert [text for text in said if not any(text.startswith(reason) for reason in told)] == []


def test_every_setting_that_is_named_exists() -> None:
    sections = {row.section for row in TABLE}
    named = {
        name
        for name in re.findall(r"`([a-z]+\.[a-z_]+)(?: = [^`]+)?`", PAGE)
        if name.partition(".")[0] in sections
    }
    assert len(named) > 10
    assert named <= {row.name for row in TABLE}


def test_the_routes_that_need_no_key_are_those() -> None:
    listed = re.search(r"^\* (`/`.*) need no key", PAGE, re.MULTILINE)
    assert listed
    routes = re.findall(r'web\.get\("([^"]+)", operations\.', CODE)
    assert sorted(re.findall(r"`([^`]+)`", listed[1])) == sorted(routes)
