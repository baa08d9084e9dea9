from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from collector.errors import Busy, CollectorError, Locked
from collector.receive import receive
from collector.schema_files import load
from collector.store import questions
from collector.store.check import check_file
from collector.store.compact import compact
from collector.store.store import open_store
from collector.times import utc_now
from collector.validate import Validator
from tests.conftest import body, event, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Server

MEMORY = 1 << 28


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    """A log that retention has taken most out of, and ten new events."""
    settings = settings_of(tmp_path, store={"retain_days": 1})
    validator = Validator(load())
    age = timedelta(days=2)
    texts = [body(event(producer=f"https://x/{os.urandom(900).hex()}")) for _ in range(2_010)]
    events = [receive(text, validator) for text in texts]
    async with open_store(settings, now=lambda: utc_now() - age) as store:
        await store.append(events[:2_000])
        age = timedelta()
        await store.append(events[2_000:])
        await store.tidy(utc_now())
    return tmp_path / "lineage.duckdb"


def test_the_file_gets_smaller_and_holds_the_same(database: Path) -> None:
    database.chmod(0o640)
    before = check_file(database)

    done = compact(database, MEMORY, 2)

    assert done.bytes_after == database.stat().st_size < done.bytes_before / 2
    assert check_file(database) == before
    assert before.rows["events"] == 10
    assert database.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in database.parent.iterdir()] == ["lineage.duckdb"]


async def test_the_log_goes_on_in_the_compact_file(database: Path) -> None:
    compact(database, MEMORY, 2)

    async with open_store(settings_of(database.parent)) as store:
        [receipt] = await store.append([receive(body(event()), Validator(load()))])
    assert receipt.seq == 2_011


def test_a_link_stays_a_link(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(database)

    compact(link, MEMORY, 2)

    assert link.is_symlink()
    assert check_file(link).rows["events"] == 10


def test_a_copy_that_is_not_the_same_never_takes_the_place(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = check_file(database)
    with monkeypatch.context() as patch:
        answers = iter([[{"row_count": 1}], [{"row_count": 2}]])
        patch.setattr(questions, "log_summary", lambda _: next(answers))
        with pytest.raises(CollectorError, match="the database is as it was"):
            compact(database, MEMORY, 2)

    assert check_file(database) == before
    assert [path.name for path in database.parent.iterdir()] == ["lineage.duckdb"]


def test_a_folder_that_takes_no_copy_leaves_the_file_as_it_was(database: Path) -> None:
    (database.parent / ".lineage.duckdb.compact.tmp").mkdir()
    before = check_file(database)

    with pytest.raises(Busy, match="could not be compacted and is as it was"):
        compact(database, MEMORY, 2)
    assert check_file(database) == before


def test_a_file_that_is_served_is_left_alone(server: Server) -> None:
    with pytest.raises(Locked, match=f"in use by process {server.pid}"):
        compact(server.database, MEMORY, 2)
