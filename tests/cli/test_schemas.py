from __future__ import annotations

import json
from pathlib import Path

import pytest

from collector.cli.main import main

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "schemas" / "acme_cost.json"


@pytest.fixture(autouse=True)
def _without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))


def test_list_names_every_facet_with_position_version_and_schema(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schemas", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 60
    assert lines[0].split() == [
        "dataset",
        "catalog",
        "1-1-0",
        "https://openlineage.io/spec/facets/1-1-0/CatalogDatasetFacet.json#/$defs/CatalogDatasetFacet",
    ]


def test_list_has_the_schemas_of_the_settings_and_of_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schemas", "list", "--json", "--schemas", str(EXAMPLE)]) == 0
    by_option = json.loads(capsys.readouterr().out)
    (tmp_path / "collector.toml").write_text(f'[schemas]\npaths = ["{EXAMPLE.parent}"]\n')
    assert main(["schemas", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == by_option
    [own] = [row for row in by_option if not row["builtin"]]
    assert (own["position"], own["key"], own["file"]) == ("run", "acme_cost", str(EXAMPLE))


def test_check_says_which_facets_a_file_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "check", str(EXAMPLE)]) == 0
    assert capsys.readouterr().out == f"{EXAMPLE}: ok: acme_cost (run)\n"
    assert main(["schemas", "check", "--json", str(EXAMPLE.parent)]) == 0
    [answer] = json.loads(capsys.readouterr().out)
    assert answer["facets"] == [{"position": "run", "key": "acme_cost", "version": "1-0-0"}]


def test_check_takes_files_that_refer_to_one_another_as_the_start_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = json.loads(EXAMPLE.read_text())
    other = {
        "$id": "https://acme.example/schemas/1-0-0/AcmeBillRunFacet.json",
        "properties": {"acme_bill": {"$ref": f"{base['$id']}#/$defs/AcmeCostRunFacet"}},
    }
    (tmp_path / "schemas").mkdir()
    for name, document in (("a.json", other), ("b.json", base)):
        (tmp_path / "schemas" / name).write_text(json.dumps(document))

    assert main(["schemas", "check", "schemas"]) == 0
    assert capsys.readouterr().out == (
        "schemas/a.json: ok: acme_bill (run)\nschemas/b.json: ok: acme_cost (run)\n"
    )


def test_check_names_file_and_place_of_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(EXAMPLE.read_text())
    document["$defs"]["AcmeCostRunFacet"]["required"] = "euros"
    path = tmp_path / "acme.json"
    path.write_text(json.dumps(document))
    assert main(["schemas", "check", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {path}: is no JSON Schema: 'euros' is not of type 'array'")
    assert error.endswith("(at /$defs/AcmeCostRunFacet/required).\n")


def test_check_without_a_file_or_setting_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "check"]) == 2
    assert "Name a file or folder of schemas" in capsys.readouterr().err


def test_show_prints_the_file_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "show", "sql"]) == 0
    path = ROOT / "schemas" / "openlineage" / "facets" / "1-1-0" / "SQLJobFacet.json"
    assert capsys.readouterr().out == path.read_text()


def test_show_asks_for_the_position_where_a_key_has_several_schemas(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schemas", "show", "tags"]) == 2
    assert "give --position: dataset, job, run" in capsys.readouterr().err
    assert main(["schemas", "show", "tags", "--position", "job", "--json"]) == 0
    [answer] = json.loads(capsys.readouterr().out)
    assert answer["schema"]["properties"] == {"tags": {"$ref": "#/$defs/TagsJobFacet"}}


def test_show_of_an_unknown_key_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "show", "nope"]) == 3
    assert "no schema for a facet 'nope'" in capsys.readouterr().err
