"""The examples are what the recorded events and the other tests were made with."""

from __future__ import annotations

import ast
import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
RECORDED = ROOT / "tests" / "fixtures"


def job_names(name: str) -> list[str]:
    lines = (RECORDED / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["job"]["name"] for line in lines]


def test_the_project_of_dbt_is_the_one_whose_events_were_recorded() -> None:
    models = [path.stem for path in (EXAMPLES / "dbt" / "models").glob("*.sql")]
    names = job_names("dbt_run.ndjson")

    assert len(models) == 3
    assert [names.count(f"shop.main.shop.{model}") for model in models] == [2, 2, 2]
    # seed, run and test
    assert names.count("dbt-run-shop") == 6


def test_the_page_of_dbt_tells_how_many_events_there_were() -> None:
    page = (EXAMPLES / "dbt" / "README.md").read_text(encoding="utf-8")
    of_models = [name for name in job_names("dbt_fail.ndjson") if name != "dbt-run-shop"]

    assert f"`dbt-ol run` sends {len(of_models) + 2} events" in page
    assert f"{len(job_names('dbt_structured.ndjson'))} of this project" in page


def test_the_example_of_openlineage_python_is_short() -> None:
    code = (EXAMPLES / "send_events.py").read_text(encoding="utf-8")
    assert len(ast.parse(code).body) <= 12
