"""Bytes of a request or a file to JSON documents: decompression, splitting, parsing."""

from __future__ import annotations

import io
import json
import math
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import orjson

from collector.errors import Malformed, TooLarge, Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 200

#: Arrays and objects of one event; brackets in texts count too. Each takes a hundred times the
#: memory of its two bytes, and nothing else runs while they are built.
MAX_CONTAINERS = 2_000_000

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

#: Bytes that are decompressed at once, and members that one compressed body may have.
_PIECE = 1 << 14
_MOST_MEMBERS = 10_000

#: Texts of integers longer than this are read as doubles; no integer of 64 bit has more.
_LONGEST_INTEGER = 20


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON text and what it says."""

    raw: bytes
    value: object
    #: JSON pointers of NaN and Infinity, which `value` has as None.
    not_numbers: tuple[str, ...] = ()


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo one Content-Encoding.

    Raises Unsupported for an encoding that is not read here, Malformed for corrupt or truncated
    data, and TooLarge as soon as more than `limit` bytes come out.
    """
    match encoding.strip().lower():
        case "" | "identity":
            plain = body
        case "gzip" | "x-gzip":
            plain = _inflate(body, zlib.MAX_WBITS | 16, limit)
        case "deflate":
            # RFC 9110 says zlib; some clients send the bare stream.
            is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
            plain = _inflate(body, zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS, limit)
        case "zstd":
            plain = _unzstd(body, limit)
        case other:
            raise Unsupported(
                f"Content-Encoding {other!r} is not read here; send gzip, deflate, zstd or none."
            )
    if len(plain) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes.")
    return plain


def _inflate(body: bytes, wbits: int, limit: int) -> bytes:
    parts: list[bytes] = []
    size = members = 0
    stream = None
    # In pieces: what stands behind a member is copied, and there may be many members.
    for start in range(0, len(body), _PIECE):
        rest = body[start : start + _PIECE]
        while rest := rest.lstrip(b"\0") if members and stream is None else rest:
            if stream is None:
                members += 1
                stream = zlib.decompressobj(wbits)
            try:
                part = stream.decompress(rest, limit + 1 - size)
            except zlib.error as error:
                raise Malformed(f"The body cannot be decompressed: {error}.") from error
            parts.append(part)
            size += len(part)
            if size > limit:
                raise TooLarge(f"The body is larger than {limit} bytes when it is decompressed.")
            if members > _MOST_MEMBERS:
                raise Malformed(f"The compressed body has more than {_MOST_MEMBERS} members.")
            rest = stream.unused_data
            stream = None if stream.eof else stream
    if stream is not None or not members:
        raise Malformed("The compressed body ends too early.")
    return b"".join(parts)


def _unzstd(body: bytes, limit: int) -> bytes:
    # Imported here: the engine of the store has the decompressor, and few senders use it.
    import pyarrow as pa

    try:
        with pa.CompressedInputStream(io.BytesIO(body), "zstd") as stream:
            plain: bytes = stream.read(limit + 1)
    except OSError as error:
        raise Malformed(f"The body cannot be decompressed: {error}.") from error
    if len(plain) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes when it is decompressed.")
    return plain


def parse(raw: bytes) -> Document:
    """Read one JSON text. Of equal keys the last counts; a number beyond 64 bit becomes a double.

    Raises Malformed for anything that is not JSON, for lone surrogates, invalid UTF-8, nesting
    beyond MAX_DEPTH, more than MAX_CONTAINERS and trailing text.
    """
    text = raw.removeprefix(BYTE_ORDER_MARK)
    if len(text) > MAX_CONTAINERS and text.count(b"[") + text.count(b"{") > MAX_CONTAINERS:
        raise Malformed(f"The JSON has more than {MAX_CONTAINERS} arrays and objects.")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if _has_not_numbers(text) or "infinity" in error.msg:
            return _parse_not_numbers(raw, text)
        raise Malformed(_place(error)) from error
    if _may_be_deep(text) and _depth(value) > MAX_DEPTH:
        raise Malformed(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    return Document(raw, value)


def split_array(body: bytes) -> list[bytes]:
    """The elements of a JSON array, each byte for byte as it stands in the body.

    Raises Malformed where the body is no array.
    """
    text = body.removeprefix(BYTE_ORDER_MARK)
    try:
        return [bytes(element) for element in msgspec.json.decode(text, type=list[msgspec.Raw])]
    except msgspec.ValidationError as error:
        raise Malformed("A batch is a JSON array of events.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        if _has_not_numbers(text):
            return _split_lenient(text)
        raise Malformed(f"The body is not JSON: {error}.") from error


def split_lines(body: bytes) -> list[bytes]:
    """The lines of an NDJSON body, without their ends; blank lines are left out."""
    lines = body.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    return [line for line in (line.removesuffix(b"\r") for line in lines) if line.strip()]


def _place(error: json.JSONDecodeError) -> str:
    return f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is not UTF-8: {error.reason} at byte {error.start}.") from error


class _NotANumber:
    """Stands for NaN or Infinity until its place is known."""

    def __init__(self, _: str) -> None: ...


def _has_not_numbers(text: bytes) -> bool:
    return b"NaN" in text or b"Infinity" in text


def _number(digits: str) -> float | _NotANumber:
    """A double; a number too large for one counts as Infinity."""
    number = float(digits)
    return number if math.isfinite(number) else _NotANumber(digits)


def _integer(digits: str) -> float | _NotANumber:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else _number(digits)


def _parse_not_numbers(raw: bytes, text: bytes) -> Document:
    decoder = json.JSONDecoder(parse_constant=_NotANumber, parse_float=_number, parse_int=_integer)
    try:
        value = decoder.decode(_text(text))
    except json.JSONDecodeError as error:
        raise Malformed(_place(error)) from error
    except (RecursionError, ValueError) as error:
        raise Malformed(f"The body is not JSON that can be read: {error}.") from error
    if _depth(value) > MAX_DEPTH:
        raise Malformed(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    pointers: list[str] = []
    value = _without_not_numbers(value, "", pointers)
    try:
        # The second reading settles what the lenient parser lets through: lone surrogates, and
        # integers beyond 64 bit.
        value = orjson.loads(json.dumps(value, ensure_ascii=False))
    except (UnicodeEncodeError, orjson.JSONDecodeError) as error:
        raise Malformed("The body has text that is not Unicode (a lone surrogate).") from error
    return Document(raw, value, tuple(pointers))


def _without_not_numbers(value: object, pointer: str, found: list[str]) -> object:
    if isinstance(value, _NotANumber):
        found.append(pointer)
        return None
    if isinstance(value, dict):
        return {
            key: _without_not_numbers(member, f"{pointer}/{escape(key)}", found)
            for key, member in value.items()
        }
    if isinstance(value, list):
        return [
            _without_not_numbers(member, f"{pointer}/{index}", found)
            for index, member in enumerate(value)
        ]
    return value


def escape(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def unescape(step: str) -> str:
    """The key that a part of a JSON pointer names."""
    return step.replace("~1", "/").replace("~0", "~")


def _split_lenient(text: bytes) -> list[bytes]:
    """Like `split_array`, for bodies with NaN or Infinity, which the fast parser refuses."""
    decoded = _text(text)
    if not decoded.lstrip(" \t\n\r").startswith("["):
        raise Malformed("A batch is a JSON array of events.")
    try:
        return [element.encode() for element in _elements(decoded)]
    except json.JSONDecodeError as error:
        raise Malformed(_place(error)) from error
    except (RecursionError, ValueError) as error:
        raise Malformed(f"The body is not JSON that can be read: {error}.") from error


def _elements(text: str) -> Iterator[str]:
    decoder = json.JSONDecoder()
    position = _skip_space(text, text.index("[") + 1)
    if text[position : position + 1] == "]":
        position += 1
    else:
        while True:
            _, end = decoder.raw_decode(text, position)
            yield text[position:end]
            position = _skip_space(text, end)
            mark = text[position : position + 1]
            position = _skip_space(text, position + 1)
            if mark == "]":
                break
            if mark != ",":
                raise json.JSONDecodeError("expected ',' or ']'", text, position - 1)
    if _skip_space(text, position) != len(text):
        raise json.JSONDecodeError("text after the array", text, position)


def _skip_space(text: str, position: int) -> int:
    while text[position : position + 1] in {" ", "\t", "\n", "\r"}:
        position += 1
    return position


_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def _may_be_deep(text: bytes) -> bool:
    """Cheap and never wrong when it says no: a few microseconds for a typical event.

    Strings may hold brackets too, so a yes is only a reason to look closer.
    """
    brackets = text.translate(None, _NOT_BRACKETS)
    for passes in range(MAX_DEPTH):
        # A pass takes away two levels at most: `[{}]` goes at once.
        if 2 * passes + len(brackets) // 2 <= MAX_DEPTH:
            return False
        shorter = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(shorter) == len(brackets):
            return True
        brackets = shorter
    return True


def _depth(value: object) -> int:
    depth = 0
    level = [value]
    while nested := [node for node in level if isinstance(node, dict | list)]:
        depth += 1
        level = [
            child
            for node in nested
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return depth


_LINE_BREAK = re.compile(rb"[\r\n][ \t\r\n]*")


def as_line(raw: bytes) -> bytes:
    """A JSON text as one line of NDJSON, with its end.

    A text without line breaks stays as it is. In others the breaks and the indentation go: they
    can only stand between tokens, since a string holds no raw control character.
    """
    return _LINE_BREAK.sub(b"", raw) + b"\n"
