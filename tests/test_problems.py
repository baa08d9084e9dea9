from __future__ import annotations

import pytest

from collector.problems import Problem, at, leaves, pointer_of, quoted, sentence


def problem(keyword: str, *path: str | int, asked: object = None, **members: object) -> Problem:
    return Problem(keyword, path, (), asked, **members)  # type: ignore[arg-type]


def alternatives(*branches: tuple[Problem, ...], at: tuple[str | int, ...] = ()) -> Problem:
    return Problem("oneOf", at, (), None, branches)


def test_the_branch_without_a_wrong_discriminator_is_meant() -> None:
    meant = problem("required", "left", asked="field")
    other = problem("enum", "type", asked=["b"])
    assert list(leaves(alternatives((other,), (meant, meant)))) == [meant, meant]


def test_else_the_branch_that_fails_deepest_then_the_one_that_fails_least_is_meant() -> None:
    shallow, deep = problem("required", "a", asked="x"), problem("required", "a", "b", asked="x")
    assert list(leaves(alternatives((shallow,), (deep, shallow)))) == [deep, shallow]
    assert list(leaves(alternatives((deep, shallow), (deep,)))) == [deep]


def test_a_value_that_no_branch_takes_is_told_with_all_that_would_do() -> None:
    types = alternatives((problem("type", asked=["string"]),), (problem("type", asked=["null"]),))
    assert list(leaves(types)) == [problem("type", asked=["string", "null"])]
    kinds = alternatives(
        (problem("enum", "type", asked=["A"]),), (problem("enum", "type", asked=["B", "A"]),)
    )
    assert list(leaves(kinds)) == [problem("enum", "type", asked=["A", "B"])]


def test_alternatives_within_alternatives_lead_to_the_field() -> None:
    meant = problem("required", "a", "b", asked="x")
    inner = alternatives((meant,), (problem("enum", "a", "type", asked=["z"]),), at=("a",))
    outer = alternatives((inner,), (problem("enum", "type", asked=["z"]),))
    assert list(leaves(outer)) == [meant]


def test_a_branch_that_fits_means_that_several_do() -> None:
    both = alternatives((), (problem("required", asked="x"),))
    assert list(leaves(both)) == [both]


@pytest.mark.parametrize(
    ("keyword", "asked", "value", "text"),
    [
        ("required", "runId", {}, '"runId" is required'),
        ("type", ["string"], 3, "must be a string, not a number"),
        ("type", ["null", "array"], True, "must be an array or null, not a boolean"),
        ("type", ["integer"], 1.5, "must be an integer, not 1.5"),
        ("type", ["object"], ["a"], "must be an object, not an array"),
        ("enum", ["A", "B"], "a", '"a" is none of A, B'),
        ("enum", [True], None, "null is not true"),
        ("enum", list("abcdefghi"), 1, "1 is none of a, b, c, d, e, f, g, h and 1 more"),
        ("format", "uri", "file", '"file" is not an absolute URI'),
        ("format", "email", "x", '"x" is not of the format "email"'),
        ("additionalProperties", ["x", "y"], {}, 'has members that are not allowed here: "x", "y"'),
        ("minimum", 1, 0, "0 breaks minimum 1"),
        ("pattern", "^a", "b" * 99, f'"{"b" * 60}"… breaks pattern "^a"'),
        ("not", None, "x", "\"x\" does not fit the schema's not"),
    ],
)  # fmt: skip
def test_a_problem_in_words(keyword: str, asked: object, value: object, text: str) -> None:
    assert sentence(problem(keyword, asked=asked), value) == text


def test_a_path_as_a_pointer() -> None:
    assert pointer_of(("inputs", 0, "a/b~c")) == "/inputs/0/a~1b~0c"
    assert pointer_of(()) == ""


def test_values_are_quoted_as_json_on_one_line() -> None:
    assert quoted('a"\n') == '"a\\"\\n"'
    assert quoted({"a": 1}) == "an object"


def test_what_stands_at_a_path_is_found_or_none() -> None:
    event = {"inputs": [{"name": "a"}], "0": "text"}
    assert at(event, ("inputs", 0, "name")) == "a"
    assert at(event, ()) is event
    assert at(event, ("inputs", "0")) is None
    assert at(event, ("nope", "deeper")) is None
