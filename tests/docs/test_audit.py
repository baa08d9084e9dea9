"""docs/audit.md against the checks, the settings and the ladder."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from collector.audit.checks import all_checks, read_check
from collector.audit.ladder import LEVELS
from collector.policies import read_policies
from collector.settings import TABLE

PAGE = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table of a section, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_check_is_told_as_its_file_says_and_no_other() -> None:
    told = [row[:4] for row in rows("The checks")]

    assert told == [
        [
            check.id,
            check.title.removesuffix("."),
            check.severity,
            "risk" if check.guards is None else str(check.guards),
        ]
        for check in all_checks()
    ]


def test_every_check_says_when_it_fails_or_is_unknown() -> None:
    files = {check.id: check.text for check in all_checks()}
    for row in rows("The checks"):
        text = files[row[0]]
        assert bool(row[4].strip("| ")) == ("'failed'" in text), row[0]
        assert bool(row[5].strip("| ")) == ("'unknown'" in text), row[0]


def test_the_levels_are_those_of_the_ladder() -> None:
    assert [row[:2] for row in rows("The ladder")] == [
        [str(level), name] for level, name in enumerate(LEVELS)
    ]


def test_the_settings_of_the_page_can_be_read() -> None:
    keys = {row.key for row in TABLE if row.section == "audit"}
    for block in blocks("toml"):
        [(section, members)] = tomllib.loads(block).items()
        assert (section, members.keys() - keys) == ("audit", set())
        read_policies(members.get("policy", []), "x", is_typed=True)
    assert set(re.findall(r"`\[audit\] (\w+)`", PAGE)) <= keys


def test_the_check_of_the_page_is_one() -> None:
    [block] = blocks("sql")

    assert read_check("x1.sql", block).title == "An owner."


def test_the_check_of_the_page_can_be_run(tmp_path: Path) -> None:
    [block] = blocks("sql")
    (tmp_path / "owner.sql").write_text(block)
    (tmp_path / "collector.toml").write_text('[audit]\npaths = ["owner.sql"]\n')
    command = (sys.executable, "-m", "collector", "config", "check")
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_request_of_the_page_has_the_members_that_there_are() -> None:
    [block] = blocks("http")
    _, _, body = block.partition("\n\n")
    document = json.loads(
        (Path(__file__).parents[2] / "collector" / "web" / "openapi.json").read_text()
    )
    operation = document["paths"]["/api/v1/audit/waivers"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]

    assert json.loads(body).keys() <= schema["properties"].keys()
