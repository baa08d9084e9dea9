"""Every kind of value in every format."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from collector.errors import Malformed
from collector.settings import Sql
from collector.store.sql_formats import FORMATS, MEDIA_TYPES, Query, encoded
from collector.store.sql_query import Stop, answer

if TYPE_CHECKING:
    from collector.store.sql_formats import Result

#: SQL → JSON, and the cell of CSV where it is another.
VALUES = [
    ("1", "1", None),
    ("null", "null", ""),
    ("true", "true", None),
    ("18446744073709551615::ubigint", "18446744073709551615", None),
    ("-170141183460469231731687303715884105727::hugeint", f"{1 - 2**127}", None),
    ("sum(9007199254740993::bigint)", "9007199254740993", None),
    ("1.50::decimal(18, 2)", "1.50", None),
    ("12345678901234567890.123456789::decimal(38, 9)", "12345678901234567890.123456789", None),
    ("0.0000001::decimal(18, 9)", "0.000000100", None),
    ("1.5::double", "1.5", None),
    ("'nan'::double", "null", ""),
    ("'-infinity'::float", "null", ""),
    ("1e300", "1e+300", None),
    ("'text'", '"text"', "text"),
    ("''", '""', '""'),
    ("'a,b'", '"a,b"', '"a,b"'),
    ("""'a"b'""", r'"a\"b"', '"a""b"'),
    ("e'a\\nb'", r'"a\nb"', '"a\nb"'),
    ("'é🙂'", '"é🙂"', "é🙂"),
    ("timestamp '2026-01-01 10:00:00'", '"2026-01-01T10:00:00Z"', "2026-01-01T10:00:00Z"),
    (
        "timestamptz '2026-01-01 10:00:00.5+02'",
        '"2026-01-01T08:00:00.500000Z"',
        "2026-01-01T08:00:00.500000Z",
    ),
    ("date '2026-01-01'", '"2026-01-01"', "2026-01-01"),
    ("time '10:00:00.25'", '"10:00:00.250000"', "10:00:00.250000"),
    ("interval 1 month + interval 3 day + interval 90 second", '"P1M3DT90S"', "P1M3DT90S"),
    ("interval (-1500) milliseconds", '"P0M0DT-1.5S"', "P0M0DT-1.5S"),
    (
        "uuid '0193a5b4-7c21-7000-8000-000000000001'",
        '"0193a5b4-7c21-7000-8000-000000000001"',
        "0193a5b4-7c21-7000-8000-000000000001",
    ),
    ("'\\xFFa'::blob", '"/2E="', "/2E="),
    ("'b'::enum('a', 'b')", '"b"', "b"),
    ("""'{"a": 1}'::json""", r'"{\"a\": 1}"', '"{""a"": 1}"'),
    ("[1, null]", "[1,null]", '"[1,null]"'),
    ("[]", "[]", "[]"),
    ("array_value(1.5, 2)", "[1.5,2.0]", '"[1.5,2.0]"'),
    (
        "{'a': 'nan'::double, 'b': [1.50::decimal(3, 2), null]}",
        '{"a":null,"b":[1.50,null]}',
        '"{""a"":null,""b"":[1.50,null]}"',
    ),
    ("null::struct(a int)", "null", ""),
    ("map {'a': 1.5::decimal(2, 1)}", '{"a":1.5}', '"{""a"":1.5}"'),
    ("map {1: 'é'}", '[[1,"é"]]', '"[[1,""é""]]"'),
    ("[{'a': ['x'::blob, null]}]", '[{"a":["eA==",null]}]', '"[{""a"":[""eA=="",null]}]"'),
]


def ask(text: str) -> Result:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return answer(connection, Query(text), Sql(), Stop())


@pytest.mark.parametrize(("value", "written", "cell"), VALUES)
def test_a_value_in_text_formats(value: str, written: str, cell: str | None) -> None:
    # With a null before, for which no conversion may be tried.
    result = ask(f"select null as x where false union all select {value} as x")
    assert encoded(result, "ndjson").decode() == f'{{"x":{written}}}\n'
    document = encoded(result, "json").decode()
    assert f'"rows":[[{written}]],"truncated":false}}' in document
    expected = written if cell is None else cell
    assert encoded(result, "csv").decode() == f"x\r\n{expected}\r\n"


def test_json_tells_the_columns_and_whether_there_are_more_rows() -> None:
    result = ask("select 1 as a, 'x' as \"b c\"")
    assert json.loads(encoded(result, "json")) == {
        "columns": [{"name": "a", "type": "INTEGER"}, {"name": "b c", "type": "VARCHAR"}],
        "rows": [[1, "x"]],
        "truncated": False,
    }


def test_no_rows_are_an_answer_in_every_format() -> None:
    result = ask("select 1 as a where false")
    assert json.loads(encoded(result, "json"))["rows"] == []
    assert encoded(result, "ndjson") == b""
    assert encoded(result, "csv") == b"a\r\n"
    assert pa.ipc.open_stream(encoded(result, "arrow")).read_all().num_rows == 0
    assert parquet.read_table(io.BytesIO(encoded(result, "parquet"))).num_rows == 0


def test_arrow_and_parquet_have_the_values_themselves() -> None:
    text = "select range as a, 'x' || range as b, [range] as c, {'d': range} as e from range(5000)"
    result = ask(text)
    rows = [{"a": n, "b": f"x{n}", "c": [n], "e": {"d": n}} for n in range(5000)]
    assert pa.ipc.open_stream(encoded(result, "arrow")).read_all().to_pylist() == rows
    assert parquet.read_table(io.BytesIO(encoded(result, "parquet"))).to_pylist() == rows
    assert [json.loads(line) for line in encoded(result, "ndjson").splitlines()] == rows
    assert json.loads(encoded(result, "json"))["rows"] == [list(row.values()) for row in rows]


@pytest.mark.parametrize(
    "value",
    [
        "timestamp 'infinity'",
        "date '12000-01-01'",
        "timestamp_ns '2026-01-01 10:00:00.123456789'",
    ],
)
def test_a_time_that_has_no_place_in_a_text_is_refused_and_not_changed(value: str) -> None:
    result = ask(f"select {value} as x")
    for form in ("json", "ndjson", "csv"):
        with pytest.raises(Malformed, match=f"cannot be written as {form}: .*; cast the column"):
            encoded(result, form)
    assert encoded(result, "arrow")
    assert encoded(result, "parquet")


def test_an_interval_has_no_place_in_parquet() -> None:
    with pytest.raises(Malformed, match="cannot be written as parquet"):
        encoded(ask("select interval 1 day"), "parquet")


def test_every_format_has_a_media_type() -> None:
    assert tuple(MEDIA_TYPES) == FORMATS


@pytest.mark.parametrize(
    "kind", ["{}", "[{}]", "{{'a': {}}}", "map {{'a': {}}}", "array_value({})"]
)
def test_nanoseconds_are_written_where_microseconds_hold_them_and_refused_elsewhere(
    kind: str,
) -> None:
    """Also where pandas is installed, which Arrow would make other values with."""
    for value in ("'2026-01-01 10:00:00.{}'::timestamp_ns", "time_ns '10:00:00.{}'"):
        with duckdb.connect() as connection:
            good = Query(f"select {kind.format(value.format('123456'))} as a")
            result = answer(connection, good, Sql(), Stop())
            assert b"10:00:00.123456" in encoded(result, "json")
            bad = Query(f"select {kind.format(value.format('123456789'))} as a")
            result = answer(connection, bad, Sql(), Stop())
            with pytest.raises(Malformed, match="cannot be written as json"):
                encoded(result, "json")
