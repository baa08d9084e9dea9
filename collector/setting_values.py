"""One setting: what is known about it, and its value read from text or TOML and written again."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from collector.errors import BadSettings
from collector.policies import Policy, read_policies, written_policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What a value is, and so how it is written.
Form = Literal["text", "number", "size", "seconds", "switch", "list", "policies"]

Value = str | int | float | bool | tuple[str, ...] | tuple[Policy, ...]

_SIZE_UNITS = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
_SECONDS_UNITS = {"": 1, "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_UNITS: Mapping[Form, Mapping[str, float]] = {
    "number": {"": 1},
    "size": _SIZE_UNITS,
    "seconds": _SECONDS_UNITS,
}
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?)\s*([a-z]*)", re.IGNORECASE)
#: Larger numbers are no quantity of anything, and DuckDB reads none.
_BEYOND = 2**63
_SWITCH_WORDS = {"true": True, "1": True, "yes": True, "on": True} | {
    "false": False,
    "0": False,
    "no": False,
    "off": False,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings: all that is known about a setting but its value."""

    section: str
    key: str
    form: Form
    default: Value
    help: str
    choices: tuple[str, ...]
    minimum: float
    maximum: float | None
    flag: str

    @property
    def name(self) -> str:
        return f"{self.section}.{self.key}"

    @property
    def variable(self) -> str:
        return f"COLLECTOR_{self.section}__{self.key}".upper()


def did_you_mean(word: str, known: Iterable[str], form: str) -> str:
    """A sentence that names the nearest of the known words; empty where none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f" Did you mean {form.format(near[0])}?" if near else ""


def read_value(row: Setting, given: object, origin: str, *, is_typed: bool = False) -> Value:
    """The value as the field has it. `is_typed`: it comes from TOML, which has numbers and lists.

    Raises BadSettings with one line that begins with the origin.
    """
    match row.form:
        case "text":
            return _read_text(row, given, origin)
        case "switch":
            return _read_switch(given, origin, is_typed=is_typed)
        case "list":
            return _read_list(given, origin, is_typed=is_typed)
        case "policies":
            return read_policies(given, origin, is_typed=is_typed)
        case "number" | "size" | "seconds":
            return _read_quantity(row, given, origin, is_typed=is_typed)


def _read_text(row: Setting, given: object, origin: str) -> str:
    if not isinstance(given, str):
        raise BadSettings(f"{origin}: {given!r} is not text.")
    if row.choices and given not in row.choices:
        near = did_you_mean(given, row.choices, "{}")
        raise BadSettings(f"{origin}: {given!r} is not one of {', '.join(row.choices)}.{near}")
    if row.default and not given:
        raise BadSettings(f"{origin}: the value is empty.")
    return given


def _read_switch(given: object, origin: str, *, is_typed: bool) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and not is_typed and given.lower() in _SWITCH_WORDS:
        return _SWITCH_WORDS[given.lower()]
    raise BadSettings(f"{origin}: {given!r} is neither true nor false.")


def _read_list(given: object, origin: str, *, is_typed: bool) -> tuple[str, ...]:
    if isinstance(given, str) and not is_typed:
        return tuple(part.strip() for part in given.split(",") if part.strip())
    if isinstance(given, list | tuple) and all(isinstance(part, str) for part in given):
        return tuple(given)
    raise BadSettings(f"{origin}: {given!r} is not a list of texts.")


_EXAMPLES = {
    "number": "a whole number",
    "size": 'a size: bytes as a whole number, or a text such as "32 MiB" or "1 GB"',
    "seconds": 'a duration: seconds, or a text such as "5s", "10m", "2h" or "7d"',
}


def _read_quantity(row: Setting, given: object, origin: str, *, is_typed: bool) -> int | float:
    """A number within the bounds; a text carries a unit, or comes from where all is text."""
    quantity = _quantity(row.form, given, is_typed=is_typed)
    if quantity is None:
        raise BadSettings(f"{origin}: {given!r} is not {_EXAMPLES[row.form]}.")
    if quantity < row.minimum:
        least = written(row, row.minimum)
        raise BadSettings(f"{origin}: {given!r} is too small; at least {least}.")
    if row.maximum is not None and quantity > row.maximum:
        most = written(row, row.maximum)
        raise BadSettings(f"{origin}: {given!r} is too large; at most {most}.")
    return quantity


def _quantity(form: Form, given: object, *, is_typed: bool) -> int | float | None:
    """The number that is meant; None where none can be."""
    units = _UNITS[form]
    quantity: float | None = None
    if isinstance(given, int | float) and not isinstance(given, bool):
        quantity = given
    elif isinstance(given, str) and not (is_typed and form == "number"):
        parts = _QUANTITY.fullmatch(given.strip())
        if parts and parts[2].lower() in units:
            quantity = float(parts[1]) * units[parts[2].lower()]
    if quantity is None or not -_BEYOND < quantity < _BEYOND:
        return None
    if form == "seconds":
        return float(quantity)
    return int(quantity) if quantity == int(quantity) else None


def written(row: Setting, value: Value) -> str:
    """A value as TOML, in the unit that a person would choose."""
    match row.form:
        case "size":
            return _in_largest_unit(cast("int", value), _SIZES)
        case "seconds":
            return _in_largest_unit(cast("float", value), _DURATIONS)
        case "switch" | "number":
            return str(value).lower()
        case "list":
            return f"[{', '.join(_quoted(part) for part in cast('tuple[str, ...]', value))}]"
        case "policies":
            return written_policies(cast("tuple[Policy, ...]", value))
        case "text":
            return _quoted(cast("str", value))


_SIZES = ((2**30, " GiB"), (2**20, " MiB"), (2**10, " KiB"))
_DURATIONS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def _in_largest_unit(value: float, units: tuple[tuple[int, str], ...]) -> str:
    for factor, unit in units:
        if value and not value % factor:
            return f'"{value // factor:.0f}{unit}"'
    return str(value).removesuffix(".0")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
