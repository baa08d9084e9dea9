"""What `collector lineage` prints of what real tools sent, as texts that a person has checked.

`python -m tests.golden.test_trees` writes them anew; what changed is then to be checked against the
relations, which the text of the scenario beside this file holds.
"""

from __future__ import annotations

import io
import os
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from collector.cli import main as cli
from tests.golden.test_golden import CAPTURED, CORPUS, SHARED, accepted
from tests.relations.folded import Folded

HERE = Path(__file__).parent / "trees"

_FAR = "--up 6 --down 6"

#: Scenario → what is asked of it.
ASKED = {
    "airflow_standalone": [f"dataset:app.public.agg {_FAR}", "dataset:app.public.agg --columns"],
    "dagster": ["job:j"],
    "dagster_openlineage_0.2.1": [f"dataset:clean {_FAR}", "dataset:clean --columns"],
    "dbt": [f"dataset:fct_customer_orders {_FAR}", "dataset:fct_customer_orders --columns"],
    "dbt_fail": [f"dataset:stg_orders {_FAR}", "dataset:broken --columns"],
    "dbt_structured": [f"dataset:fct_customer_orders {_FAR}", "dataset:vip --runs --up 9"],
    "dlt": ["job:mp", "dataset:raw.users --columns"],
    "hamilton": ["job:ham_job", "dataset:ham_out.csv --runs"],
    "compat_CLL": [f"dataset:tbl1 {_FAR}", "dataset:tbl1 --columns"],
    "compat_airflow": [f"dataset:mock-project.test.upload {_FAR}", "dataset:upload_cp --columns"],
    "compat_spark_dataproc_simple_producer_test": ["dataset:t2", "dataset:t2 --columns"],
    "compat_spark_dataproc_simple_producer_test_complete": [
        f"dataset:t2 {_FAR}",
        f"dataset:t1 {_FAR} --history",
        "job:execute_insert_into_hive_table.warehouse_t2 --runs",
    ],
    "datarentgen_airflow": ["job:mydag"],
    "datarentgen_dbt": ["dataset:target_table", "dataset:target_table --columns"],
    "datarentgen_spark": ["dataset:mytable", "dataset:mytable --columns"],
    "marquez_seed": [
        f"dataset:public.delivery_7_days {_FAR}",
        "dataset:public.delivery_7_days --columns",
    ],
}


def transcript(scenario: str, folder: Path) -> str:
    """The commands, and what each of them prints."""
    database = folder / "lineage.duckdb"
    folded = Folded(database)
    folded.fold(accepted(scenario))
    folded.close()
    return "\n".join(_step(arguments, database) for arguments in ASKED[scenario])


def _step(arguments: str, database: Path) -> str:
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        cli.main(["lineage", *shlex.split(arguments), "--db", str(database)])
    return f"$ collector lineage {arguments}\n{output.getvalue()}"


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded events are not here")
@pytest.mark.parametrize("scenario", [*CAPTURED, *CORPUS])
def test_the_trees_are_those_of_the_text(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)

    assert transcript(scenario, tmp_path) == (HERE / f"{scenario}.txt").read_text()


def _write() -> None:
    os.environ.pop("COLUMNS", None)
    for scenario in (*CAPTURED, *CORPUS):
        with TemporaryDirectory() as folder:
            (HERE / f"{scenario}.txt").write_text(transcript(scenario, Path(folder)))


if __name__ == "__main__":
    _write()
