"""Each check, through the front door: one version that passes, one that fails, one unknown.

Every case is a model of its own in one log, told by events; `told.py` tells all there is to say,
and a case takes something away or adds something bad.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from collector.audit.checks import all_checks
from tests.audit.told import (
    LANDING,
    REGISTRY,
    WAREHOUSE,
    Told,
    code,
    dataset,
    dataset_event,
    facet,
    import_events,
    read_as,
    rows,
    run_event,
    run_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Told], object]


@dataclass(frozen=True, slots=True)
class Case:
    """What a check says of a model that is told like this; None: nothing."""

    check: str
    outcome: str | None
    title: str
    change: Change
    #: Part of the message, `{name}` being the model.
    message: str = ""

    @property
    def model(self) -> str:
        return f"{self.check}-{self.title}".lower().replace(" ", "-").replace(",", "")


CASES: list[Case] = []


def case(
    check: str, outcome: str | None, title: str, message: str = ""
) -> Callable[[Change], Change]:
    def added(change: Change) -> Change:
        CASES.append(Case(check, outcome, title, change, message))
        return change

    return added


def nothing_less(told: Told) -> None:
    """All is told."""


#: Checks that pass where all is told.
CASES.extend(
    Case(check.id, None, "passes where all is told", nothing_less)
    for check in all_checks()
    if check.id != "R1"
)


@case("I1", "failed", "a version that nobody named", "without a version; its versions cannot be")
def _(told: Told) -> None:
    told.version = ""


@case("I1", "failed", "a model of which no version was ever told", "No version of {name} was ever")
def _(told: Told) -> None:
    told.version = ""
    told.events = lambda: [dataset_event("2026-03-02T10:00:00Z", told.output)]  # type: ignore[method-assign]


@case("I2", "failed", "two runs wrote the version", "Version 1 of {name} was written by 2 runs")
def _(told: Told) -> None:
    other = told.again(version="1")
    other.trained_by = run_id(told.name, "other")
    told.beside += other.train()


@case("I2", None, "a search and the run in it name the version")
def _(told: Told) -> None:
    told.parent = run_id(told.name, "search")
    told.beside.append(
        run_event(
            "COMPLETE",
            "2026-03-02T12:00:00Z",
            told.parent,
            f"{told.name}.search",
            [told.training],
            outputs=[told.output],
        )
    )


@case("I2", None, "registered later by an event of the finished run")
def _(told: Told) -> None:
    registered = run_event(
        "OTHER", "2026-03-02T11:00:00Z", told.trained_by, told.job, [], outputs=[told.output]
    )
    told.beside.append(registered)


@case("I3", "failed", "read by others, and no run wrote it", "Version 1 of {name} is used, but")
def _(told: Told) -> None:
    told.events = told.deployed  # type: ignore[method-assign]


@case("I3", None, "the registry names the run")
def _(told: Told) -> None:
    started = told.train()[0]
    model = {"modelId": "m-1", "sourceRunId": told.trained_by}
    said = dataset(REGISTRY, told.name, "1", collector_model=model)
    told.events = lambda: [started, dataset_event("2026-03-02T10:00:00Z", said)]  # type: ignore[method-assign]


@case("I4", "failed", "the run failed", "which failed.")
def _(told: Told) -> None:
    told.end = "FAIL"


@case("I4", "failed", "the run never ended", "never ended.")
def _(told: Told) -> None:
    told.end = "RUNNING"


@case("I4", "unknown", "the run goes on", "has not ended yet.")
def _(told: Told) -> None:
    told.end, told.day = "RUNNING", "2026-03-31"


@case("I5", "failed", "no digest of the artifact", "Nobody can check that the bytes of version 1")
def _(told: Told) -> None:
    told.model.pop("artifact")


@case("D1", "failed", "no input at all", "nothing links data to the model")
def _(told: Told) -> None:
    told.inputs = []


@case("D1", "failed", "test data only")
def _(told: Told) -> None:
    told.inputs = [told.test]


@case("D1", "unknown", "an input of no role", "Nothing says what {name}.features was read for")
def _(told: Told) -> None:
    told.inputs = [read_as(None, told.features)]


def unversioned(told: Told) -> None:
    told.features = dataset(WAREHOUSE, f"{told.name}.features")
    told.training = read_as("training", told.features)
    told.inputs = [told.training, told.test]


@case("D2", "failed", "no version, but a run had written it", "It is likely what run")
def _(told: Told) -> None:
    unversioned(told)


@case("D2", "failed", "no version and no writer", "no run is known that had written it before")
def _(told: Told) -> None:
    unversioned(told)
    told.made = []


@case("D2", None, "test data without a version")
def _(told: Told) -> None:
    told.inputs = [told.training, read_as("test", dataset(WAREHOUSE, f"{told.name}.holdout"))]


def with_digest(told: Told, version: str | None, value: str, coverage: str | None) -> None:
    digest = {"algorithm": "md5", "value": value}
    if coverage is not None:
        digest["coverage"] = coverage
    told.features = dataset(WAREHOUSE, f"{told.name}.features", version)
    told.inputs = [read_as("training", told.features, digest=digest)]


@case("D3", "failed", "eight letters of a digest", "Digest 7d44619d of {name}.features")
def _(told: Told) -> None:
    with_digest(told, None, "7d44619d", None)


@case("D3", "failed", "eight letters of a digest as the version", "Digest 7D44619D of")
def _(told: Told) -> None:
    told.features = dataset(WAREHOUSE, f"{told.name}.features", "7D44619D")
    told.inputs = [read_as("training", told.features)]


@case("D3", "failed", "a digest of a sample")
def _(told: Told) -> None:
    with_digest(told, None, "d" * 32, "sample")


@case("D3", "unknown", "a digest of which nobody says what it covers", "Nothing says how much of")
def _(told: Told) -> None:
    with_digest(told, None, "d" * 32, None)


@case("D3", None, "a weak digest beside a version of its own")
def _(told: Told) -> None:
    with_digest(told, "f-1", "7d44619d", "sample")


@case("D3", None, "a digest of all")
def _(told: Told) -> None:
    with_digest(told, None, "d" * 64, "full")


@case("D4", "failed", "data out of code", "{name}.frame comes out of code")
def _(told: Told) -> None:
    frame = dataset(WAREHOUSE, f"{told.name}.frame", "1")
    told.inputs = [read_as("training", frame, sourceType="code")]


@case("D4", "failed", "data whose name is not known, though a run wrote it")
def _(told: Told) -> None:
    told.features = dataset(WAREHOUSE, f"{told.name}--UNKNOWN--", "1")
    told.inputs = [read_as("training", told.features)]


@case("D4", "unknown", "data that nobody wrote", "No run is known that wrote {name}.features")
def _(told: Told) -> None:
    told.made = []


@case("D4", None, "a declared source")
def _(told: Told) -> None:
    told.made = []
    told.inputs = [read_as("training", told.raw)]


@case("D5", "failed", "written again after the training", "was written again by run")
def _(told: Told) -> None:
    features = dataset(WAREHOUSE, f"{told.name}.features", "f-2")
    told.beside += told.make_features(
        at="2026-03-05T08:10:00Z", run=run_id(told.name, "again"), outputs=[features]
    )


@case("D5", "failed", "dropped", "was dropped or emptied")
def _(told: Told) -> None:
    change = {"lifecycleStateChange": "DROP"}
    dropped = dataset(WAREHOUSE, f"{told.name}.features", lifecycleStateChange=change)
    told.beside.append(dataset_event("2026-03-05T09:00:00Z", dropped))


@case("D5", None, "written again, in a table that keeps its snapshots")
def _(told: Told) -> None:
    storage = {"storageLayer": "iceberg", "fileFormat": "parquet"}
    features = dataset(WAREHOUSE, f"{told.name}.features", "f-2", storage=storage)
    told.beside += told.make_features(
        at="2026-03-05T08:10:00Z", run=run_id(told.name, "again"), outputs=[features]
    )


@case("D5", None, "the same version written again")
def _(told: Told) -> None:
    told.beside += told.make_features(at="2026-03-05T08:10:00Z", run=run_id(told.name, "again"))


@case("D6", "unknown", "no count of the rows", "How many rows of {name}.holdout were read")
def _(told: Told) -> None:
    told.inputs = [told.training, read_as("test", told.holdout, rows=None)]


def with_digests(told: Told, coverage: str) -> None:
    digest = {"algorithm": "sha256", "value": "e" * 64, "coverage": coverage}
    told.inputs = [
        read_as("training", told.features, digest=digest),
        read_as("test", told.holdout, digest=digest),
    ]


@case(
    "D7", "failed", "two datasets of one full digest", "{name}.holdout was used for test and equals"
)
def _(told: Told) -> None:
    with_digests(told, "full")


@case("D7", "unknown", "two datasets of one weak digest", "and may equal {name}.features")
def _(told: Told) -> None:
    with_digests(told, "sample")


@case(
    "D7", "failed", "an evaluation on the training data", "{name}.features was used for evaluation"
)
def _(told: Told) -> None:
    told.beside += told.evaluated(read_as("evaluation", told.features))


@case("D7", "unknown", "an evaluation on a version that is not told")
def _(told: Told) -> None:
    told.beside += told.evaluated(
        read_as("evaluation", dataset(WAREHOUSE, f"{told.name}.features"))
    )


@case("D7", None, "an evaluation on another part of the same data")
def _(told: Told) -> None:
    told.inputs = [read_as("training", told.features, split="train"), told.test]
    told.beside += told.evaluated(read_as("evaluation", told.features, split="test"))


@case("D7", None, "an evaluation on another version of the same data")
def _(told: Told) -> None:
    told.beside += told.evaluated(
        read_as("evaluation", dataset(WAREHOUSE, f"{told.name}.features", "f-2"))
    )


def asserted(told: Told, *, success: bool) -> list[dict[str, Any]]:
    assertions = [{"assertion": "not_null", "success": success, "column": "amount"}]
    raw = {**told.raw, "inputFacets": {"dataQualityAssertions": facet(assertions=assertions)}}
    return told.make_features(inputs=[raw])


@case("D8", "failed", "a failed check upstream", "was trained after not_null of amount had failed")
def _(told: Told) -> None:
    told.made = asserted(told, success=False)


@case("D8", None, "a check upstream that passed")
def _(told: Told) -> None:
    told.made = asserted(told, success=True)


@case(
    "D8", "failed", "a failed test of the run that made the data", "upstream had failed freshness"
)
def _(told: Told) -> None:
    tests = facet(tests=[{"name": "freshness", "status": "fail"}])
    told.made = told.make_features(run_facets={"test": tests})


@case(
    "D9", "failed", "the last run that wrote it failed", "The last run that wrote {name}.features"
)
def _(told: Told) -> None:
    unversioned(told)
    failed = {"at": "2026-03-01T20:10:00Z", "run": run_id(told.name, "failed"), "end": "FAIL"}
    told.beside += told.make_features(**failed)


@case("D9", None, "a version from before the failure")
def _(told: Told) -> None:
    broken = dataset(WAREHOUSE, f"{told.name}.features")
    failed = {"at": "2026-03-01T20:10:00Z", "run": run_id(told.name, "failed"), "end": "FAIL"}
    told.beside += told.make_features(**failed, outputs=[broken])


def tagged(told: Told, transformation: dict[str, Any]) -> None:
    """The raw data has a column of personal data, which a column of the features comes from."""
    tags = {"tags": [{"key": "pii", "value": "true", "field": "email"}]}
    told.raw = dataset(LANDING, f"{told.name}/raw", "r-1", tags=tags)
    source = {"namespace": LANDING, "name": f"{told.name}/raw", "field": "email"}
    fields = {"contact": {"inputFields": [{**source, "transformations": [transformation]}]}}
    columns: dict[str, dict[str, Any]] = {
        "schema": {"fields": [{"name": "contact"}, {"name": "age"}]},
        "columnLineage": {"fields": fields},
    }
    told.features = dataset(WAREHOUSE, f"{told.name}.features", "f-1", **columns)


@case(
    "D10", "failed", "a column of personal data reaches the training", "{name}/raw.email, reaches"
)
def _(told: Told) -> None:
    tagged(told, {"type": "DIRECT", "subtype": "IDENTITY"})


@case("D10", None, "a column of personal data that is masked on the way")
def _(told: Told) -> None:
    tagged(told, {"type": "DIRECT", "subtype": "TRANSFORMATION", "masking": True})


@case("D10", None, "a column of personal data that is not among the features")
def _(told: Told) -> None:
    tagged(told, {"type": "DIRECT", "subtype": "IDENTITY"})
    told.inputs = [read_as("training", told.features, features=["age"])]


@case("C1", "failed", "no version of the code", "The version of the code was not recorded.")
def _(told: Told) -> None:
    told.code = code(None)


@case("C1", "failed", "a branch for a commit", "main is not the full hash of a commit")
def _(told: Told) -> None:
    told.code = code("main")


@case("C1", None, "a commit of 64 letters")
def _(told: Told) -> None:
    told.code = code("AB" * 32)


@case("C2", "failed", "changes that no commit has", "commit 7f0c2e1 is not what ran")
def _(told: Told) -> None:
    told.reproducibility["code"]["dirty"] = True


@case("C2", None, "changes whose digest is told")
def _(told: Told) -> None:
    told.reproducibility["code"] |= {"dirty": True, "diffSha256": "d" * 64}


@case("C2", None, "nothing is said of changes")
def _(told: Told) -> None:
    told.reproducibility["code"].pop("dirty")


@case("C3", "unknown", "no repository and no path", "in which repository the code is, and where it")
def _(told: Told) -> None:
    told.code = code(repoUrl=None, path=None)
    told.reproducibility["code"].pop("entryPoint")


@case(
    "C4",
    "unknown",
    "the job that made the data names no code",
    "The code that made {name}.features",
)
def _(told: Told) -> None:
    told.made = told.make_features(code=None)


@case("C5", "failed", "no code at all", "No code was recorded for the training run.")
def _(told: Told) -> None:
    told.code = None


@case("C6", "unknown", "nothing is said of changes", "whether the code had changes")
def _(told: Told) -> None:
    told.reproducibility["code"].pop("dirty")


@case("C6", None, "changes whose digest is told")
def _(told: Told) -> None:
    told.reproducibility["code"] |= {"dirty": True, "diffSha256": "d" * 64}


@case("P1", "failed", "no hyperparameters", "No hyperparameters were recorded.")
def _(told: Told) -> None:
    told.parameters = {}


@case("P2", "failed", "no seed", "another run will give another model")
def _(told: Told) -> None:
    told.reproducibility.pop("seeds")
    told.parameters = {"max_depth": "5", "random_state": "None"}


@case("P2", None, "a seed among the hyperparameters")
def _(told: Told) -> None:
    told.reproducibility.pop("seeds")


@case("P3", "failed", "a value as long as trackers cut it", "Parameter columns has 500 letters")
def _(told: Told) -> None:
    told.parameters["columns"] = "x" * 500


@case("P3", None, "a long value that was not cut")
def _(told: Told) -> None:
    told.parameters["columns"] = "x" * 501


@case("E1", "failed", "no lock file and no container", "No lock file and no container tells")
def _(told: Told) -> None:
    told.environment.pop("lockfile")


@case("E1", None, "a container with its digest")
def _(told: Told) -> None:
    told.environment.pop("lockfile")
    told.environment["container"] = {"image": "ml", "digest": "sha256:" + "c" * 64}


@case("E2", "unknown", "no version of the framework", "The version of the framework is not known.")
def _(told: Told) -> None:
    told.model.pop("framework")


@case("E3", "unknown", "no hardware", "The hardware of the training is not known.")
def _(told: Told) -> None:
    told.environment.pop("hardware")


@case("V1", "failed", "no metric", "No metric is known of version 1.")
def _(told: Told) -> None:
    told.metrics = []


@case("V1", None, "a metric of another run that names the version")
def _(told: Told) -> None:
    told.metrics = []
    model = {"namespace": REGISTRY, "name": told.name, "version": "1"}
    metric = {"name": "accuracy", "value": 0.8, "model": model}
    told.beside += told.evaluated(told.test, collector_metrics={"metrics": [metric]})


@case("V2", "failed", "a metric on no data", "1 of 2 metrics do not say on which data")
def _(told: Told) -> None:
    told.metrics.append({"name": "loss", "value": 0.1})


def on_training_data(told: Told, version: str = "f-1") -> None:
    data = {"namespace": WAREHOUSE, "name": f"{told.name}.features", "version": version}
    told.metrics = [{"name": "accuracy", "value": 1.0, "dataset": data}]


@case("V3", "failed", "measured on the training data", "measured on its training data only")
def _(told: Told) -> None:
    on_training_data(told)


@case("V3", "unknown", "measured on the training data, and on data that is not named")
def _(told: Told) -> None:
    on_training_data(told)
    told.metrics.append({"name": "f1", "value": 0.8})


@case("V3", None, "measured on another version of the training data")
def _(told: Told) -> None:
    on_training_data(told, "f-2")


@case("V3", None, "measured on a part of the data")
def _(told: Told) -> None:
    on_training_data(told)
    told.metrics[0]["slice"] = "holdout"


@case("V4", "failed", "a gate that was not passed", "Version 1 did not pass accuracy.")
def _(told: Told) -> None:
    told.tests = [{"name": "accuracy", "status": "fail"}]


@case("V4", "unknown", "no gate", "Nothing tells of a test")
def _(told: Told) -> None:
    told.tests = []


@case("V4", None, "a gate in an evaluation")
def _(told: Told) -> None:
    told.tests = []
    tests = {"tests": [{"name": "accuracy", "status": "pass"}]}
    told.beside += told.evaluated(told.test, test=tests)


@case(
    "U1", "failed", "an upstream read without a version", "Of 1 reads upstream of {name}.features 0"
)
def _(told: Told) -> None:
    told.raw = dataset(LANDING, f"{told.name}/raw")


@case("U1", "unknown", "upstream of the data there is nothing known", "No run is known that wrote")
def _(told: Told) -> None:
    told.made = []


@case(
    "S1", "failed", "a deployment of no version", "https://churn.example.com serves {name}, and its"
)
def _(told: Told) -> None:
    model = dataset(REGISTRY, told.name, datasetType={"datasetType": "MODEL"})
    told.beside += told.deployed(model, endpoint="https://churn.example.com")


@case("S1", None, "a deployment of the version")
def _(told: Told) -> None:
    told.beside += told.deployed()


@case(
    "S2", "failed", "the data moved on", "was written 1 times since the training, at last 34 days"
)
def _(told: Told) -> None:
    told.day = "2026-02-01"
    at, run = "2026-01-31T08:10:00Z", run_id(told.name, "before")
    told.beside += told.make_features(at=at, run=run)
    told.made = told.make_features(at="2026-03-07T08:10:00Z")


@case("S2", None, "the data moved on a little")
def _(told: Told) -> None:
    told.beside += told.make_features(at="2026-03-20T08:10:00Z", run=run_id(told.name, "again"))


@case("R1", "unknown", "no other run of the recipe", "No other run of the same recipe is known.")
def _(told: Told) -> None:
    """All is told, but once."""


@case("R1", None, "another run gave the same artifact")
def _(told: Told) -> None:
    other = told.again()
    other.metrics = []
    other.model["artifact"] = told.model["artifact"]
    told.beside += other.train()


@case("R1", None, "another run gave the same metrics")
def _(told: Told) -> None:
    other = told.again()
    other.model.pop("artifact")
    told.beside += other.train()


def differing(told: Told) -> None:
    other = told.again()
    other.model["artifact"] = {"uri": "s3://models/x", "sha256": "9" * 64}
    other.metrics[0]["value"] = 0.7
    told.beside += other.train()


@case(
    "R1",
    "failed",
    "another run gave something else",
    "1 other runs of the same recipe gave another",
)
def _(told: Told) -> None:
    differing(told)


@case("R2", "failed", "another run gave something else", "1 runs of the same recipe gave another")
def _(told: Told) -> None:
    differing(told)


@case("R2", None, "another run of other hyperparameters gave something else")
def _(told: Told) -> None:
    other = told.again()
    other.parameters["max_depth"] = "6"
    other.metrics[0]["value"] = 0.7
    told.beside += other.train()


#: Something of another model, long after: what has not ended by then never will.
LATER = run_event("START", "2026-03-31T12:00:00Z", run_id("later"), "later")

SETTINGS = f"""
[audit]
sources = ["{LANDING}:.*"]
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """What the audit found, by model and check."""
    folder = tmp_path_factory.mktemp("checks")
    events = [LATER]
    for one in CASES:
        told = Told(one.model)
        one.change(told)
        events += told.events()
    database = import_events(folder, events, SETTINGS)
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows(database, "from audit_findings order by model_version, subject"):
        found.setdefault((row["model_name"], row["check_id"]), []).append(row)
    return found


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.check}: {one.title}: {one.outcome}")
def test_a_check_says_what_is_told(
    one: Case, found: dict[tuple[str, str], list[dict[str, Any]]]
) -> None:
    findings = [
        finding
        for finding in found.get((one.model, one.check), [])
        # A case may have a second version; the first is what it is about.
        if finding["model_version"] in {"1", None} or one.check == "I1"
    ]

    assert [finding["outcome"] for finding in findings] == ([one.outcome] if one.outcome else [])
    for finding in findings:
        assert one.message.replace("{name}", one.model) in finding["message"]


def test_every_check_has_a_case_in_which_it_passes_and_one_in_which_it_does_not() -> None:
    outcomes: dict[str, set[str | None]] = {}
    for one in CASES:
        outcomes.setdefault(one.check, set()).add(one.outcome)

    # S3 needs a policy; test_policy.py has its cases.
    lacking = [key for key, said in outcomes.items() if None not in said or len(said) == 1]
    assert [key for key in lacking if key != "S3"] == []


OWN = """\
-- A name that says which team it is of.
-- id: X1
-- severity: minor
-- guards: {guards}
-- fix: name the model {{model}} of a team
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_name as subject,
    format('{{}} says no team.', model_name) as message
from model_versions
where not contains(model_name, '/'){more}
"""


def own_check(folder: Path, name: str = "team.sql", *, guards: str = "3", more: str = "") -> Path:
    (folder / "checks").mkdir(exist_ok=True)
    file = folder / "checks" / name
    file.write_text(OWN.format(guards=guards, more=more))
    return file


OWN_SETTINGS = '[audit]\npaths = ["checks"]\n'


def config_check(folder: Path) -> tuple[int, str]:
    (folder / "collector.toml").write_text(OWN_SETTINGS)
    command = (sys.executable, "-m", "collector", "config", "check")
    done = subprocess.run(command, capture_output=True, cwd=folder, text=True, check=False)
    return done.returncode, done.stderr


def test_a_check_of_a_user_counts_as_others_do(tmp_path: Path) -> None:
    own_check(tmp_path)
    assert config_check(tmp_path) == (0, "")
    database = import_events(tmp_path, Told("churn").events(), OWN_SETTINGS)

    [finding] = rows(database, "from audit_findings where check_id = 'X1'")
    assert finding["message"] == "churn says no team."
    assert finding["fix"] == "name the model churn of a team"
    assert rows(database, "select level from model_versions") == [{"level": 2}]


def test_a_check_that_fails_when_it_is_run_takes_no_other_down(tmp_path: Path) -> None:
    own_check(tmp_path, more=" and model_name::integer > 0")
    (tmp_path / "collector.toml").write_text(OWN_SETTINGS)
    told = Told("churn")
    told.environment.pop("lockfile")
    (tmp_path / "events.ndjson").write_text("".join(f"{json.dumps(e)}\n" for e in told.events()))
    command = (sys.executable, "-m", "collector", "import", "--db", "a.duckdb", "events.ndjson")
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, text=True, check=True)

    assert "could not run a check; the others were" in done.stderr
    database = tmp_path / "a.duckdb"
    assert rows(database, "select level from model_versions") == [{"level": 3}]
    assert "E1" in {row["check_id"] for row in rows(database, "from audit_findings")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("select 1", "the header of a check names id, severity, guards, mlflow, openlineage."),
        (OWN.format(guards="6", more=""), "guards is a level from 1 to 5, or risk."),
        (OWN.format(guards="2", more="").replace("minor", "bad"), "severity is one of critical,"),
        (OWN.format(guards="2", more="").replace("as subject", "as topic"), "no column subject"),
        (OWN.format(guards="2", more=" and nope = 1"), "nope"),
        (OWN.format(guards="2", more=" and 1 = (select 1 from read_csv('x'))"), "read_csv"),
        (OWN.format(guards="2", more="").replace("X1", "D2"), "there is a check D2 already."),
        (
            OWN.format(guards="2", more="").replace("-- fix", "-- reads: levels\n-- fix"),
            "a check that reads levels cannot guard one; it is a risk.",
        ),
    ],
)
def test_a_check_that_is_wrong_is_refused_with_its_file(
    text: str, reason: str, tmp_path: Path
) -> None:
    file = own_check(tmp_path)
    file.write_text(text)

    code, said = config_check(tmp_path)

    assert code == 2
    assert "checks/team.sql: " in said
    assert reason in said


def test_a_folder_of_checks_has_to_be_there(tmp_path: Path) -> None:
    code, said = config_check(tmp_path)

    assert (code, said) == (2, "error: checks: there is no such file or folder of checks.\n")


def test_every_check_says_how_to_record_it_in_mlflow_and_in_plain_events() -> None:
    for check in all_checks():
        assert check.fix.startswith("With MLflow: "), check.id
        assert " In plain events: " in check.fix, check.id
        assert check.title.endswith("."), check.id


def test_severities_are_those_that_were_decided() -> None:
    found: dict[str, set[str]] = {}
    for check in all_checks():
        found.setdefault(check.severity, set()).add(check.id)

    assert found == {
        "critical": {"I1", "I2", "I3", "D1", "D2", "D4", "C1", "C2", "C5", "P1", "S1"},
        "major": {
            "I4",
            "I5",
            "D3",
            "D5",
            "D7",
            "D8",
            "D9",
            "D10",
            "C4",
            "C6",
            "P2",
            "E1",
            "E2",
            "V1",
            "V2",
            "V3",
            "U1",
            "S2",
            "S3",
            "R2",
        },
        "minor": {"D6", "C3", "P3", "E3", "V4", "R1"},
    }
