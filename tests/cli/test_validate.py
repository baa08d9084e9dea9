from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from collector.cli.main import main
from tests.schemas import cases

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "schemas" / "acme_cost.json"

GOOD = cases.run_event()
WARNED = cases.with_facet("dataset", "dataSource", {**cases.BASE, "uri": "file"})
BAD = cases.run_event(eventType="start")


@pytest.fixture(autouse=True)
def _without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))


def lines(*events: object) -> bytes:
    return "".join(f"{json.dumps(event)}\n" for event in events).encode()


def test_a_warning_alone_leaves_the_exit_code_at_nought(capsys: pytest.CaptureFixture[str]) -> None:
    Path("events.ndjson").write_bytes(lines(GOOD, WARNED))
    assert main(["validate", "events.ndjson"]) == 0
    out, err = capsys.readouterr()
    assert out == (
        "events.ndjson:2: warning: formats: /inputs/0/facets/dataSource/uri:"
        ' "file" is not an absolute URI\n'
    )
    assert err == "2 events: 2 valid, 0 invalid\n"


def test_strict_makes_an_error_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("events.ndjson").write_bytes(lines(WARNED))
    assert main(["validate", "--strict", "events.ndjson"]) == 4
    assert "event" in capsys.readouterr().out


def test_settings_decide_the_layers(capsys: pytest.CaptureFixture[str]) -> None:
    Path("event.json").write_bytes(lines(WARNED))
    Path("collector.toml").write_text("[validation]\nformats = 'off'\n")
    assert main(["validate", "event.json"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("engine", ["rs", "reference"])
def test_an_invalid_event_is_told_by_its_place_in_the_array(
    engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("batch.json.gz").write_bytes(gzip.compress(json.dumps([GOOD, BAD]).encode()))
    assert main(["validate", "--engine", engine, "batch.json.gz"]) == 4
    assert capsys.readouterr().out == (
        'batch.json.gz[1]: error: core: /eventType: "start" is none of START, RUNNING, COMPLETE,'
        " ABORT, FAIL, OTHER\n"
    )


def test_what_is_no_json_is_an_invalid_event_among_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("events.ndjson").write_bytes(lines(GOOD) + b"oops\n" + lines(GOOD))
    assert main(["validate", "events.ndjson"]) == 4
    out, err = capsys.readouterr()
    assert out.startswith("events.ndjson:2: error: json: the event: The body is not JSON")
    assert err == "3 events: 2 valid, 1 invalid\n"


def test_the_answer_in_json_counts_and_places(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stdin:
        buffer = io.BytesIO(lines(GOOD, WARNED, BAD))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert main(["validate", "--json", "-"]) == 4
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    results = answer.pop("results")
    assert answer == {
        "events": 3,
        "valid": 2,
        "invalid": 1,
        "violations": {"core": 1, "formats": 1},
    }
    assert [(row["line"], row["kind"], row["valid"]) for row in results] == [
        (2, "RunEvent", True),
        (3, None, False),
    ]
    assert results[0]["violations"] == [
        {
            "layer": "formats",
            "pointer": "/inputs/0/facets/dataSource/uri",
            "message": '"file" is not an absolute URI',
            "schema_id": "https://openlineage.io/spec/facets/1-0-1/DatasourceDatasetFacet.json"
            "#/$defs/DatasourceDatasetFacet",
            "facet": "dataSource",
        }
    ]


def test_schemas_of_ones_own_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    Path("event.json").write_bytes(lines(cases.with_facet("run", "acme_cost", cases.BASE)))
    assert main(["validate", "event.json"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["validate", "event.json", "--schemas", str(EXAMPLE)]) == 0
    assert '/run/facets/acme_cost: "euros" is required' in capsys.readouterr().out


def test_a_pointer_cannot_write_lines_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    event = cases.run_event(run={"runId": cases.RUN_ID, "facets": {"a\nb": 1}})
    Path("event.json").write_bytes(lines(event))
    assert main(["validate", "event.json"]) == 4
    assert capsys.readouterr().out.count("\n") == 1


def test_a_file_that_is_not_there_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "none.json"]) == 3
    assert (
        capsys.readouterr().err == "error: none.json cannot be read: No such file or directory.\n"
    )


def test_the_transcript_in_the_docs_is_what_comes_out(capsys: pytest.CaptureFixture[str]) -> None:
    Path("events.ndjson").write_bytes(lines(GOOD, WARNED, BAD))
    assert main(["validate", "events.ndjson"]) == 4
    out, err = capsys.readouterr()
    page = EXAMPLE.parents[2] / "docs" / "validation.md"
    assert f"$ collector validate events.ndjson\n{out}{err}```" in page.read_text()
