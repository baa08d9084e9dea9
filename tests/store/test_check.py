from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.errors import BadSettings, CollectorError, Locked, NotFound
from collector.receive import receive_or_refuse
from collector.schema_files import load
from collector.store import bodies, check
from collector.store.check import Fault, check_file
from collector.store.store import open_store
from collector.validate import Validator
from tests.conftest import body, event, event_number, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Server


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    """Three events, of which the second has a violation, and two rejections: 1 to 5."""
    validator = Validator(load())
    texts = [
        body(event_number(1)),
        body(event(producer="no uri")),
        body(event_number(2)),
        b"{",
        b"",
    ]
    settings = settings_of(tmp_path, store={"checkpoint_bytes": 1 << 20})
    async with open_store(settings) as store:
        await store.append([receive_or_refuse(text, validator) for text in texts])
    return tmp_path / "lineage.duckdb"


def change(database: Path, statement: str) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)


def test_a_sound_file_has_no_faults_and_stays_as_it_is(database: Path) -> None:
    before = database.read_bytes()

    report = check_file(database)

    assert (report.fault_count, report.faults, report.duplicate_count) == (0, (), 0)
    assert report.rows == {"events": 3, "rejections": 2, "violations": 1, "removals": 0}
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            "update events set digest = repeat('0', 64) where seq = 1",
            [Fault("events", 1, "the body does not hash to its digest")],
        ),
        (
            "update rejections set digest = repeat('0', 64) where seq = 4",
            [Fault("rejections", 4, "the body does not hash to its digest")],
        ),
        (
            "update events set size = 1 where seq = 3",
            [Fault("events", 3, "the body is not as long as its row says")],
        ),
        (
            "update rejections set size = 9 where seq = 5",
            [Fault("rejections", 5, "the body is not as long as its row says")],
        ),
        (
            "update rejections set seq = 3 where seq = 5",
            [Fault("events and rejections", 3, "the number was given more than once")],
        ),
        (
            "delete from events where seq = 2",
            [Fault("violations", 2, "there are violations of an event that is not there")],
        ),
    ],
)
def test_each_fault_is_found_and_named(statement: str, faults: list[Fault], database: Path) -> None:
    change(database, statement)

    report = check_file(database)

    assert (list(report.faults), report.fault_count) == (faults, len(faults))


def test_a_body_that_is_no_json_is_found(database: Path) -> None:
    digest = hashlib.sha256(b"{no").hexdigest()
    change(
        database, f"update events set body = '{{no', size = 3, digest = '{digest}' where seq = 3"
    )

    [fault] = check_file(database).faults

    assert (fault.relation, fault.seq) == ("events", 3)
    assert fault.message.startswith("The body is not JSON")


def test_events_that_are_there_twice_are_counted_and_are_no_fault(database: Path) -> None:
    change(database, "insert into events select * replace (9 as seq) from events where seq = 1")

    report = check_file(database)

    assert (report.duplicate_count, report.fault_count) == (1, 0)


def test_faults_beyond_what_is_listed_are_counted(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "MOST_LISTED", 2)
    change(database, "update events set size = 1")

    report = check_file(database)

    assert (len(report.faults), report.fault_count) == (2, 3)


def test_bodies_are_read_step_by_step(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SPAN_BYTES", 1)
    change(database, "update events set body = '{' where seq = 3")

    assert {fault.seq for fault in check_file(database).faults} == {3}


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check_file(tmp_path / "none.duckdb")


def test_a_database_of_something_else_is_told_apart(tmp_path: Path) -> None:
    change(tmp_path / "other.duckdb", "create table events (id int)")

    with pytest.raises(BadSettings, match="has no rejections, removals, violations"):
        check_file(tmp_path / "other.duckdb")


def test_a_file_that_is_damaged_is_a_failure_that_names_it(database: Path) -> None:
    content = bytearray(database.read_bytes())
    # The first block of data follows three headers of 4 KiB.
    content[12_288 + 4096 :] = bytes(len(content) - 12_288 - 4096)
    database.write_bytes(content)

    with pytest.raises(CollectorError, match=r"lineage\.duckdb cannot be"):
        check_file(database)


def test_a_file_that_is_served_is_locked(server: Server) -> None:
    with pytest.raises(Locked, match=str(server.pid)):
        check_file(server.database)
