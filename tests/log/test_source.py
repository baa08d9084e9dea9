from __future__ import annotations

import gzip
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from collector.errors import Locked, NotFound
from collector.log.opened import OpenedLog
from collector.log.queried import QueriedFile
from collector.log.served import ServedLog
from collector.log.source import find_server, open_log, open_queryable
from collector.refusals import Unreachable
from collector.store.questions import EventFilter, RejectionFilter
from tests.conftest import EVENT, body, event, event_number, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from collector.log.answers import Appended
    from collector.log.source import Purpose
    from tests.conftest import Server

LINE = body(EVENT)
PRETTY = json.dumps(event_number(1), indent=2).encode()
FACET = {"_producer": "https://example.com", "_schemaURL": "https://example.com/x.json"}

#: Texts that a batch would change, lose, or be spoiled by; in the end two that are refused.
TRICKY = [
    LINE,
    b"\xef\xbb\xbf" + body(event_number(3)),
    body(event_number(4)) + b"\r",
    PRETTY,
    json.dumps(event_number(5), indent=2).encode(),
    b" \n" + body(event_number(6)) + b"\n\n",
    body(event(run={**EVENT["run"], "facets": {"x": {**FACET, "share": float("nan")}}})),
    body(event_number(7)).replace(b", ", b",\r"),
    b"{not json\n}",
    body(event(run={})),
    b"",
]
REFUSED = {8, 9, 10}


class FileLog(QueriedFile):
    """A file that is opened to append, and read when it is closed again."""

    def append(self, texts: Sequence[bytes]) -> Appended:
        with self._opened() as log:
            return log.append(texts)

    def replay(self, seqs: Sequence[int]) -> list[dict[str, Any]]:
        with self._opened() as log:
            return log.replay(seqs)

    def snapshot(self, target: Path) -> int:
        with self._opened() as log:
            return log.snapshot(target)

    @contextmanager
    def _opened(self) -> Iterator[OpenedLog]:
        with open_log(settings_of(self.path.parent), None, None, "create") as log:
            assert isinstance(log, OpenedLog)
            yield log


@pytest.fixture(params=["served", "opened"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServedLog | FileLog]:
    """The same log, behind a running collector and in a file."""
    if request.param == "opened":
        yield FileLog(tmp_path / "lineage.duckdb", settings_of(tmp_path))
        return
    request.getfixturevalue("server")
    with open_log(settings_of(tmp_path), None, None, "create") as found:
        assert isinstance(found, ServedLog)
        yield found


def test_every_text_is_kept_as_an_event_or_a_rejection_byte_for_byte_and_in_order(
    log: ServedLog | FileLog,
) -> None:
    appended = log.append(TRICKY)

    assert {place for place, _ in appended.refused} == REFUSED
    assert (appended.new, appended.duplicates) == (len(TRICKY) - len(REFUSED), 0)
    found = log.events(EventFilter(), 0, 100)
    rejected = log.rejections(RejectionFilter(), 0, 100)
    kept = {record["seq"]: log.raw_event(str(record["seq"])) for record in found}
    kept |= {record["seq"]: log.raw_rejection(record["seq"]) for record in rejected}
    assert [kept[seq] for seq in sorted(kept)] == TRICKY
    assert not any(log.rejection(seq)["is_batch"] for seq in kept if seq > 8)


def test_what_is_in_already_is_a_duplicate(log: ServedLog | FileLog) -> None:
    log.append([LINE])

    again = log.append([LINE, PRETTY, LINE])

    assert (again.new, again.duplicates, again.refused) == (1, 2, ())


def test_the_newest_are_as_many_as_asked_for_however_large(log: ServedLog | FileLog) -> None:
    large = {**FACET, "text": "x" * 9_000_000}
    for number in range(3):
        job = {**EVENT["job"], "facets": {"x": large}}
        log.append([body({**event_number(number), "job": job})])

    assert [record["seq"] for record in log.newest_events(EventFilter(), 3)] == [1, 2, 3]
    assert [record["seq"] for record in log.newest_events(EventFilter(), 2)] == [2, 3]
    assert log.newest_events(EventFilter(job_name="none"), 2) == []


def test_events_come_by_number_and_digest_and_by_what_they_are(log: ServedLog | FileLog) -> None:
    log.append([body(event_number(number)) for number in range(3)])
    log.append([body(event(eventType="FAIL", eventTime="2026-03-01T00:00:00Z"))])

    newest = log.newest_events(EventFilter(), 2)
    assert [record["seq"] for record in newest] == [3, 4]
    assert newest[1] == log.event("4") == log.event(newest[1]["digest"])
    assert newest[1]["event"] == event(eventType="FAIL", eventTime="2026-03-01T00:00:00Z")
    assert newest[1]["event_time"] == "2026-03-01T00:00:00Z"
    assert [record["seq"] for record in log.events(EventFilter(event_type="START"), 1, 9)] == [2, 3]
    with pytest.raises(NotFound, match=r"There is no event '9/\.\.'\."):
        log.event("9/..")


def test_lines_are_all_that_matches(log: ServedLog | FileLog) -> None:
    from datetime import datetime

    log.append([LINE, PRETTY, body(event(eventTime="2026-03-01T00:00:00Z"))])

    assert b"".join(log.lines(EventFilter(until=datetime(2026, 2, 1)))) == (
        LINE + b"\n" + PRETTY.replace(b"\n", b"").replace(b"  ", b"") + b"\n"
    )


def test_a_rejection_is_shown_with_its_text_and_replayed(log: ServedLog | FileLog) -> None:
    log.append([body(event(run={})), b"\xff"])

    assert log.rejection(1)["text"] == json.dumps(event(run={}))
    assert log.rejection(1)["problems"][0]["pointer"] == "/run"
    assert log.rejection(2)["text"] is None
    results = log.replay([1, 7])
    assert [(one["seq"], one["status"]) for one in results] == [(1, "refused"), (7, "missing")]
    assert results[0]["errors"][0]["pointer"] == "/run"
    with pytest.raises(NotFound):
        log.rejection(7)


def test_a_summary_counts_the_relations(log: ServedLog | FileLog) -> None:
    log.append([LINE, b"{"])

    counts = {row["relation"]: row["row_count"] for row in log.summary()["relations"]}
    assert counts == {"events": 1, "rejections": 1, "violations": 0, "removals": 0}


def test_a_snapshot_is_the_same_log(log: ServedLog | FileLog, tmp_path: Path) -> None:
    log.append([LINE])

    target = tmp_path / "copy.duckdb"
    assert log.snapshot(target) == target.stat().st_size
    settings = settings_of(tmp_path, store={"database": str(target)})
    with open_queryable(settings, None, None) as copy:
        assert copy.raw_event("1") == LINE


def test_a_batch_over_the_limit_is_sent_in_parts_and_a_text_over_it_is_refused(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    texts = [body(event_number(number)) for number in range(7)]
    too_large = body(event(producer="https://example.com/" + "x" * 500))
    texts.insert(3, too_large)
    start_server("--ingest-max-body-bytes", "600")

    settings = settings_of(tmp_path)
    with open_log(settings, None, None, "change") as log:
        appended = log.append(texts)
    with open_queryable(settings, None, None) as log:
        kept = b"".join(log.lines(EventFilter())).splitlines()

    assert appended.new == 7
    assert appended.refused == ((3, "The body is larger than 600 bytes."),)
    assert kept == [text for text in texts if text != too_large]


def test_a_file_refuses_what_the_collector_would_refuse_for_its_size(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, ingest={"max_body_bytes": 10})
    with open_log(settings, None, None, "create") as log:
        assert log.append([LINE, b"{"]).refused == (
            (0, "The body is larger than 10 bytes."),
            (1, log.rejections(RejectionFilter(), 0, 9)[0]["message"]),
        )


def test_a_file_that_is_not_there_is_not_made_by_looking_at_it(tmp_path: Path) -> None:
    purposes: tuple[Purpose, ...] = ("maintain", "change")
    for purpose in purposes:
        with (
            pytest.raises(NotFound, match=r"There is no database .*lineage\.duckdb"),
            open_log(settings_of(tmp_path), None, None, purpose),
        ):
            pass
    with (
        pytest.raises(NotFound, match=r"There is no database .*lineage\.duckdb"),
        open_queryable(settings_of(tmp_path), None, None) as log,
    ):
        log.summary()
    assert list(tmp_path.iterdir()) == []


def test_a_url_goes_before_the_file_and_before_who_serves_it(
    server: Server, tmp_path: Path
) -> None:
    with (
        pytest.raises(Unreachable),
        open_queryable(settings_of(tmp_path), "http://127.0.0.1:9", None) as log,
    ):
        log.summary()
    elsewhere = settings_of(tmp_path, store={"database": str(tmp_path / "none.duckdb")})
    with open_queryable(elsewhere, server.url, None) as log:
        assert log.summary()["database"] == str(server.database)


def test_a_notice_that_outlived_its_collector_does_not_count(tmp_path: Path) -> None:
    with open_log(settings_of(tmp_path), None, None, "create"):
        pass
    notice = tmp_path / "lineage.duckdb.server"
    notice.write_text(json.dumps({"url": "http://127.0.0.1:9", "pid": os.getpid()}))

    with find_server(settings_of(tmp_path), None, None) as remote:
        assert remote is None
    with open_queryable(settings_of(tmp_path), None, None) as log:
        assert not log.is_served


def test_a_file_that_is_held_by_an_unknown_process_is_told_with_its_number(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "lineage.duckdb.server").unlink()
    with (
        pytest.raises(Locked, match=f"in use by process {server.pid}"),
        open_log(settings_of(tmp_path), None, None, "change"),
    ):
        pass


def test_a_replay_keeps_the_duplicates_of_the_window_apart(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    packed = gzip.compress(LINE)
    with open_log(settings, None, None, "create") as log:
        log.append([packed, LINE])
    with open_log(settings, None, None, "change") as log:
        [result] = log.replay([1])
    # What is kept of a text is no compressed body: it stays what it is.
    assert result["status"] == "refused"
    with open_log(settings, None, None, "change") as log:
        assert log.append([LINE]).duplicates == 1


def test_what_only_reads_leaves_a_file_as_it_is(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "lineage.duckdb", settings_of(tmp_path))
    log.append([LINE, b"{"])
    before = log.path.read_bytes()

    log.summary()
    list(log.lines(EventFilter()))
    log.newest_events(EventFilter(), 1)
    log.rejection(2)
    assert log.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["lineage.duckdb"]
