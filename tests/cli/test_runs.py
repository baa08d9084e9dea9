from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.recorded import FAILED, LOADED
from tests.clients.wire import INGEST, ask
from tests.conftest import body, event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server

    Run = Callable[..., Done]


def test_the_newest_run_comes_first_and_stubs_are_left_out(collector: Run, recorded: Path) -> None:
    done = collector("runs", "--db", recorded, "--limit", "100", "--json")
    started = [row["started_at"] for row in done.lines]

    assert (done.code, done.err, len(started)) == (0, "", 24)
    assert started == sorted(started, reverse=True)


def test_a_run_is_told_whole(collector: Run, recorded: Path) -> None:
    assert collector("runs", "--db", recorded, "--job", "load_orders", "--json").lines[1] == {
        "run_id": LOADED,
        "state": "COMPLETE",
        "job_namespace": "air",
        "job_name": "load_orders",
        "started_at": "2026-01-01T12:00:00Z",
        "ended_at": "2026-01-01T12:05:03Z",
        "seconds": 303,
        "parent_run_id": "0193a5b4-7c21-7000-8000-00000000000d",
        "error_message": None,
    }


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--job", "air:load_orders"), 2),
        (("--job", "load_orders", "--state", "fail"), 1),
        (("--state", "FAIL"), 3),
        (("--state", "abort"), 0),
        (("--since", "2026-01-02"), 21),
        (("--since", "2026-01-02T12:00:00Z", "--job", "load_orders"), 1),
        (("--since", "2026-01-02T13:00:00+01:00", "--job", "load_orders"), 1),
        (("--since", "2026-01-02T12:00:01", "--job", "load_orders"), 0),
    ],
)
def test_runs_are_chosen_by_job_state_and_start(
    collector: Run, recorded: Path, options: tuple[str, ...], count: int
) -> None:
    done = collector("runs", "--db", recorded, "--json", "--limit", "100", *options)

    assert (done.code, len(done.lines)) == (0, count)


def test_runs_are_listed_in_columns(collector: Run, recorded: Path) -> None:
    done = collector("runs", "--db", recorded, "--job", "load_orders")

    assert done.text.splitlines() == [
        "started_at           state     took       job          run",
        f"2026-01-02 12:00:00  FAIL      0.00 s     load_orders  {FAILED}",
        f"2026-01-01 12:00:00  COMPLETE  5 min 3 s  load_orders  {LOADED}",
    ]
    assert collector("runs", "--db", recorded, "--state", "ABORT").err == "no runs\n"


def test_standard_error_says_that_there_are_more(collector: Run, recorded: Path) -> None:
    done = collector("runs", "--db", recorded, "--limit", "2")

    assert len(done.text.splitlines()) == 3
    assert done.err == "there are more runs; see --limit\n"


@pytest.mark.parametrize("width", [80, 120])
def test_a_row_fits_on_a_terminal(
    collector: Run, recorded: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(width))
    [_, *rows] = collector("runs", "--db", recorded).text.splitlines()

    assert max(map(len, rows)) <= width
    assert "shop.stg_customers" in rows[4]
    # Enough to ask for it.
    tail = rows[0].rpartition("  ")[2].removeprefix("…")
    assert collector("show", "run", tail, "--db", recorded, "--json").code == 0


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--job", "gone"), 3, "There is no job 'gone'."),
        (("--job", "x.t"), 2, "may be each of 2 jobs"),
        (("--state", "DONE"), 2, "'DONE' is not one of"),
        (("--since", "yesterday"), 2, "no ISO 8601"),
        (("--limit", "0"), 2, "0 is not in the range"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, recorded: Path, options: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("runs", "--db", recorded, *options)

    assert (done.code, done.out) == (code, b"")
    assert message in done.err


def test_a_collector_that_runs_is_asked(collector: Run, server: Server) -> None:
    ask(server.url + INGEST, body(event()), {"Content-Type": "application/json"})

    found = collector("runs", "--job", "job", "--json")
    assert [(row["state"], row["job_name"]) for row in found.lines] == [("START", "job")]
    assert collector("runs", "--url", server.url, "--json").out == found.out
