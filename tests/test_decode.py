"""Bytes to JSON documents."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.decode import (
    MAX_CONTAINERS,
    MAX_DEPTH,
    as_line,
    decompress,
    escape,
    parse,
    split_array,
    split_lines,
)
from collector.errors import Malformed, TooLarge, Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 1 << 20

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4)
    ),
    max_leaves=12,
)


def gzipped(content: bytes) -> bytes:
    """The same bytes at every call: they stand in names of tests."""
    return gzip.compress(content, mtime=0)


def zstd(content: bytes) -> bytes:
    compressed: bytes = pa.Codec("zstd").compress(content, asbytes=True)
    return compressed


@pytest.mark.parametrize(
    ("encoding", "encoded"),
    [
        ("", b"{}"),
        ("identity", b"{}"),
        ("gzip", gzipped(b"{}")),
        ("gzip", gzipped(b"{") + gzipped(b"}")),
        (" X-GZIP ", gzipped(b"{}")),
        ("deflate", zlib.compress(b"{}")),
        ("zstd", zstd(b"{}")),
        ("zstd", zstd(b"{") + zstd(b"}")),
    ],
)
def test_every_encoding_of_the_contract_is_read(encoding: str, encoded: bytes) -> None:
    assert decompress(encoded, encoding, LIMIT) == b"{}"


@given(content=st.binary(max_size=5000), cut=st.integers(1, 20))
def test_what_is_cut_short_is_never_taken_for_the_whole(content: bytes, cut: int) -> None:
    for encoding, encoded in (("gzip", gzipped(content)), ("zstd", zstd(content))):
        with pytest.raises(Malformed):
            decompress(encoded[: max(0, len(encoded) - cut)] or b"\x1f", encoding, LIMIT)


@pytest.mark.parametrize(
    ("encoding", "encode"), [("gzip", gzipped), ("zstd", zstd), ("identity", bytes)]
)
def test_a_body_of_the_limit_is_read_and_one_byte_more_is_too_large(
    encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    assert decompress(encode(bytes(100)), encoding, 100) == bytes(100)
    with pytest.raises(TooLarge):
        decompress(encode(bytes(101)), encoding, 100)


def test_padding_behind_gzip_is_no_part_of_it() -> None:
    assert decompress(gzipped(b"{}") + bytes(600), "gzip", LIMIT) == b"{}"


def test_bodies_larger_than_a_piece_come_back_whole() -> None:
    content = random.Random(1).randbytes(300_000)
    for encoding, encoded in (
        ("gzip", gzipped(content)),
        ("deflate", zlib.compress(content)),
    ):
        assert decompress(encoded, encoding, LIMIT) == content


def test_a_body_of_very_many_members_is_refused_soon() -> None:
    with pytest.raises(Malformed, match="more than 10000 members"):
        decompress(gzipped(b"") * 500_000, "gzip", LIMIT)


def test_other_encodings_are_named_as_unsupported() -> None:
    with pytest.raises(Unsupported, match="'br' is not read here"):
        decompress(b"", "br", LIMIT)


@given(JSON)
def test_what_json_writes_is_read_as_it_was(value: object) -> None:
    raw = json.dumps(value).encode()
    document = parse(raw)
    assert document.raw is raw
    assert document.not_numbers == ()
    expected = json.loads(raw, parse_int=lambda digits: _as_read(int(digits)))
    assert document.value == expected


def _as_read(number: int) -> float:
    return number if -(2**63) <= number < 2**64 else float(number)


def test_the_pointers_of_what_is_no_number_are_found() -> None:
    document = parse(b'{"a/b": [1, NaN], "~": {"x": -Infinity}, "big": 1e999, "s": "NaN"}')
    assert document.value == {"a/b": [1, None], "~": {"x": None}, "big": None, "s": "NaN"}
    assert document.not_numbers == ("/a~1b/1", "/~0/x", "/big")


def test_the_word_nan_in_a_text_is_no_nan() -> None:
    assert parse(b'{"s": "NaN"}').not_numbers == ()


@pytest.mark.parametrize(
    "raw",
    [b"-NaN", b"nan", b"[NaN,]", b'{"NaN": NaN, "s": "\\ud800"}', b"[NaN] x", b"[NaN, \xff]"],
)
def test_nan_excuses_no_other_mistake(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse(raw)


def test_the_place_of_a_mistake_is_told() -> None:
    with pytest.raises(Malformed, match=r"line 2, column 3"):
        parse(b"{\n  x}")


@pytest.mark.parametrize("left", [b"[", b'{"a":'])
def test_nesting_is_taken_up_to_the_limit(left: bytes) -> None:
    right = {b"[": b"]", b'{"a":': b"}"}[left]
    inner = b"" if left == b"[" else b"1"
    parse(left * MAX_DEPTH + inner + right * MAX_DEPTH)
    for depth in (MAX_DEPTH + 1, 2 * MAX_DEPTH, 100_000):
        with pytest.raises(Malformed):
            parse(left * depth + inner + right * depth)


def test_nesting_beside_nan_has_the_same_limit() -> None:
    parse(b"[" * MAX_DEPTH + b"NaN" + b"]" * MAX_DEPTH)
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(Malformed):
            parse(b"[" * depth + b"NaN" + b"]" * depth)


def test_very_many_arrays_are_refused_before_they_are_built() -> None:
    parse(b"[" + b"[]," * (MAX_CONTAINERS - 2) + b"1]")
    with pytest.raises(Malformed, match="more than 2000000 arrays and objects"):
        parse(b"[" + b"[]," * MAX_CONTAINERS + b"1]")


def test_brackets_in_texts_are_no_nesting() -> None:
    parse(json.dumps({"s": "[{" * 500 + "}]" * 10}).encode())


def test_a_number_of_5000_digits_is_no_failure() -> None:
    document = parse(b'{"a": ' + b"9" * 5000 + b', "b": NaN}')
    assert document.value == {"a": None, "b": None}


def test_elements_of_an_array_are_cut_out_byte_for_byte() -> None:
    assert split_array(b'\xef\xbb\xbf [ {"a" : 1.00 } ,\n"x",[ ],null ] ') == [
        b'{"a" : 1.00 }',
        b'"x"',
        b"[ ]",
        b"null",
    ]


def test_elements_with_nan_are_cut_out_byte_for_byte() -> None:
    assert split_array('[ {"a" : NaN } , {"é": 1.00} ]'.encode()) == [
        b'{"a" : NaN }',
        '{"é": 1.00}'.encode(),
    ]
    assert split_array(b'[{"NaN": 1}]') == [b'{"NaN": 1}']


@given(st.lists(JSON))
def test_splitting_and_parsing_is_parsing(values: list[object]) -> None:
    raw = json.dumps(values).encode()
    assert [parse(element).value for element in split_array(raw)] == parse(raw).value


@pytest.mark.parametrize(
    "raw", [b"{}", b"", b"[", b"[1,]", b"[NaN", b"[NaN 1]", b"[NaN] 1", b"[\xff, NaN]", b"[" * 9999]
)
def test_what_is_no_array_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        split_array(raw)


def test_lines_lose_their_ends_and_blank_ones_are_left_out() -> None:
    assert split_lines(b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": 2} \n') == [b'{"a": 1}', b'{"b": 2} ']


@given(JSON, st.sampled_from([None, 1, "\t"]))
def test_a_line_is_one_line_and_says_the_same(value: object, indent: int | str | None) -> None:
    raw = json.dumps(value, indent=indent).encode()
    line = as_line(raw)
    assert line.count(b"\n") == 1
    assert json.loads(line) == json.loads(raw)


def test_a_text_without_breaks_stays_as_it_is() -> None:
    assert as_line(b'{ "a" :  1.00,"b":1e3 }') == b'{ "a" :  1.00,"b":1e3 }\n'


def test_pointers_are_escaped() -> None:
    assert escape("a/b~c") == "a~1b~0c"
