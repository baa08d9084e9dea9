"""A query of a user, and its result as bytes: JSON, lines, CSV, Arrow and Parquet.

To be imported without an engine, for those who ask a running collector.
"""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import orjson

from collector.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyarrow as pa

    Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a user wrote it."""

    text: str
    #: Values of its `$name`, as JSON has them.
    parameters: Mapping[str, object] = field(default_factory=dict)
    #: Most rows that are wanted; the settings may allow less.
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave. Columns of equal names got numbers, so that each name is there once."""

    table: pa.Table
    #: Types of the columns, as DuckDB writes them.
    types: tuple[str, ...]
    #: There are more rows.
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class SqlAnswer:
    """The result of a query, in the format that was asked for."""

    content: bytes
    row_count: int
    #: There are more rows.
    is_truncated: bool


Format: TypeAlias = Literal["json", "ndjson", "csv", "arrow", "parquet"]

FORMATS: tuple[Format, ...] = get_args(Format)

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": "application/vnd.apache.parquet",
}

#: Rows that are Python values at the same time.
_ROWS = 4096

_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


def written(result: Result, form: Format) -> SqlAnswer:
    """The result in a format; raises Malformed where that has no place for its values."""
    return SqlAnswer(encoded(result, form), result.table.num_rows, result.is_truncated)


def encoded(result: Result, form: Format) -> bytes:
    """The result in a format; raises Malformed where that has no place for its values."""
    import pyarrow as pa

    try:
        return _ENCODERS[form](result)
    except (pa.ArrowException, OverflowError, ValueError, orjson.JSONEncodeError) as error:
        reason = str(error).partition(". ")[0].removesuffix(".")
        raise Malformed(
            f"The result cannot be written as {form}: {reason}; cast the column to varchar."
        ) from error


def _json(result: Result) -> bytes:
    columns = [
        {"name": name, "type": kind}
        for name, kind in zip(result.table.column_names, result.types, strict=True)
    ]
    rows = b",".join(_dumped(rows)[1:-1] for rows in _pages(result.table))
    head, tail = _dumped(columns), _dumped(result.is_truncated)
    return b'{"columns":%b,"rows":[%b],"truncated":%b}' % (head, rows, tail)


def _ndjson(result: Result) -> bytes:
    names = result.table.column_names
    return b"".join(
        _dumped(dict(zip(names, row, strict=True))) + b"\n"
        for rows in _pages(result.table)
        for row in rows
    )


def _csv(result: Result) -> bytes:
    lines = [_line(result.table.column_names)]
    lines += [_line(row) for rows in _pages(result.table) for row in rows]
    return "".join(lines).encode()


def _arrow(result: Result) -> bytes:
    import pyarrow as pa

    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, result.table.schema) as writer:
        writer.write_table(result.table)
    return sink.getvalue()


def _parquet(result: Result) -> bytes:
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(result.table, sink, compression="zstd")
    return sink.getvalue()


_ENCODERS: dict[Format, Callable[[Result], bytes]] = {
    "json": _json,
    "ndjson": _ndjson,
    "csv": _csv,
    "arrow": _arrow,
    "parquet": _parquet,
}


def _dumped(value: object) -> bytes:
    return orjson.dumps(value, option=_OPTIONS)


def _pages(table: pa.Table) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as values that JSON can have, so many at once."""
    # Of nanoseconds, Arrow makes other values of Python where pandas is installed.
    table = table.cast(_schema_in_microseconds(table.schema))
    converters = [_converter(kind) for kind in table.schema.types]
    for batch in table.to_batches(max_chunksize=_ROWS):
        columns = [
            _converted(convert, column.to_pylist())
            for convert, column in zip(converters, batch.columns, strict=True)
        ]
        yield list(zip(*columns, strict=True))


def _schema_in_microseconds(schema: pa.Schema) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([field.with_type(_in_microseconds(field.type)) for field in schema])


def _in_microseconds(kind: pa.DataType) -> pa.DataType:
    """The type, with microseconds where it, or a part of it, has nanoseconds."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if types.is_time64(kind):
        return pa.time64("us")
    if types.is_struct(kind):
        return pa.struct([part.with_type(_in_microseconds(part.type)) for part in kind.fields])
    if types.is_list(kind) or types.is_fixed_size_list(kind):
        length = kind.list_size if types.is_fixed_size_list(kind) else -1
        return pa.list_(_in_microseconds(kind.value_type), length)
    if types.is_map(kind):
        return pa.map_(_in_microseconds(kind.key_type), _in_microseconds(kind.item_type))
    return kind


def _converter(kind: pa.DataType) -> Convert | None:
    """What makes a value of Arrow one of JSON; None where it is one already."""
    from pyarrow import types

    for test, convert in _LEAVES.items():
        if getattr(types, test)(kind):
            return convert
    for test, make in _NESTED.items():
        if getattr(types, test)(kind):
            return make(kind)
    return None


def _finite(value: float) -> float | None:
    """The number; None for NaN and infinity, which JSON does not have."""
    return value if isfinite(value) else None


def _number(value: Decimal) -> orjson.Fragment:
    """All digits of a decimal or a HUGEINT, as a number of JSON."""
    return orjson.Fragment(f"{value:f}")


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def _duration(value: Any) -> str:  # noqa: ANN401 - a named tuple of Arrow
    """An interval as ISO 8601 has it: months, days and seconds."""
    seconds = Decimal(value.nanoseconds) / 1_000_000_000
    return f"P{value.months}M{value.days}DT{seconds:f}S"


def _items(kind: pa.ListType) -> Convert:
    convert = _converter(kind.value_type)
    return lambda values: _converted(convert, values)


def _members(kind: pa.StructType) -> Convert:
    converters = [_converter(part.type) for part in kind.fields]
    return lambda record: {
        name: value if value is None or convert is None else convert(value)
        for (name, value), convert in zip(record.items(), converters, strict=True)
    }


def _mapping(kind: pa.MapType) -> Convert:
    """An object where the keys are texts, else a list of pairs."""
    from pyarrow import types

    of_key, of_value = _converter(kind.key_type), _converter(kind.item_type)
    gather = dict if types.is_string(kind.key_type) else list

    def convert(pairs: list[tuple[Any, Any]]) -> Any:  # noqa: ANN401 - JSON
        keys = _converted(of_key, [key for key, _ in pairs])
        values = _converted(of_value, [value for _, value in pairs])
        return gather(zip(keys, values, strict=True))

    return convert


def _converted(convert: Convert | None, values: list[Any]) -> list[Any]:
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


#: Question of Arrow about a type → what converts its values.
_LEAVES: dict[str, Convert] = {
    "is_floating": _finite,
    "is_decimal": _number,
    "is_binary": _base64,
    "is_interval": _duration,
}

#: Question of Arrow about a type → what makes of it such a function, from those of its parts.
_NESTED: dict[str, Callable[[Any], Convert]] = {
    "is_map": _mapping,
    "is_struct": _members,
    "is_list": _items,
    "is_fixed_size_list": _items,
}


def _line(values: Sequence[object]) -> str:
    """A line of CSV; an empty text is quoted, to tell it from a null."""
    return ",".join(map(_cell, values)) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else _dumped(value).decode().strip('"')
    if not text or any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
