from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import Locked, NotFound
from collector.log.opened import OpenedLog
from collector.log.queried import QueriedFile
from collector.log.source import open_log, open_queryable
from collector.settings import Sql
from collector.store.sql_formats import Query
from tests.conftest import EVENT, body, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Server

QUERY = Query("select seq, event_time from events where kind = $kind", {"kind": "RunEvent"}, 5)


def test_a_file_an_opened_log_and_a_running_collector_answer_alike(
    tmp_path: Path, server: Server
) -> None:
    settings = settings_of(tmp_path)
    with open_log(settings, None, None) as served:
        served.append([body(EVENT)])
        answers = [served.sql(QUERY, "csv")]
    server.stop()
    with OpenedLog(settings) as opened:
        answers.append(opened.sql(QUERY, "csv"))
    with open_queryable(settings, None, None) as queried:
        answers.append(queried.sql(QUERY, "csv"))
    assert answers[0].content == b"seq,event_time\r\n1,2026-01-01T10:00:00Z\r\n"
    assert (answers[0].row_count, answers[0].is_truncated) == (1, False)
    assert answers[1:] == [answers[0]] * 2


def test_a_file_that_another_process_writes_to_is_locked(tmp_path: Path, server: Server) -> None:
    with pytest.raises(Locked):
        QueriedFile(server.database, Sql()).sql(QUERY, "csv")
    with pytest.raises(NotFound):
        QueriedFile(tmp_path / "gone.duckdb", Sql()).sql(QUERY, "csv")
