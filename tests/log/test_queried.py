from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from collector.errors import Locked, NotFound
from collector.graph.reach import Era, Reach
from collector.log.queried import QueriedFile
from collector.log.served import ServedLog
from collector.log.source import open_log, open_queryable
from collector.models.wanted_walks import WantedRadius
from collector.search.search import Wanted
from collector.settings import Settings
from collector.store.sql_formats import Query
from tests.conftest import EVENT, body, event, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Server

QUERY = Query("select seq, event_time from events where kind = $kind", {"kind": "RunEvent"}, 5)


def test_a_file_and_a_running_collector_answer_alike(tmp_path: Path, server: Server) -> None:
    settings = settings_of(tmp_path)
    with open_log(settings, None, None, "change") as served:
        assert isinstance(served, ServedLog)
        served.append([body(EVENT)])
        answers = [served.sql(QUERY, "csv")]
    server.stop()
    with open_queryable(settings, None, None) as queried:
        answers.append(queried.sql(QUERY, "csv"))
    assert answers[0].content == b"seq,event_time\r\n1,2026-01-01T10:00:00Z\r\n"
    assert (answers[0].row_count, answers[0].is_truncated) == (1, False)
    assert answers[1] == answers[0]


FACET = {"_producer": "https://example.com", "_schemaURL": "https://example.com"}
COLUMNS = {
    "columnLineage": {
        **FACET,
        "fields": {"b": {"inputFields": [{"namespace": "db", "name": "s", "field": "a"}]}},
    }
}
WOVEN = event(
    eventType="COMPLETE",
    inputs=[{"namespace": "db", "name": "s"}],
    outputs=[{"namespace": "db", "name": "t", "facets": COLUMNS}],
)
COLUMN = "datasetField:db:t:b"

#: A question of lineage or search, by its name.
QUESTIONS: dict[str, Callable[[ServedLog | QueriedFile], object]] = {
    "lineage": lambda log: log.lineage("dataset:db:t", Reach("both", 5, 9), Era()),
    "history": lambda log: log.lineage("job:ns:job", Reach("both"), Era(is_history=True)),
    "then": lambda log: log.lineage("dataset:db:t", Reach("both"), Era(datetime(2025, 1, 1))),
    "namespaces": lambda log: log.lineage(
        "dataset:db:t", Reach("upstream", 5, 9, "dataset", ("db", "other")), Era()
    ),
    "columns": lambda log: log.column_lineage(COLUMN, Reach("upstream", 5, 9), Era()),
    "impact": lambda log: log.impact("dataset:db:s", Reach("downstream", 5, 9, "job"), Era()),
    "paths": lambda log: log.paths(("dataset:db:s", "dataset:db:t"), 5, 9, Era()),
    "model": lambda log: log.lineage("model:db:t", Reach("both", 5, 9), Era()),
    "radius": lambda log: log.blast_radius(WantedRadius("dataset:db:s")),
    "radius of a run": lambda log: log.blast_radius(WantedRadius(f"run:{EVENT['run']['runId']}")),
    "runs": lambda log: log.runs_upstream(EVENT["run"]["runId"], 5, 9),
    "search": lambda log: log.search(
        Wanted(("t",), "dataset", "db", datetime(2025, 1, 1), datetime(2027, 1, 1), "name", 5, 0)
    ),
}


def test_a_file_and_a_running_collector_answer_alike_about_lineage(
    tmp_path: Path, server: Server
) -> None:
    settings = settings_of(tmp_path)
    told = {**WOVEN, "job": {"namespace": "ns", "name": "job"}}
    with open_log(settings, None, None, "change") as served:
        served.append([body(told)])
    with open_queryable(settings, None, None) as log:
        assert isinstance(log, ServedLog)
        # The views follow the log.
        log.sql(Query("from jobs"), "json")
        answers = {name: question(log) for name, question in QUESTIONS.items()}
    server.stop()
    with open_queryable(settings, None, None) as log:
        assert isinstance(log, QueriedFile)
        assert {name: question(log) for name, question in QUESTIONS.items()} == answers


def test_what_is_not_there_is_not_found_in_a_file_either(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with open_log(settings, None, None, "create"):
        pass
    with open_queryable(settings, None, None) as log, pytest.raises(NotFound, match="no dataset"):
        log.lineage("dataset:db:gone", Reach("both"), Era())


def test_a_file_that_another_process_writes_to_is_locked(tmp_path: Path, server: Server) -> None:
    with pytest.raises(Locked):
        QueriedFile(server.database, Settings()).sql(QUERY, "csv")
    with pytest.raises(NotFound):
        QueriedFile(tmp_path / "gone.duckdb", Settings()).sql(QUERY, "csv")
