from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING

import duckdb

from collector import __version__
from collector.cli.main import main

if TYPE_CHECKING:
    import pytest


def test_version_names_the_program_what_it_stands_on_and_the_standard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["version", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "collector": __version__,
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "openlineage": "2-0-2",
    }


def test_version_for_a_person_has_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["collector", "python", "duckdb", "openlineage"]
