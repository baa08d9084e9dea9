from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.recorded import FAILED, LOADED, PARENT, RAW
from tests.clients.wire import INGEST, ask
from tests.conftest import body, event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server

    Run = Callable[..., Done]

RAW_NODE = {"namespace": RAW["namespace"], "name": RAW["name"]}


def test_a_job_is_one_object(collector: Run, recorded: Path) -> None:
    job = collector("show", "job", "load_orders", "--db", recorded, "--json").json

    assert (job["namespace"], job["name"], job["latest_state"]) == ("air", "load_orders", "FAIL")
    assert [owner["owner"] for owner in job["owners"]] == ["ann", "team:data"]
    assert [tag["key"] for tag in job["tags"]] == ["nightly", "tier"]
    assert job["inputs"] == [{**RAW_NODE, "last_seen": "2026-01-02T12:00:00Z"}]
    assert [output["name"] for output in job["outputs"]] == ["orders"]
    assert [version["is_current"] for version in job["versions"]] == [False, True]
    assert [run["run_id"] for run in job["last_runs"]] == [FAILED, LOADED]
    assert job["facets"][:2] == ["documentation", "jobType"]


def test_a_dataset_is_one_object(collector: Run, recorded: Path) -> None:
    found = collector("show", "dataset", "sales:orders", "--db", recorded, "--json").json

    assert (found["type"], found["version"]) == ("TABLE", "v7")
    assert [field["field"] for field in found["fields"]] == ["id", "mail"]
    assert [(tag["field"], tag["key"]) for tag in found["tags"]] == [
        (None, "gold"),
        ("mail", "pii"),
    ]
    assert [alias["name"] for alias in found["aliases"]] == ["o/r/ders"]
    assert [job["name"] for job in found["written_by"]] == ["load_orders"]
    assert found["made_from"] == [RAW_NODE, {"namespace": "s3://sales", "name": "orders_old"}]
    assert found["renamed_from_name"] == "orders_old"
    assert found["versions"][0]["row_count"] == 1234567
    assert (found["read_by"], found["checks"]) == ([], [])


def test_of_checks_the_last_result_counts(collector: Run, recorded: Path) -> None:
    raw = collector("show", "dataset", "public.raw", "--db", recorded, "--json").json
    payments = collector("show", "dataset", "stg_payments", "--db", recorded, "--json").json

    assert [(check["check_name"], check["run_id"]) for check in raw["checks"]] == [
        ("rowCount", FAILED),
        ("nullCount", FAILED),
    ]
    assert [check["status"] for check in payments["checks"]] == ["fail", "pass", "pass"]


def test_a_run_is_one_object(collector: Run, recorded: Path) -> None:
    run = collector("show", "run", LOADED, "--db", recorded, "--json").json
    parent = collector("show", "run", PARENT[-4:], "--db", recorded, "--json").json

    assert (run["state"], run["seconds"], run["parent_run_id"]) == ("COMPLETE", 303, PARENT)
    assert [(read["row_count"], read["file_count"]) for read in run["inputs"]] == [(17, 3)]
    assert [(out["row_count"], out["version"]) for out in run["outputs"]] == [(1234567, "v7")]
    assert run["facets"] == ["parent"]
    assert (parent["is_stub"], parent["state"]) == (True, None)
    assert [child["run_id"] for child in parent["children"]] == [LOADED, FAILED]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("job", "gone"), 3, "There is no job 'gone'."),
        (("dataset", "custmers"), 3, "shop.main.customers"),
        (("run", "gone"), 3, "There is no run 'gone'"),
        (("job", "x.t"), 2, "  a:x.t\n  b:x.t\nerror: 'x.t' may be each of 2 jobs"),
        (("run", "0193"), 2, "See `collector show run --help`."),
        (("table", "x"), 2, "No such command 'table'"),
        (("job",), 2, "Missing argument 'NODE'"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, recorded: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("show", *arguments, *(("--db", recorded) if len(arguments) > 1 else ()))

    assert (done.code, done.out) == (code, b"")
    assert message in done.err


@pytest.mark.parametrize(("kind", "node"), [("job", "job"), ("dataset", "t"), ("run", "0001")])
def test_a_collector_that_runs_and_a_snapshot_say_the_same(
    collector: Run, server: Server, kind: str, node: str
) -> None:
    told = event(eventType="COMPLETE", outputs=[{"namespace": "db", "name": "t"}])
    ask(server.url + INGEST, body(told), {"Content-Type": "application/json"})

    found = collector("show", kind, node, "--json")
    assert (found.code, found.err) == (0, "")
    assert collector("snapshot", "copy.duckdb").code == 0
    assert collector("show", kind, node, "--json", "--db", "copy.duckdb").json == found.json


@pytest.mark.parametrize(
    ("kind", "node", "first"),
    [
        ("job", "load_orders", "job air:load_orders  BATCH TASK AIRFLOW"),
        ("dataset", "customers", "dataset duckdb://shop.duckdb:shop.main.customers"),
        ("run", LOADED, f"run {LOADED}  COMPLETE"),
    ],
)
def test_without_json_it_is_a_screen(
    collector: Run, recorded: Path, kind: str, node: str, first: str
) -> None:
    done = collector("show", kind, node, "--db", recorded)

    assert (done.code, done.err) == (0, "")
    assert done.text.splitlines()[0] == first


def test_a_dataset_that_is_only_another_name_is_shown(collector: Run, tmp_path: Path) -> None:
    symlinks = {
        "_producer": "https://example.com",
        "_schemaURL": "https://example.com",
        "identifiers": [{"namespace": "a", "name": "first", "type": "TABLE"}],
    }
    told = event(outputs=[{"namespace": "b", "name": "second", "facets": {"symlinks": symlinks}}])
    (tmp_path / "event.json").write_bytes(body(told))
    assert collector("import", "event.json").code == 0

    for name in ("first", "second"):
        assert collector("show", "dataset", name).text.splitlines()[0] == "dataset a:first"
