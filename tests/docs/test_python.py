"""docs/python.md: its examples are run, and its table has every method."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from collector.client import Client

if TYPE_CHECKING:
    from tests.conftest import Server

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:5000"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_give_what_the_page_says(server: Server) -> None:
    session = "\n".join(blocks("pycon")).replace(ADDRESS, server.url)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    globs: dict[str, object] = {}
    example = doctest.DocTestParser().get_doctest(session, globs, "python.md", None, None)

    runner.run(example, out=told.append, clear_globs=False)

    assert "".join(told) == "", "".join(told)
    [script] = blocks("python")
    printed = PAGE.partition("It prints:\n\n```\n")[2].partition("```\n")[0]
    done = subprocess.run(
        [sys.executable, "-c", script.replace(ADDRESS, server.url)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == printed


def test_every_method_is_in_the_table() -> None:
    methods = {name for name in vars(Client) if not name.startswith("_")} - {"outcome"}
    table = PAGE.partition("## Methods")[2]
    first_cells = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
    named = re.findall(r"`(\w+)\([^)`]*\)`", " ".join(first_cells))

    assert set(named) == methods
