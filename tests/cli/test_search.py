from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def test_what_has_all_words_is_listed_with_the_places(collector: Run, recorded: Path) -> None:
    done = collector("search", "sales", "customer", "--db", recorded)

    assert (done.code, done.err) == (0, "")
    assert [line.split() for line in done.text.splitlines()] == [
        ["kind", "node", "found", "in"],
        ["dataset", "duckdb://shop.duckdb:shop.main.customers", "owner:", "sales;", "name"],
    ]


def test_a_kind_and_a_namespace_narrow_it(collector: Run, recorded: Path) -> None:
    options = ("--kind", "job", "--namespace", "air", "--db", recorded)
    answer = collector("search", "orders", *options, "--json").json

    assert [one["nodeId"] for one in answer["results"]] == ["job:air:load_orders"]
    assert answer["totalCount"] == 1


def test_over_the_limit_standard_error_says_how_many(collector: Run, recorded: Path) -> None:
    done = collector("search", "stg_orders", "--sort", "name", "--limit", 1, "--db", recorded)

    assert (done.code, len(done.text.splitlines())) == (0, 2)
    assert done.err.endswith(" more; see --limit\n")


def test_that_nothing_was_found_is_told(collector: Run, recorded: Path) -> None:
    done = collector("search", "zzzz", "--db", recorded)

    assert (done.code, done.out, done.err) == (0, b"", "nothing was found\n")


def test_on_a_terminal_long_texts_are_cut(
    collector: Run, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = collector("search", "ordered_on", "--db", recorded).text
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    cut = collector("search", "ordered_on", "--db", recorded).text

    assert len(max(cut.splitlines(), key=len)) < len(max(whole.splitlines(), key=len))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "Missing argument 'TEXT...'"),
        ((" ",), 2, "Name a word to look for."),
        (("a", "--kind", "table"), 2, "'table' is not one of"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, recorded: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("search", *arguments, "--db", recorded)

    assert (done.code, done.out) == (code, b"")
    assert message in done.err
