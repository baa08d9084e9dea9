from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.cli.asked import Rows, ask, ask_for_one
from collector.errors import CollectorError
from collector.log.queried import QueriedFile
from collector.settings import Settings, Sql
from tests.cli.recorded import FAILED

if TYPE_CHECKING:
    from pathlib import Path

ALL = {"job_namespace": None, "job_name": None, "state": None, "since": None}


def test_rows_are_objects_and_it_is_known_whether_there_are_more(recorded: Path) -> None:
    log = QueriedFile(recorded, Settings())
    found = ask(log, "runs", {**ALL, "job_namespace": "air", "state": "FAIL"}, 1)

    assert [(row["run_id"], row["job_name"]) for row in found.rows] == [(FAILED, "load_orders")]
    assert not found.is_truncated
    assert ask(log, "runs", ALL, 1).is_truncated
    assert ask(log, "runs", {**ALL, "state": "ABORT"}) == Rows([], is_truncated=False)


def test_an_object_that_is_too_large_is_said_to_be(recorded: Path) -> None:
    log = QueriedFile(recorded, replace(Settings(), sql=Sql(max_bytes=1)))

    with pytest.raises(CollectorError, match="larger than"):
        ask_for_one(log, "run", {"run_id": FAILED})
