"""`collector audit`, on a file, on a snapshot and on a running collector."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import duckdb
import pytest

from tests.audit.told import LANDING, REGISTRY, Told, dataset, import_events

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server

    Run = Callable[..., Done]

SOURCES = f'[audit]\nsources = ["{LANDING}:.*"]\n'

POLICY = f"""{SOURCES}
[[audit.policy]]
match = "mlflow://*:*"
min_level = 3
fail_on = "critical"
"""


def events() -> list[dict[str, object]]:
    """Two versions: one of level 4, and one whose data version was not recorded."""
    told = Told("churn")
    second = told.again()
    second.inputs = [{**told.training, "facets": {}}]
    second.environment.pop("hardware")
    told.beside += second.train()
    return told.events()


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database, audited with the sources declared; to be read only."""
    return import_events(tmp_path_factory.mktemp("churn"), events(), SOURCES)


def settings(folder: Path, text: str) -> Path:
    (folder / "audit.toml").write_text(text)
    return folder / "audit.toml"


def test_it_says_the_level_what_keeps_from_the_next_one_and_the_risks(
    collector: Run, churn: Path, tmp_path: Path
) -> None:
    done = collector("audit", "churn@2", "--db", churn, "--config", settings(tmp_path, SOURCES))

    assert done.code == 0
    lines = done.text.splitlines()
    assert lines[0] == f"churn@2: level 2, traceable  ({REGISTRY})"
    assert lines[1] == "  kept from level 3 by D2"
    assert lines[2] == "  level 3"
    assert lines[3].startswith("    D2 critical: The data version of churn.features was not")
    assert lines[4].startswith("       With MLflow: log a dataset")
    assert "  risks" in lines


def test_json_is_an_array_of_versions(collector: Run, churn: Path, tmp_path: Path) -> None:
    config = settings(tmp_path, SOURCES)
    versions = collector("audit", "--json", "--db", churn, "--config", config).json

    assert [(one["name"], one["version"], one["level"]) for one in versions] == [
        ("churn", "1", 4),
        ("churn", "2", 2),
    ]
    assert {"namespace", "name", "version", "level", "findings"} <= set(versions[0])
    assert versions[1]["keptFromNextBy"] == ["D2"]


def test_a_gate_that_is_not_passed_is_exit_code_4(
    collector: Run, churn: Path, tmp_path: Path
) -> None:
    options = ("--db", churn, "--config", settings(tmp_path, SOURCES))

    assert collector("audit", "churn@1", "--min-level", 4, *options).code == 0
    done = collector("audit", "--min-level", 3, *options)
    assert (done.code, done.err) == (4, "1 of 2 versions do not pass\n")
    assert "  not passed: Level 2 is below 3, for D2." in done.text
    assert collector("audit", "churn@2", "--fail-on", "critical", *options).code == 4
    assert collector("audit", "churn@1", "--fail-on", "critical", *options).code == 0


def test_the_policy_holds_without_flags_and_flags_count_before_it(
    collector: Run, churn: Path, tmp_path: Path
) -> None:
    options = ("--db", churn, "--config", settings(tmp_path, POLICY))

    done = collector("audit", *options)
    assert done.code == 4
    assert "  not passed: Level 2 is below 3, for D2.\n" in done.text
    assert "  not passed: There are critical findings: D2.\n" in done.text
    assert collector("audit", "churn@1", *options).code == 0
    lenient = ("--min-level", 0, "--fail-on", "minor")
    assert collector("audit", "churn@2", *lenient, *options).code == 4


def test_forms_for_others_can_be_read(collector: Run, churn: Path, tmp_path: Path) -> None:
    options = ("--db", churn, "--config", settings(tmp_path, POLICY))

    sarif = collector("audit", "--sarif", *options)
    assert (sarif.code, sarif.json["version"]) == (4, "2.1.0")
    assert {rule["id"] for rule in sarif.json["runs"][0]["tool"]["driver"]["rules"]} >= {
        *("I1", "D10", "S3", "R2"),
    }
    junit = ET.fromstring(collector("audit", "--junit", *options).out)
    assert [suite.get("name") for suite in junit] == [f"{REGISTRY}:churn@1", f"{REGISTRY}:churn@2"]
    markdown = collector("audit", "--markdown", *options).text
    assert markdown.startswith("## churn@1: level 4, replayable\n")


def test_a_file_is_audited_by_the_settings_that_hold_and_left_as_it_is(
    collector: Run, churn: Path
) -> None:
    before = churn.read_bytes()

    # Nothing is declared to be a source here.
    [version] = collector("audit", "churn@1", "--json", "--db", churn).json

    assert (version["level"], version["keptFromNextBy"]) == (3, ["U1"])
    assert churn.read_bytes() == before


def test_a_file_whose_audit_is_older_than_its_views_is_audited_on_the_way(
    collector: Run, tmp_path: Path
) -> None:
    database = import_events(tmp_path, events(), SOURCES)
    with duckdb.connect(database) as connection:
        connection.execute("update audits.state set seq = seq - 1")
        connection.execute("delete from audits.levels")
        connection.execute("delete from audits.findings")

    versions = collector("audit", "--json", "--db", database).json

    assert [(one["version"], one["level"]) for one in versions] == [("1", 4), ("2", 2)]
    with duckdb.connect(database, read_only=True) as connection:
        assert connection.execute("select count(*) from audits.levels").fetchall() == [(0,)]


def test_a_model_is_named_by_the_end_of_its_name_and_a_version_by_an_alias(
    collector: Run, tmp_path: Path
) -> None:
    told = Told("shop/churn@home")
    told.model["aliases"] = ["champion"]
    database = import_events(tmp_path, told.events())

    for name in ("churn@home", "churn@home@1", f"{REGISTRY}:shop/churn@home@champion"):
        [version] = collector("audit", name, "--json", "--db", database).json
        assert (version["name"], version["version"]) == ("shop/churn@home", "1")


def test_what_is_not_there_is_exit_code_3(collector: Run, churn: Path, tmp_path: Path) -> None:
    assert collector("audit", "churn@9", "--db", churn).code == 3
    assert collector("audit", "nothing", "--db", churn).code == 3
    # A dataset that is no model.
    assert collector("audit", "churn.features", "--db", churn).code == 3
    assert collector("audit", "--db", tmp_path / "gone.duckdb").code == 3


def test_a_log_without_models_passes(collector: Run, recorded: Path) -> None:
    done = collector("audit", "--min-level", 3, "--json", "--db", recorded)

    assert (done.code, done.json) == (0, [])


def test_forms_do_not_go_together(collector: Run) -> None:
    assert collector("audit", "--json", "--sarif").code == 2


def test_a_deployment_of_no_version_is_told_without_one(collector: Run, tmp_path: Path) -> None:
    told = Told("churn")
    told.beside += told.deployed(dataset(REGISTRY, "churn", datasetType={"datasetType": "MODEL"}))
    database = import_events(tmp_path, told.events())

    unnamed, version = collector("audit", "--json", "--db", database).json

    assert (unnamed["version"], unnamed["level"]) == (None, 0)
    assert [finding["checkId"] for finding in unnamed["findings"]] == ["S1"]
    assert (version["version"], version["level"]) == ("1", 3)
    assert collector("audit", "--fail-on", "critical", "--db", database).code == 4


WAIVE = ("audit", "waive", "churn@2", "D2", "--reason", "It had no snapshots.")


def test_a_waived_finding_stays_and_no_gate_counts_it(collector: Run, tmp_path: Path) -> None:
    options = ("--db", import_events(tmp_path, events(), SOURCES))
    gate = ("audit", "churn@2", "--min-level", 3, "--fail-on", "critical", "--json", *options)
    assert collector(*gate).code == 4

    done = collector(*WAIVE, "--until", "2999-01-01", "--by", "ada", *options)
    assert (done.code, done.err) == (0, "waived D2 of churn@2\n")

    done = collector(*gate)
    [version] = done.json
    [finding] = [one for one in version["findings"] if one["checkId"] == "D2"]
    assert (done.code, version["level"]) == (0, 2)
    assert finding["waivedUntil"] == "2999-01-01T00:00:00Z"
    assert finding["waivedBecause"] == "It had no snapshots."
    text = collector("audit", "churn@2", *options).text
    assert "       accepted until 2999-01-01: It had no snapshots.\n" in text

    done = collector("audit", "waive", "churn@2", "D2", "--withdraw", *options)
    assert (done.code, done.err) == (0, "withdrawn D2 of churn@2\n")
    assert collector(*gate).code == 4


def test_a_waiver_says_when_it_ends_and_why_and_of_what(collector: Run, tmp_path: Path) -> None:
    options = ("--db", import_events(tmp_path, events(), SOURCES))
    until = ("--until", "2999-01-01")

    assert collector(*WAIVE, *options).code == 2
    assert collector(*WAIVE[:4], *until, *options).code == 2
    assert collector(*WAIVE, *until, "--withdraw", *options).code == 2
    assert collector("audit", "waive", "churn", *WAIVE[3:], *until, *options).code == 2
    done = collector(*WAIVE, "--until", "2020-01-01", *options)
    assert (done.code, done.err) == (1, "error: A waiver ends after now.\n")
    done = collector("audit", "waive", "churn@2", "D99", *WAIVE[4:], *until, *options)
    assert (done.code, done.err) == (3, "error: There is no check 'D99'.\n")
    done = collector("audit", "waive", "churn@9", *WAIVE[3:], *until, *options)
    assert (done.code, done.err) == (3, "error: There is no version '9' of the model 'churn'.\n")


def test_a_running_collector_is_asked_and_its_policy_holds(
    collector: Run, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server("--config", str(settings(tmp_path, POLICY)))
    (tmp_path / "events.ndjson").write_text("".join(f"{json.dumps(e)}\n" for e in events()))
    assert collector("import", tmp_path / "events.ndjson", "--url", server.url).code == 0

    done = collector("audit", "--json", "--url", server.url)
    assert (done.code, [one["level"] for one in done.json]) == (4, [4, 2])

    waived = collector(*WAIVE, "--until", "2999-01-01", "--url", server.url)
    assert waived.code == 0, waived.err
    assert collector("audit", "--url", server.url).code == 0
    snapshot = tmp_path / "snapshot.duckdb"
    assert collector("snapshot", snapshot, "--url", server.url).code == 0
    done = collector("audit", "--json", "--db", snapshot, "--config", tmp_path / "audit.toml")
    assert (done.code, [one["level"] for one in done.json]) == (0, [4, 2])
