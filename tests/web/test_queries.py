"""Parameters of a query string."""

from __future__ import annotations

from datetime import datetime

import pytest

from collector.errors import Malformed
from collector.web import queries


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("7", 7), ("007", 7), ("1000", 1000), ("0" * 5000 + "12", 12), ("0" * 5000, 0)],
)
def test_a_whole_number_is_read_however_many_zeros_stand_before_it(text: str, value: int) -> None:
    assert queries.integer({"limit": text}, "limit", default=100, most=1000) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1.0",
        "1e3",
        " 1",
        "1001",
        "9" * 5000,
        "0" * 30 + "9" * 30,
        "x",
        "٣",
        "²",
        "1_0",
    ],
)
def test_anything_else_is_named_with_its_bounds(text: str) -> None:
    with pytest.raises(Malformed, match=r"limit must be a whole number from 0 to 1000, not '"):
        queries.integer({"limit": text}, "limit", default=100, most=1000)


def test_a_parameter_that_is_absent_has_its_default() -> None:
    assert queries.integer({}, "limit", default=100) == 100
    assert queries.choice({}, "order", ("asc", "desc")) == "asc"
    assert queries.moment({}, "since") is None


def test_the_first_parameter_that_is_not_known_is_named() -> None:
    with pytest.raises(Malformed, match=r"^There is no parameter 'b' here; there are a, c\.$"):
        queries.only({"x": "", "b": "", "a": ""}, frozenset({"a", "c"}))
    queries.only({"a": ""}, frozenset({"a", "c"}))


def test_a_choice_is_one_of_those_named() -> None:
    assert queries.choice({"order": "desc"}, "order", ("asc", "desc")) == "desc"
    with pytest.raises(Malformed, match=r"^order must be one of asc, desc, not 'ASC'\.$"):
        queries.choice({"order": "ASC"}, "order", ("asc", "desc"))


def test_a_moment_is_utc_and_long_garbage_is_cut() -> None:
    assert queries.moment({"since": "2026-01-01"}, "since") == datetime(2026, 1, 1)
    with pytest.raises(Malformed, match=rf"^since must .* not '{'x' * 40}'\.$"):
        queries.moment({"since": "x" * 500}, "since")
