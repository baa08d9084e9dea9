"""Policies of audits: what is asked of which models, read from the settings and written again."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from collector.errors import BadSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Severities of findings, the gravest first.
SEVERITIES = ("critical", "major", "minor")

HIGHEST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked of the versions of models whose `namespace:name` matches."""

    match: str = "*"
    #: The level that a version has to reach.
    min_level: int = 0
    #: A finding that failed and is so grave, or graver, does not pass; empty asks for none.
    fail_on: str = ""

    @property
    def pattern(self) -> str:
        """The glob as a regular expression that Python and DuckDB read alike."""
        return pattern_of(self.match)


def pattern_of(glob: str) -> str:
    """`*` stands for any letters, `?` for one."""
    letters = {"*": ".*", "?": "."}
    return "(?s)" + "".join(letters.get(letter) or re.escape(letter) for letter in glob)


def policy_of(policies: Sequence[Policy], namespace: str, name: str) -> Policy | None:
    """The last one that matches."""
    node = f"{namespace}:{name}"
    matching = (one for one in reversed(policies) if re.fullmatch(one.pattern, node))
    return next(matching, None)


def read_policies(given: object, origin: str, *, is_typed: bool) -> tuple[Policy, ...]:
    """Policies from the tables of a settings file, or from JSON where all is text.

    Raises BadSettings with one line that begins with the origin.
    """
    if isinstance(given, str) and not is_typed:
        given = _parsed(given, origin)
    if not isinstance(given, list | tuple):
        raise BadSettings(f"{origin}: policies are tables: [[audit.policy]].")
    return tuple(_read(table, origin) for table in given)


def _parsed(text: str, origin: str) -> object:
    if not text.strip():
        return []
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadSettings(f"{origin}: policies are written as a JSON array here.") from error


def _read(table: object, origin: str) -> Policy:
    if isinstance(table, Policy):
        return table
    if not isinstance(table, dict):
        raise BadSettings(f"{origin}: a policy is a table, not {table!r}.")
    keys = [field.name for field in fields(Policy)]
    if unknown := sorted(set(table) - set(keys)):
        raise BadSettings(f"{origin}: a policy has no key {unknown[0]}, but {', '.join(keys)}.")
    if not isinstance(table.get("match"), str) or not table["match"]:
        raise BadSettings(f'{origin}: a policy needs match, such as "mlflow://*:*".')
    level, fail_on = table.get("min_level", 0), table.get("fail_on", "")
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= HIGHEST_LEVEL:
        raise BadSettings(f"{origin}: min_level is a level from 0 to {HIGHEST_LEVEL}.")
    if not isinstance(fail_on, str) or fail_on not in ("", *SEVERITIES):
        raise BadSettings(f"{origin}: fail_on is one of {', '.join(SEVERITIES)}.")
    return Policy(table["match"], level, fail_on)


def written_policies(policies: Sequence[Policy]) -> str:
    """Policies as a TOML array."""
    return "[" + ", ".join(map(_written, policies)) + "]"


def _written(policy: Policy) -> str:
    said = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in asdict(policy).items()
    )
    return f"{{ {', '.join(said)} }}"
