"""The two JSON Schema engines behind one shape: a compiled schema that tells its problems.

`RsEngine` (jsonschema-rs) gives the verdicts. `ReferenceEngine` (jsonschema) is slow, and is there
to check the first: both are given the same schemas.

"Formats are asserted" means what jsonschema-rs checks: `date-time` is RFC 3339 with an offset, a
lower-case `t` or `z` and any number of fraction digits allowed, and second 60 only where UTC is
23:59:60; `uri` is an absolute URI of RFC 3986; `uuid` has its dashes and may be in either case.
The reference engine checks these three by the same rules, other formats as its package does.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import jsonschema
import jsonschema_rs
import referencing
from jsonschema import validators
from referencing.jsonschema import DRAFT202012

from collector.problems import TELLING, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from collector.schema_files import Json


class Engine(Protocol):
    """A schema, compiled. `documents` are what it may refer to, by `$id`."""

    def __init__(self, schema: Json, documents: Mapping[str, Json], *, formats: bool) -> None: ...

    def is_valid(self, value: object) -> bool: ...

    def problems(self, value: object) -> Iterator[Problem]: ...


# jsonschema-rs

_Kind = jsonschema_rs.ValidationErrorKind


class RsEngine:
    """One schema in jsonschema-rs."""

    def __init__(self, schema: Json, documents: Mapping[str, Json], *, formats: bool) -> None:
        self._validator = jsonschema_rs.Draft202012Validator(
            schema,
            validate_formats=formats,
            registry=jsonschema_rs.Registry(list(documents.items())),
            offline=True,
            # The texts of errors are not used; without a mask each holds the whole instance.
            mask="",
        )

    def is_valid(self, value: object) -> bool:
        return self._validator.is_valid(value)

    def problems(self, value: object) -> Iterator[Problem]:
        return map(_rs_problem, self._validator.iter_errors(value))


def _rs_problem(error: jsonschema_rs.ValidationError) -> Problem:
    kind = error.kind
    keyword = kind.name
    asked: object = None
    branches: tuple[tuple[Problem, ...], ...] = ()
    if isinstance(kind, _Kind.OneOfNotValid | _Kind.AnyOf):
        branches = tuple(tuple(map(_rs_problem, branch)) for branch in kind.context)
    elif keyword == "const":
        keyword, asked = "enum", [kind.value]
    elif keyword in TELLING:
        asked = kind.value
    return Problem(
        keyword, tuple(error.instance_path), tuple(error.evaluation_path), asked, branches
    )


# jsonschema

#: A validator of the package, as its keyword functions get it; its types do not say enough.
_Package = Any


class ReferenceEngine:
    """One schema in jsonschema."""

    def __init__(self, schema: Json, documents: Mapping[str, Json], *, formats: bool) -> None:
        resources = [
            (name, referencing.Resource.from_contents(document, DRAFT202012))
            for name, document in documents.items()
        ]
        self._validator = _Reference(
            schema,
            registry=referencing.Registry().with_resources(resources),
            format_checker=_FORMATS if formats else None,
        )

    def is_valid(self, value: object) -> bool:
        return bool(self._validator.is_valid(value))

    def problems(self, value: object) -> Iterator[Problem]:
        return map(_reference_problem, self._validator.iter_errors(value))


def _reference_problem(error: jsonschema.ValidationError) -> Problem:
    keyword = str(error.validator or "falseSchema")
    asked: object = error.validator_value
    match keyword:
        case "const":
            keyword, asked = "enum", [asked]
        case "required" | "dependentRequired" | "additionalProperties":
            keyword = "required" if keyword == "dependentRequired" else keyword
            asked = json.loads(error.message)
        case "type" if isinstance(asked, str):
            asked = [asked]
        case _ if keyword not in TELLING:
            asked = None
    return Problem(
        keyword,
        tuple(error.absolute_path),
        tuple(error.absolute_schema_path),
        asked,
        _reference_branches(error) if keyword in {"anyOf", "oneOf"} else (),
    )


def _reference_branches(error: jsonschema.ValidationError) -> tuple[tuple[Problem, ...], ...]:
    branches: dict[object, list[Problem]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(_reference_problem(inner))
    return tuple(map(tuple, branches.values()))


def _told(names: object) -> jsonschema.ValidationError:
    """An error of the keywords below: what is missing or too much stands in its message."""
    return jsonschema.ValidationError(json.dumps(names))


def _required(
    _validator: _Package, required: Iterable[str], value: object, _schema: object
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, dict):
        yield from (_told(name) for name in required if name not in value)


def _dependent_required(
    _validator: _Package, dependents: Mapping[str, Iterable[str]], value: object, schema: object
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, dict):
        for name, required in dependents.items():
            if name in value:
                yield from _required(None, required, value, schema)


def _additional_properties(
    validator: _Package, additional: object, value: object, schema: Mapping[str, Any]
) -> Iterator[jsonschema.ValidationError]:
    if not isinstance(value, dict):
        return
    patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", ())]
    names = [
        name
        for name in value
        if name not in schema.get("properties", ())
        and not any(pattern.search(name) for pattern in patterns)
    ]
    if additional is not False:
        for name in names:
            yield from validator.descend(value[name], additional, path=name)
    elif names:
        yield _told(names)


def _property_names(
    validator: _Package, names: object, value: object, _schema: object
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, dict):
        for name in value:
            if not validator.evolve(schema=names).is_valid(name):
                yield _told(name)


_extend: Any = validators.extend  # It has no types.
_Reference: Any = _extend(
    jsonschema.Draft202012Validator,
    {
        "required": _required,
        "dependentRequired": _dependent_required,
        "additionalProperties": _additional_properties,
        "propertyNames": _property_names,
    },
)


# Formats of the reference engine

_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?"
    r"(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

_MINUTES_OF_A_DAY = 24 * 60


def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    found = _DATE_TIME.fullmatch(value)
    if found is None or not _is_date(*(int(part) for part in found.groups()[:3])):
        return False
    hour, minute, second = (int(part) for part in found.groups()[3:6])
    if second < 60:
        return True
    sign, hours, minutes = found.groups()[6:]
    offset = (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1) if sign else 0
    return (hour * 60 + minute - offset) % _MINUTES_OF_A_DAY == _MINUTES_OF_A_DAY - 1


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        # The calendar repeats every 400 years; year 0 is a year of RFC 3339 and none of `date`.
        date(year or 400, month, day)
    except ValueError:
        return False
    return True


_HEX = "0-9A-Fa-f"
_CHARACTER = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[{_HEX}]{{2}})"
_HOST = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[{_HEX}]{{2}})*"
_USER = rf"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[{_HEX}]{{2}})*@)?"

_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+\-.]*:"
    rf"(?://{_USER}(?P<host>\[[^\]]*\]|{_HOST})(?::\d*)?(?:/{_CHARACTER}*)*"
    rf"|/?(?:{_CHARACTER}+(?:/{_CHARACTER}*)*)?)"
    rf"(?:\?(?:{_CHARACTER}|[/?])*)?(?:\#(?:{_CHARACTER}|[/?])*)?",
    re.ASCII,
)


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    found = _URI.fullmatch(value)
    host = found["host"] if found else None
    if host and host.startswith("["):
        return _is_literal_address(host[1:-1])
    return found is not None


def _is_literal_address(host: str) -> bool:
    if host[:1] in {"v", "V"}:
        return re.fullmatch(rf"[vV][{_HEX}]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+", host) is not None
    return "%" not in host and jsonschema.FormatChecker(("ipv6",)).conforms(host, "ipv6")


def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or _UUID.fullmatch(value) is not None


def _formats() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker()
    checker.checkers = {
        **jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers,
        "date-time": (_is_date_time, ()),
        "uri": (_is_uri, ()),
        "uuid": (_is_uuid, ()),
    }
    return checker


_FORMATS = _formats()
