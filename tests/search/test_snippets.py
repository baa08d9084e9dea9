"""The part of a text in which a word stands."""

from __future__ import annotations

import pytest

from collector.search.snippets import matches, snippet


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one two", "one two"),
        ("one\n\n  two", "one two"),
        (f"two {'x' * 200}", f"two {'x' * 156}…"),
        (f"{'x ' * 50}two", f"…{'x ' * 20}two"),
        ("no such word", "no such word"),
        ("", ""),
    ],
)
def test_a_text_is_cut_around_the_word(text: str, shown: str) -> None:
    assert snippet("TWO", "documentation", {"documentation": text}) == shown


def test_a_list_is_shown_by_the_entry_that_has_the_word() -> None:
    texts = {"schema": "id\nOrder_Nr\nnr", "column": "Number of the order.\nOther."}

    assert snippet("order", "schema", texts) == "Order_Nr"
    assert snippet("order", "column", texts) == "Number of the order."


def test_a_place_of_several_words_is_told_once() -> None:
    assert matches(("a", "b"), ("name", "name"), {"name": "ab"}) == [{"in": "name", "text": "ab"}]
