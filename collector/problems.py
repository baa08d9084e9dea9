"""What an engine finds wrong, led back to the field meant and put into a sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.decode import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

#: Texts of the event that are named in a sentence are cut after so many characters.
LONGEST_TEXT = 60

#: A sentence names at most so many allowed values or unknown members.
_MOST_NAMES = 8

_TYPES: Mapping[str, str] = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}

_FORMATS: Mapping[str, str] = {
    "date-time": "a date and time with offset (RFC 3339)",
    "uri": "an absolute URI",
    "uuid": "a UUID",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of one keyword, as either engine tells it."""

    #: JSON Schema keyword.
    keyword: str
    #: Where in the instance.
    path: tuple[str | int, ...]
    #: Which keyword of the schema, through references.
    schema_path: tuple[str | int, ...]
    #: What the keyword asks for: the missing name, the types, the allowed values, the limit.
    asked: object
    #: The errors of each branch of anyOf or oneOf; a branch that fits has none.
    branches: tuple[tuple[Problem, ...], ...] = ()


def leaves(problem: Problem) -> Iterator[Problem]:
    """The problems of the branch that was meant; the problem itself where it has none."""
    branches = [list(_flat(branch)) for branch in problem.branches]
    if not branches or not all(branches):
        yield problem
        return
    depth = len(problem.path)
    if (common := _common(branches, depth)) is not None:
        yield common
    else:
        yield from min(branches, key=lambda branch: _distance(branch, depth))


def _flat(branch: Sequence[Problem]) -> Iterator[Problem]:
    for problem in branch:
        yield from leaves(problem)


def _common(branches: Sequence[Sequence[Problem]], depth: int) -> Problem | None:
    """One problem for all, where every branch refuses the same value for what it is."""
    told = [
        next((problem for problem in branch if _refuses(problem, depth)), None)
        for branch in branches
    ]
    first = told[0]
    if first is None or any(
        problem is None or (problem.keyword, problem.path) != (first.keyword, first.path)
        for problem in told
    ):
        return None
    asked = [value for problem in told if problem for value in _values(problem)]
    return Problem(first.keyword, first.path, first.schema_path, list(dict.fromkeys(asked)))


def _refuses(problem: Problem, depth: int) -> bool:
    """The value itself is of a wrong type, or a member that tells the branches apart is wrong."""
    if problem.keyword == "type":
        return len(problem.path) == depth
    return problem.keyword == "enum" and len(problem.path) <= depth + 1


def _values(problem: Problem) -> Sequence[str]:
    return [
        value if isinstance(value, str) else json.dumps(value)
        for value in (problem.asked if isinstance(problem.asked, list) else [problem.asked])
    ]


def _distance(branch: Sequence[Problem], depth: int) -> tuple[bool, int, int]:
    """How far a branch is from being meant: its discriminator, how early and how often it fails."""
    is_other = any(_refuses(problem, depth) for problem in branch)
    return is_other, -max(len(problem.path) for problem in branch), len(branch)


def sentence(problem: Problem, value: object) -> str:
    """The problem in words; `value` is what stands at its path."""
    return _SENTENCES.get(problem.keyword, _other)(problem.asked, value, problem.keyword)


def at(value: object, path: Sequence[str | int]) -> object:
    """What stands at a path of the event; None where nothing does."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) else None
    return value


def pointer_of(path: Iterable[str | int]) -> str:
    """A path as a JSON pointer (RFC 6901)."""
    return "".join(f"/{escape(str(part))}" for part in path)


def quoted(value: object) -> str:
    """A scalar as JSON, cut where it is long; an object or array by its type only."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{json.dumps(value[:LONGEST_TEXT], ensure_ascii=False)}…"
    if isinstance(value, dict | list):
        return type_of(value)
    return json.dumps(value, ensure_ascii=False)


def type_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def _names(values: object, *, quote: bool = False) -> str:
    names = [
        value if isinstance(value, str) and not quote else quoted(value)
        for value in (values if isinstance(values, list) else [values])
    ]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _required(asked: object, _value: object, _keyword: str) -> str:
    return f"{quoted(asked)} is required"


def _type(asked: object, value: object, _keyword: str) -> str:
    types = sorted(asked) if isinstance(asked, list) else [str(asked)]
    wanted = " or ".join(_TYPES.get(str(name), str(name)) for name in types)
    is_fraction = isinstance(value, float) and "integer" in types
    return f"must be {wanted}, not {quoted(value) if is_fraction else type_of(value)}"


def _enum(asked: object, value: object, _keyword: str) -> str:
    values = asked if isinstance(asked, list) else [asked]
    if len(values) == 1:
        return f"{quoted(value)} is not {_names(values, quote=True)}"
    return f"{quoted(value)} is none of {_names(values)}"


def _format(asked: object, value: object, _keyword: str) -> str:
    wanted = _FORMATS.get(str(asked), f"of the format {quoted(asked)}")
    return f"{quoted(value)} is not {wanted}"


def _unknown(asked: object, _value: object, _keyword: str) -> str:
    return f"has members that are not allowed here: {_names(asked, quote=True)}"


def _alternatives(_asked: object, _value: object, _keyword: str) -> str:
    return "fits more than one of the forms of which exactly one is allowed here"


def _limit(asked: object, value: object, keyword: str) -> str:
    return f"{quoted(value)} breaks {keyword} {quoted(asked)}"


def _other(_asked: object, value: object, keyword: str) -> str:
    return f"{quoted(value)} does not fit the schema's {keyword}"


_SENTENCES: Mapping[str, Callable[[object, object, str], str]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "format": _format,
    "additionalProperties": _unknown,
    "oneOf": _alternatives,
    "kind": lambda *_: "an event has a job or a dataset, not both",
    "number": lambda *_: "NaN, Infinity and numbers beyond a double are read as null",
    **dict.fromkeys(
        (
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
        ),
        _limit,
    ),
}

#: Keywords of which an engine tells what they ask for; of others the name alone is said.
TELLING = frozenset(_SENTENCES) - {"oneOf"}
