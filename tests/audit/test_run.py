"""The ladder of levels, the founding questions, and the reference event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.told import (
    COMMIT,
    LANDING,
    WAREHOUSE,
    Told,
    code,
    dataset,
    import_events,
    read_as,
    rows,
    run_event,
    run_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Told], object]

REFERENCE = Path(__file__).parent.parent / "fixtures" / "model_event.json"


def without_version(told: Told) -> None:
    told.version = ""


def written_twice(told: Told) -> None:
    other = told.again(version="1")
    other.trained_by = run_id(told.name, "other")
    told.beside += other.train()


def only_read(told: Told) -> None:
    told.events = told.deployed  # type: ignore[method-assign]


def without_data(told: Told) -> None:
    told.inputs = []


def data_out_of_code(told: Told) -> None:
    frame = dataset(WAREHOUSE, f"{told.name}.frame", "1")
    told.inputs = [read_as("training", frame, sourceType="code")]


def without_code(told: Told) -> None:
    told.code = None


def without_parameters(told: Told) -> None:
    told.parameters = {}


def without_data_version(told: Told) -> None:
    told.features = dataset(WAREHOUSE, f"{told.name}.features")
    told.inputs = [read_as("training", told.features), told.test]


def on_a_branch(told: Told) -> None:
    told.code = code("main")


def dirty(told: Told) -> None:
    told.reproducibility["code"]["dirty"] = True


def failed(told: Told) -> None:
    told.end = "FAIL"


def unlocked(told: Told) -> None:
    told.environment.pop("lockfile")


def unseeded(told: Told) -> None:
    told.reproducibility.pop("seeds")
    told.parameters.pop("random_state")


def tree_not_told(told: Told) -> None:
    told.reproducibility["code"].pop("dirty")


def weak_digest(told: Told) -> None:
    told.inputs = [read_as("training", dataset(WAREHOUSE, f"{told.name}.features", "7d44619d"))]


def without_artifact(told: Told) -> None:
    told.model.pop("artifact")


def upstream_without_version(told: Told) -> None:
    told.raw = dataset(LANDING, f"{told.name}/raw")


def of_unknown_source(told: Told) -> None:
    told.made = []


def dirty_with_digest(told: Told) -> None:
    told.reproducibility["code"] |= {"dirty": True, "diffSha256": "d" * 64}


def with_risks(told: Told) -> None:
    told.metrics, told.tests = [], [{"name": "accuracy", "status": "fail"}]
    told.model.pop("framework")
    told.environment.pop("hardware")
    told.inputs = [read_as("training", told.features, rows=None)]


def role_not_told(told: Told) -> None:
    told.inputs = [read_as(None, told.features)]


def all_told(told: Told) -> None:
    """Once."""


def verified(told: Told) -> None:
    told.beside += told.again().train()


#: What is told → the level; what keeps it from the next one.
LADDER: tuple[tuple[Change, int, set[str]], ...] = (
    (without_version, 0, {"I1"}),
    (written_twice, 0, {"I2"}),
    (only_read, 0, {"I3"}),
    (without_data, 1, {"D1"}),
    (data_out_of_code, 1, {"D4"}),
    (without_code, 1, {"C5"}),
    (without_parameters, 1, {"P1"}),
    (without_data_version, 2, {"D2"}),
    (on_a_branch, 2, {"C1"}),
    (dirty, 2, {"C2"}),
    (failed, 2, {"I4"}),
    (unlocked, 3, {"E1"}),
    (unseeded, 3, {"P2"}),
    (tree_not_told, 3, {"C6"}),
    (weak_digest, 3, {"D3", "U1"}),
    (without_artifact, 3, {"I5"}),
    (upstream_without_version, 3, {"U1"}),
    (of_unknown_source, 3, {"U1"}),
    (dirty_with_digest, 4, {"R1"}),
    (with_risks, 4, {"R1"}),
    (role_not_told, 4, {"R1"}),
    (all_told, 4, {"R1"}),
    (verified, 5, set()),
)

SETTINGS = f"""
[audit]
sources = ["{LANDING}:.*"]
"""


def triple(told: Told) -> None:
    """Hyperparameters, data version and commit, and nothing else."""
    told.environment, told.reproducibility, told.metrics, told.tests = {}, {}, [], []
    told.model = {}
    told.inputs = [read_as("training", told.features, rows=None)]


def file_only(told: Told) -> None:
    """A training that says nothing but which file it wrote."""
    run = run_id(told.name)
    saved = dataset("s3://models", f"{told.name}/model.pkl", datasetType={"datasetType": "MODEL"})
    told.events = lambda: [  # type: ignore[method-assign]
        run_event("COMPLETE", "2026-03-02T09:30:00Z", run, told.job, outputs=[saved])
    ]


def two_versions(told: Told) -> None:
    other = told.again()
    other.features = dataset(WAREHOUSE, f"{told.name}.features", "f-2")
    other.inputs = [read_as("training", other.features)]
    other.code = code("9" * 40)
    other.parameters["max_depth"] = "9"
    told.beside += other.train()


STORIES: tuple[Change, ...] = (triple, file_only, two_versions)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    events: list[dict[str, Any]] = [json.loads(REFERENCE.read_bytes())]
    for change in (*(step[0] for step in LADDER), *STORIES):
        told = Told(change.__name__)
        change(told)
        events += told.events()
    return import_events(tmp_path_factory.mktemp("ladder"), events, SETTINGS)


def findings(database: Path, model: str, version: str = "1") -> list[dict[str, Any]]:
    named = f"model_name = '{model}' and model_version = '{version}'"
    return rows(database, f"from audit_findings where {named} order by check_id, subject")


def level(database: Path, model: str, version: str | None = "1") -> int:
    only = "" if version is None else f"and model_version = '{version}'"
    query = f"select level from model_versions where model_name = '{model}' {only}"
    [row] = rows(database, query)
    return int(row["level"])


@pytest.mark.parametrize("step", LADDER, ids=lambda step: f"{step[0].__name__}: {step[1]}")
def test_the_level_is_the_highest_below_which_no_check_fails(
    step: tuple[Change, int, set[str]], database: Path
) -> None:
    change, expected, barriers = step
    name = change.__name__
    version = None if change is without_version else "1"

    assert level(database, name, version) == expected
    query = f"""
        select check_id from audit_findings
        where
            model_name = '{name}'
            and guards = {expected + 1}
            and (outcome = 'failed' or guards >= 4)
            {"and model_version = '1'" if version else ""}
    """
    assert {row["check_id"] for row in rows(database, query)} == barriers


def test_a_it_is_known_what_went_into_a_version(database: Path) -> None:
    query = """
        select namespace, name, version, role, grade, row_count from model_inputs
        where model_name = 'all_told' order by name
    """

    assert [tuple(row.values()) for row in rows(database, query)] == [
        (WAREHOUSE, "all_told.features", "f-1", "training", "recorded", 500),
        (WAREHOUSE, "all_told.holdout", "h-1", "test", "recorded", 500),
    ]


def test_b_a_missing_link_from_data_to_model_is_a_finding_with_how_to_record_it(
    database: Path,
) -> None:
    [finding] = [
        finding
        for finding in findings(database, "without_data_version")
        if finding["check_id"] == "D2"
    ]

    assert finding["severity"] == "critical"
    assert finding["subject"] == f"{WAREHOUSE}:without_data_version.features"
    assert finding["message"].startswith(
        "The data version of without_data_version.features was not recorded at training."
    )
    assert "With MLflow: log a dataset that knows its version" in finding["fix"]
    assert f"on the input {finding['subject']}: `" in finding["fix"]
    assert '"version": {"datasetVersion": …}' in finding["fix"]


def test_c_hyperparameters_data_version_and_commit_linked_are_level_3(database: Path) -> None:
    assert level(database, "triple") == 3


def test_d_only_the_model_file_saved_is_level_0_with_what_is_missing(database: Path) -> None:
    name = "file_only/model.pkl"
    query = f"select * from audit_findings where model_name = '{name}'"
    found = rows(database, query)

    assert level(database, name, None) == 0
    assert {finding["check_id"] for finding in found if finding["outcome"] == "failed"} == {
        *("C1", "C5", "D1", "E1", "I1", "I5", "P1", "P2", "V1"),
    }
    assert all("With MLflow: " in finding["fix"] for finding in found)


def test_e_the_code_of_a_run_is_one_commit(database: Path) -> None:
    run = run_id("all_told", "1", "train")
    query = f"select code_version, repository from training_runs where run_id = '{run}'"

    assert rows(database, query) == [
        {"code_version": COMMIT, "repository": "https://git.example.com/shop/ml"}
    ]


def test_f_two_versions_are_never_taken_for_each_other(database: Path) -> None:
    query = """
        select
            versions.model_version as version,
            inputs.version as data,
            left(runs.code_version, 4) as code,
            parameters.value as depth
        from model_versions as versions
        inner join training_runs as runs using (run_id)
        inner join model_inputs as inputs
            using (model_namespace, model_name, model_version)
        inner join model_parameters as parameters
            using (model_namespace, model_name, model_version)
        where
            versions.model_name = 'two_versions'
            and inputs.feeds
            and parameters.parameter = 'max_depth'
        order by version
    """

    assert [tuple(row.values()) for row in rows(database, query)] == [
        ("1", "f-1", "7f0c", "5"),
        ("2", "f-2", "9999", "9"),
    ]


def test_f_a_version_that_a_producer_reused_is_a_finding_and_no_level(database: Path) -> None:
    assert level(database, "written_twice") == 0
    assert "I2" in {finding["check_id"] for finding in findings(database, "written_twice")}


def test_the_reference_event_has_the_findings_that_are_expected(database: Path) -> None:
    found = findings(database, "churn-model")

    said = {(finding["check_id"], finding["outcome"], finding["subject"]) for finding in found}
    run = json.loads(REFERENCE.read_bytes())["run"]["runId"]
    assert said == {
        ("C2", "failed", run),
        ("D3", "failed", "file:/data/churn.parquet"),
        ("D4", "unknown", "file:/data/churn.parquet"),
        ("D6", "unknown", "file:/data/churn_test.parquet"),
        ("E3", "unknown", run),
        ("I5", "failed", "1"),
        ("R1", "unknown", "1"),
        ("U1", "unknown", "1"),
        ("V4", "unknown", run),
    }
    assert level(database, "churn-model") == 2


POLICIES = f"""
[audit]
sources = ["{LANDING}:.*"]

[[audit.policy]]
match = "*"
min_level = 1

[[audit.policy]]
match = "mlflow://*:*strict"
min_level = 4
fail_on = "critical"
"""


def test_a_deployed_version_below_the_policy_is_a_risk(tmp_path: Path) -> None:
    events = []
    for name in ("bad-strict", "good-strict", "bad-lenient"):
        told = Told(name)
        told.beside += told.deployed(endpoint=f"https://{name}.example.com")
        if name != "good-strict":
            told.environment.pop("lockfile")
        events += told.events()
    database = import_events(tmp_path, events, POLICIES)

    query = "select model_name, severity, guards, message from audit_findings where check_id = 'S3'"
    assert [tuple(row.values()) for row in rows(database, query)] == [
        (
            "bad-strict",
            "major",
            None,
            (
                "https://bad-strict.example.com serves version 1 of bad-strict, which has level 3; "
                "the policy asks for 4."
            ),
        )
    ]
