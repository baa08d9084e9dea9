"""Events that real tools sent: the verdicts are known, and every byte comes back."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clients.wire import INGEST, ask, events, metric, raw_event
from tests.conftest import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

JSON = {"Content-Type": "application/json"}
LINES = {"Content-Type": "application/x-ndjson"}

RECORDED = Path(__file__).parents[1] / "fixtures"

#: What `dbt-ol` sent: `seed`, `run`, `test`; `--consume-structured-logs build`; `run` that fails.
DBT = {"dbt_run.ndjson": 16, "dbt_structured.ndjson": 84, "dbt_fail.ndjson": 8}

CAPTURED = SHARED / "captured"
CORPUS = SHARED / "corpus"


@pytest.mark.parametrize("name", DBT)
def test_what_dbt_sends_is_accepted_without_a_violation(
    start_server: Callable[..., Server], name: str
) -> None:
    server = start_server()
    content = (RECORDED / name).read_bytes()
    status, answer = ask(f"{server.url}{INGEST}/batch", content, LINES)

    report = json.loads(answer)
    assert (status, report["status"], report["violations"]) == (200, "success", [])
    assert report["summary"]["successful"] == DBT[name]
    assert ask(f"{server.url}/api/v1/events", headers={"Accept": LINES["Content-Type"]}) == (
        200,
        content,
    )
    one_by_one = [
        json.loads(ask(server.url + INGEST, line, JSON)[1]) for line in content.splitlines()
    ]
    assert {answer["duplicate"] for answer in one_by_one} == {True}


def test_a_run_of_dbt_can_be_read_from_its_columns(start_server: Callable[..., Server]) -> None:
    server = start_server()
    for name in DBT:
        ask(f"{server.url}{INGEST}/batch", (RECORDED / name).read_bytes(), LINES)

    failed = {one["job_name"] for one in events(server, event_type="FAIL")}
    assert failed == {"dbt-run-shop", "shop.main.shop.best_customers"}
    completed = events(server, job_name="shop.main.shop.customer_totals", event_type="COMPLETE")
    assert [one["event"]["inputs"][0]["name"] for one in completed] == ["shop.main.stg_orders"] * 2


@pytest.mark.skipif(not CAPTURED.is_dir(), reason=f"{CAPTURED} is not here")
def test_every_captured_request_is_accepted(collector: Server) -> None:
    paths = [path for path in CAPTURED.rglob("*.json") if not path.name.endswith(".headers.json")]
    assert len(paths) > 150
    refused = {}
    for path in paths:
        content = path.read_bytes()
        status, answer = ask(collector.url + INGEST, content, JSON)
        if status != 200:
            refused[path.name] = answer
        assert raw_event(collector, hashlib.sha256(content).hexdigest()) == content

    assert refused == {}


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{CORPUS} is not here")
def test_every_event_of_the_corpus_has_the_verdict_of_the_core_schema(collector: Server) -> None:
    with (CORPUS / "MANIFEST.tsv").open(newline="", encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 150
    wrong = {}
    for row in rows:
        content = (CORPUS / row["file"]).read_bytes()
        status, answer = ask(collector.url + INGEST, content, JSON)
        if status != {"accept": 200, "reject": 422}[row["core"]]:
            wrong[row["file"]] = (row["core"], status, answer)
        elif status == 200:
            assert raw_event(collector, hashlib.sha256(content).hexdigest()) == content
        else:
            assert json.loads(answer)["errors"][0]["message"]

    assert wrong == {}
    assert metric(collector, "collector_turned_away_total") == 0
    check_rejections(collector, [row for row in rows if row["core"] == "reject"])


def check_rejections(collector: Server, rows: list[dict[str, str]]) -> None:
    """Each refused body is kept, and comes back byte for byte too."""
    status, content = ask(f"{collector.url}/api/v1/rejections?limit=1000")
    kept = {one["digest"]: one["seq"] for one in json.loads(content)["rejections"]}
    assert status == 200
    for row in rows:
        refused = (CORPUS / row["file"]).read_bytes()
        seq = kept[hashlib.sha256(refused).hexdigest()]
        assert ask(f"{collector.url}/api/v1/rejections/{seq}/raw") == (200, refused)
