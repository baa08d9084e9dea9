from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import EVENT, body, event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

BAD = [b"{\x1b[31m", body(event(run={})), body(event(producer="no uri"))]


@pytest.fixture(params=["opened", "served"])
def filled(
    request: pytest.FixtureRequest, collector: Callable[..., Done], tmp_path: Path
) -> Callable[..., Done]:
    """The command line, on a log with BAD as rejections 1 to 3; the third was refused by --strict.

    It is read in a file, or through a collector that is less strict.
    """
    (tmp_path / "bad.ndjson").write_bytes(b"\n".join(BAD))
    (tmp_path / "strict.toml").write_text("[validation]\nstrict = true\n")
    assert collector("import", "bad.ndjson", "--config", "strict.toml").code == 4
    if request.param == "served":
        request.getfixturevalue("server")
    return collector


def test_refused_bodies_are_listed_with_their_reason(filled: Callable[..., Done]) -> None:
    rows = filled("rejections", "list", "--json").json

    assert [(row["seq"], row["reason"], row["size"]) for row in rows] == [
        (1, "Malformed", len(BAD[0])),
        (2, "InvalidEvent", len(BAD[1])),
        (3, "InvalidEvent", len(BAD[2])),
    ]
    table = filled("rejections", "list").text.splitlines()
    assert table[0].split() == ["seq", "received_at", "reason", "size", "client", "message"]
    assert [line.split()[0] for line in table[1:]] == ["1", "2", "3"]
    assert filled("rejections", "list", "--reason", "Malformed").text.count("\n") == 2
    assert filled("rejections", "list", "--client", "somebody").text == ""
    page = filled("rejections", "list", "--after", 1, "-n", 1, "--json")
    assert [row["seq"] for row in page.json] == [2]
    assert page.err == "there may be more: collector rejections list --after 2\n"


def test_one_is_shown_with_its_problems_or_byte_for_byte(filled: Callable[..., Done]) -> None:
    shown = filled("rejections", "show", 2).json

    assert shown["problems"][0]["pointer"] == "/run"
    assert json.loads(shown["text"]) == event(run={})
    assert filled("rejections", "show", 1, "--raw").out == BAD[0]
    assert filled("rejections", "show", 2, "--json").out.count(b"\n") == 1
    missing = filled("rejections", "show", 9)
    assert (missing.code, missing.err) == (3, "error: There is no rejection 9.\n")


def test_what_is_good_now_becomes_an_event_and_the_rest_is_told(
    filled: Callable[..., Done],
) -> None:
    done = filled("rejections", "replay", "--all")

    assert done.code == 4
    told = done.text.splitlines()
    assert told[0].startswith("1: refused: The body is not JSON")
    assert told[1].startswith("2: refused: ")
    assert told[2] == "3: 1 accepted"
    assert [row["seq"] for row in filled("rejections", "list", "--json").json] == [1, 2]
    assert filled("events", "export").out == BAD[2] + b"\n"


def test_one_that_is_good_now_is_done(filled: Callable[..., Done]) -> None:
    done = filled("rejections", "replay", "3", "3", "--json")

    assert (done.code, [line["status"] for line in done.lines]) == (0, ["accepted"])


def test_one_that_is_not_there_is_not_found_unless_something_was_refused(
    filled: Callable[..., Done],
) -> None:
    missing = filled("rejections", "replay", "9", "3")
    assert (missing.code, missing.text) == (
        3,
        "9: missing: There is no rejection 9.\n3: 1 accepted\n",
    )
    assert filled("rejections", "replay", "9", "1").code == 4
    assert filled("rejections", "replay", "9", "--json").lines == [
        {"seq": 9, "status": "missing", "reason": "There is no rejection 9.", "errors": []}
    ]


def test_which_to_replay_must_be_said_once(collector: Callable[..., Done]) -> None:
    for arguments in ((), ("1", "--all")):
        done = collector("rejections", "replay", *arguments)
        assert (done.code, "Name rejections, or all of them with --all" in done.err) == (2, True)


def test_nothing_to_list_and_nothing_to_replay_is_fine(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    assert collector("rejections", "list").code == 3
    (tmp_path / "good.json").write_bytes(body(EVENT))
    collector("import", "good.json")

    assert (collector("rejections", "list").code, collector("rejections", "list").out) == (0, b"")
    assert collector("rejections", "list", "--json").json == []
    assert collector("rejections", "replay", "--all").code == 0
