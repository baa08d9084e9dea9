"""Where statements end, and what words may become."""

from __future__ import annotations

import pytest

from collector.cli.sql_words import is_complete, split_statements, suggestions

RELATIONS = [
    {
        "name": "runs",
        "kind": "view",
        "columns": [{"name": "run_id", "type": "VARCHAR"}, {"name": "state", "type": "VARCHAR"}],
    },
    {
        "name": "events",
        "kind": "table",
        "columns": [{"name": "run_id", "type": "VARCHAR"}, {"name": "seq", "type": "BIGINT"}],
    },
]


@pytest.mark.parametrize(
    ("text", "statements", "rest"),
    [
        ("", [], ""),
        ("select 1", [], "select 1"),
        ("select 1;", ["select 1"], ""),
        ("select 1; select\n2 ;; ", ["select 1", "select\n2"], ""),
        ("select ';'; from x", ["select ';'"], "from x"),
        ("select 'it''s;", [], "select 'it''s;"),
        ('select ";" from x;', ['select ";" from x'], ""),
        ("select 1 -- a; b\n;", ["select 1 -- a; b"], ""),
        ("select 1 -- a;", [], "select 1 -- a;"),
        ("select /* ; */ 1;", ["select /* ; */ 1"], ""),
        ("select /* ;", [], "select /* ;"),
        ("select $$;$$, $a$;$a$;", ["select $$;$$, $a$;$a$"], ""),
        ("select $$ ;", [], "select $$ ;"),
        ("select $a ;", ["select $a"], ""),
    ],
)
def test_a_semicolon_ends_a_statement_where_it_is_no_part_of_a_text(
    text: str, statements: list[str], rest: str
) -> None:
    assert split_statements(text) == (statements, rest)
    assert is_complete(text) == (not rest)


def test_a_command_is_complete_without_a_semicolon() -> None:
    assert is_complete(".tables")
    assert is_complete("  .schema runs")


@pytest.mark.parametrize(
    ("before", "first", "others"),
    [
        (".", ".help", {".tables"}),
        (".t", ".tables", set()),
        ("from ", "runs", {"events"}),
        ("select * from r", "runs", set()),
        ("select * from runs join e", "events", set()),
        (".schema e", "events", set()),
        ("describe R", "runs", set()),
        ("select runs.", "run_id", {"state"}),
        ('select "runs"."st', "state", set()),
        ("select r.", "run_id", {"state", "seq"}),
        ("select sta", "state", set()),
        ("select run", "run_id", {"runs"}),
        ("sel", "select", set()),
        ("select * from runs where state is n", "not", {"null", "now()", "nulls last"}),
    ],
)
def test_a_word_becomes_what_can_stand_there(before: str, first: str, others: set[str]) -> None:
    found = list(suggestions(before, RELATIONS, (".help", ".tables", ".schema")))
    assert found[0].text == first
    assert others <= {one.text for one in found}
    assert all(before.lower().endswith(one.text[: one.length]) for one in found)


@pytest.mark.parametrize("before", ["", "select ", "select 1, ", ".schema x y", "from runs;"])
def test_where_no_word_was_begun_nothing_is_suggested(before: str) -> None:
    assert list(suggestions(before, RELATIONS, (".help",))) == []


def test_a_suggestion_says_what_it_is() -> None:
    kinds = {one.text: one.kind for one in suggestions("select s", RELATIONS, ())}
    assert kinds["state"] == "varchar"
    assert kinds["seq"] == "bigint"
    assert {one.kind for one in suggestions("from r", RELATIONS, ())} == {"view"}
