from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from collector import event_files
from collector.errors import Malformed, NotFound, TooLarge
from collector.event_files import read_events

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = [{"n": 1}, {"n": 2, "text": "[{ä"}, {"n": 3}]
LINES = "".join(json.dumps(event) + "\n" for event in EVENTS).encode()


def numbers(path: object, **options: Any) -> list[int]:
    return [json.loads(record.raw)["n"] for record in read_events([str(path)], **options)]


def places(path: Path) -> list[str]:
    return [record.place.removeprefix(f"{path.parent}/") for record in read_events([path])]


def zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


def test_lines_are_numbered_and_blank_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_bytes(b"\xef\xbb\xbf\n" + LINES.replace(b"\n", b"\r\n\r\n"))
    assert numbers(path) == [1, 2, 3]
    assert places(path) == ["events.ndjson:2", "events.ndjson:4", "events.ndjson:6"]


def test_an_array_is_indexed_from_nought_and_its_elements_keep_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "batch.json"
    path.write_bytes(b' [ {"n" : 1},\n {"n":2.0} ]\n')
    assert [record.raw for record in read_events([path])] == [b'{"n" : 1}', b'{"n":2.0}']
    assert places(path) == ["batch.json[0]", "batch.json[1]"]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_single_event_keeps_its_bytes_on_one_line_or_many(
    tmp_path: Path, indent: int | None
) -> None:
    path = tmp_path / "event.json"
    text = json.dumps(EVENTS[1], indent=indent).encode()
    path.write_bytes(text + b"\n")
    assert [(record.raw, record.line, record.index) for record in read_events([path])] == [
        (text, None, None)
    ]
    assert places(path) == ["event.json"]


@pytest.mark.parametrize("squeeze", [gzip.compress, zstd])
def test_compressed_files_are_seen_by_their_bytes(tmp_path: Path, squeeze: Any) -> None:
    path = tmp_path / "events"
    path.write_bytes(squeeze(LINES))
    assert numbers(path) == [1, 2, 3]


def test_frames_that_follow_one_another_are_one_file(tmp_path: Path) -> None:
    path = tmp_path / "events"
    for squeeze in (gzip.compress, zstd):
        path.write_bytes(squeeze(LINES) + squeeze(LINES))
        assert numbers(path) == [1, 2, 3, 1, 2, 3]


def test_a_broken_first_line_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_bytes(b'{"n": \n' + LINES)
    assert next(read_events([path])).raw == b'{"n":'
    assert len(list(read_events([path]))) == 4


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.jsonl.gz").write_bytes(gzip.compress(b'{"n": 2}'))
    (tmp_path / "a.json").write_bytes(b'[{"n": 1}]')
    (tmp_path / "notes.txt").write_bytes(b"none")
    assert numbers(tmp_path) == [1, 2]


def test_records_are_counted_over_all_files_and_can_be_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(LINES)
    (tmp_path / "b.json").write_bytes(LINES)
    assert [record.preceding for record in read_events([tmp_path])] == [0, 1, 2, 3, 4, 5]
    rest = list(read_events([tmp_path], skip=4))
    assert [(json.loads(record.raw)["n"], record.preceding) for record in rest] == [(2, 4), (3, 5)]


def test_lines_come_before_the_rest_of_a_pipe_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        sent = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.sent += 1
            line = b'{"n": %d}\n' % self.sent
            buffer[: len(line)] = line
            return len(line)

    class Stdin:
        buffer = Endless()

    monkeypatch.setattr("sys.stdin", Stdin)
    records = read_events(["-"])
    assert [next(records).place for _ in range(5)] == ["-:1", "-:2", "-:3", "-:4", "-:5"]


def test_an_empty_file_has_no_events(tmp_path: Path) -> None:
    for content in (b"", b"\n \n", b"[]"):
        (tmp_path / "empty").write_bytes(content)
        assert numbers(tmp_path / "empty") == []


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.json"
    with pytest.raises(NotFound, match=r"events\.json cannot be read: No such file"):
        numbers(path)
    for content in (gzip.compress(LINES)[:-9], b"\x1f\x8bnothing", zstd(LINES)[:-5]):
        path.write_bytes(content)
        with pytest.raises(Malformed, match=r"events\.json cannot be decompressed: "):
            numbers(path)
    path.write_bytes(b'[{"n": 1}')
    with pytest.raises(Malformed, match=r"events\.json: The body is not JSON"):
        numbers(path)
    monkeypatch.setattr(event_files, "LARGEST", 20)
    for content in (b'{"n": 1}\n{"n": 2222222222222222222}\n', b'[{"n": 1},\n{"n": 2222222}]'):
        path.write_bytes(content)
        with pytest.raises(TooLarge, match="write one event to a line"):
            numbers(path)
