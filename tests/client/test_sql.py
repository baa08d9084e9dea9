from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[..., Any]


def test_values_go_in_by_name_as_json_has_them(ask: Ask) -> None:
    found = ask("sql", "select $text as text, $list as list", {"text": "x'y", "list": [1, 2]})

    assert found.rows() == [{"text": "x'y", "list": [1, 2]}]


def test_a_limit_is_told_as_a_truncation(ask: Ask) -> None:
    found = ask("sql", "select seq from events order by seq", limit=3)

    assert [row["seq"] for row in found.rows()] == [1, 2, 3]
    assert found.truncated
    assert "3 rows, truncated" in repr(found)


def test_a_query_that_writes_or_is_wrong_is_refused(ask: Ask) -> None:
    for query in ("delete from events", "select * from nowhere", "select", ""):
        with pytest.raises(Malformed):
            ask("sql", query)
