"""Each keyword that a schema of a user may have, told alike by both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.engines import Engine, ReferenceEngine, RsEngine

if TYPE_CHECKING:
    from collector.problems import Problem

ENGINES: list[type[Engine]] = [RsEngine, ReferenceEngine]

OTHER = {"$id": "https://acme.example/other.json", "$defs": {"Text": {"type": "string"}}}

CASES: list[tuple[dict[str, Any], object, str, tuple[object, ...], object]] = [
    ({"type": "string"}, 3, "type", (), ["string"]),
    ({"properties": {"a": {"type": "string"}}}, {"a": 3}, "type", ("a",), ["string"]),
    ({"items": {"type": "string"}}, ["a", 3], "type", (1,), ["string"]),
    ({"required": ["a", "b"]}, {"a": 1}, "required", (), "b"),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "required", (), "b"),
    ({"const": 1}, 2, "enum", (), [1]),
    ({"enum": ["a", "b"]}, "c", "enum", (), ["a", "b"]),
    ({"format": "uuid"}, "x", "format", (), "uuid"),
    ({"format": "ipv4"}, "x", "format", (), "ipv4"),
    ({"minimum": 1}, 0, "minimum", (), 1),
    ({"pattern": "^a"}, "b", "pattern", (), "^a"),
    ({"minItems": 1}, [], "minItems", (), 1),
    (
        {"properties": {"c": True}, "additionalProperties": False},
        {"a": 1, "b": 2, "c": 3},
        "additionalProperties",
        (),
        ["a", "b"],
    ),
    (
        {"patternProperties": {"^x": True}, "additionalProperties": {"type": "string"}},
        {"x": 1, "b": 2},
        "type",
        ("b",),
        ["string"],
    ),
    ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "propertyNames", (), None),
    ({"not": {"type": "string"}}, "a", "not", (), None),
    ({"contains": {"const": 1}}, [2], "contains", (), None),
    ({"allOf": [False]}, 1, "falseSchema", (), None),
    ({"uniqueItems": True}, [1, 1], "uniqueItems", (), None),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, "required", (), "b"),
    ({"oneOf": [{"type": "string"}, {"minLength": 1}]}, "ab", "oneOf", (), None),
    ({"$ref": "https://acme.example/other.json#/$defs/Text"}, 1, "type", (), ["string"]),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}")
def test_engines_tell_what_is_wrong_where_and_what_was_asked(
    engine: type[Engine], case: tuple[dict[str, Any], object, str, tuple[object, ...], object]
) -> None:
    schema, value, keyword, path, asked = case
    compiled = engine(schema, {OTHER["$id"]: OTHER}, formats=True)  # type: ignore[dict-item]
    [problem] = compiled.problems(value)
    assert (problem.keyword, problem.path, problem.asked) == (keyword, path, asked)
    assert not compiled.is_valid(value)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_alternative_has_its_own_problems(engine: type[Engine]) -> None:
    schema = {"anyOf": [{"type": "string"}, {"properties": {"a": {"const": 1}}, "required": ["b"]}]}
    [problem] = engine(schema, {}, formats=True).problems({"a": 2})  # type: ignore[arg-type]

    def short(one: Problem) -> tuple[str, tuple[object, ...], object]:
        return one.keyword, one.path, one.asked

    first, second = problem.branches
    assert [short(one) for one in first] == [("type", (), ["string"])]
    assert {short(one)[:2] for one in second} == {("enum", ("a",)), ("required", ())}


@pytest.mark.parametrize("engine", ENGINES)
def test_formats_are_asserted_only_when_asked(engine: type[Engine]) -> None:
    schema: dict[str, Any] = {"format": "date-time"}
    assert engine(schema, {}, formats=False).is_valid("yesterday")
    assert not engine(schema, {}, formats=True).is_valid("yesterday")
    assert engine(schema, {}, formats=True).is_valid(3)
