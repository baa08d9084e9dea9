from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from collector.errors import BadSettings, NotFound
from collector.schema_files import CORE_ID, load

ROOT = Path(__file__).parent.parent
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def custom(
    *,
    key: str = "acme_cost",
    version: str = "1-0-0",
    base: str = "RunFacet",
    own: Any = None,
    **members: Any,
) -> dict[str, Any]:
    """A schema file as a user writes it."""
    facet = {
        "allOf": [
            {"$ref": f"{CORE_ID}#/$defs/{base}"},
            {"type": "object", **(own or {"properties": {"euros": {"type": "number"}}})},
        ]
    }
    return {
        "$schema": SCHEMA,
        "$id": f"https://acme.example/schemas/{version}/Acme.json",
        "$defs": {"AcmeFacet": facet},
        "type": "object",
        "properties": {key: {"$ref": "#/$defs/AcmeFacet"}},
        **members,
    }


def written(path: Path, document: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BadSettings) as caught:
        load([path])
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


def test_each_built_in_file_stands_where_its_id_says() -> None:
    paths = sorted(ROOT.glob("schemas/openlineage/**/*.json"))
    assert len(paths) == 46
    for path in paths:
        document = json.loads(path.read_text())
        place = path.relative_to(ROOT / "schemas" / "openlineage")
        assert document["$id"] == f"https://openlineage.io/spec/{place.as_posix()}"
        assert document["$schema"] == SCHEMA
        jsonschema.Draft202012Validator.check_schema(document)


def test_the_package_finds_the_files_of_the_repository() -> None:
    found = files("collector") / "schemas" / "openlineage" / "2-0-2" / "OpenLineage.json"
    assert (
        found.read_text()
        == (ROOT / "schemas" / "openlineage" / "2-0-2" / "OpenLineage.json").read_text()
    )


def test_positions_and_keys_come_from_the_files() -> None:
    facets = load().facets
    assert {position for position, key in facets if key == "tags"} == {"run", "job", "dataset"}
    assert {position for position, key in facets if key == "subset"} == {"input", "output"}
    assert facets["job", "lineage"].schema_id.endswith("LineageFacet.json#/$defs/LineageJobFacet")
    assert facets["dataset", "lineage"].schema_id.endswith("#/$defs/LineageDatasetFacet")


def test_the_newest_version_is_in_force_and_the_older_is_still_known() -> None:
    schemas = load()
    facet = schemas.facets["dataset", "dataQualityMetrics"]
    assert facet.version == "1-0-1"
    versions = {one.version for one in schemas.classes if one.key == facet.key}
    assert versions == {"1-0-0", "1-0-1", "1-0-3"}


def test_other_keys_of_emitters_have_the_schema_of_the_facet_they_mean() -> None:
    facets = load().facets
    for key, meant in (
        ("parentRun", "parent"),
        ("processingEngine", "processing_engine"),
        ("gcp_dataproc_spark", "gcp_dataproc"),
    ):
        assert facets["run", key].schema_id == facets["run", meant].schema_id
    assertions = facets["dataset", "dataQualityAssertions"]
    assert assertions.schema_id == facets["input", "dataQualityAssertions"].schema_id


def test_a_file_of_the_user_adds_a_facet(tmp_path: Path) -> None:
    path = written(tmp_path / "deep" / "acme.json", custom())
    facet = load([tmp_path]).facets["run", "acme_cost"]
    assert facet.schema_id == "https://acme.example/schemas/1-0-0/Acme.json#/$defs/AcmeFacet"
    assert (facet.version, facet.file.is_builtin, facet.file.path) == ("1-0-0", False, str(path))


def test_a_file_of_the_user_wins_over_ours_and_the_newest_over_his_older_ones(
    tmp_path: Path,
) -> None:
    for version in ("0-0-9", "0-0-10", "0-0-1"):
        written(tmp_path / f"{version}.json", custom(key="sql", base="JobFacet", version=version))
    assert load([tmp_path]).facets["job", "sql"].version == "0-0-10"


def test_files_of_the_user_may_refer_to_one_another(tmp_path: Path) -> None:
    money = custom(key="acme_money")
    money["$id"] = "https://acme.example/1-0-0/Money.json"
    money["$defs"]["Euros"] = {"minimum": 0}
    written(tmp_path / "money.json", money)
    own = {"properties": {"euros": {"$ref": "https://acme.example/1-0-0/Money.json#/$defs/Euros"}}}
    written(tmp_path / "cost.json", custom(own=own))
    assert {file.path for file in load([tmp_path]).own_files()} == {
        str(tmp_path / "money.json"),
        str(tmp_path / "cost.json"),
    }


def test_what_is_no_json_is_named_with_line_and_column(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", '{\n  "$id": oops\n}')
    assert refusal(path) == "is not JSON: Expecting value at line 2, column 10."
    path.write_bytes(b'{"a": "\xff"}')
    assert refusal(path) == "is not UTF-8 at byte 7."
    assert refusal(written(path, "[1]")) == "a schema file holds one JSON object (at the root)."


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (custom(own={"properties": {"a": {"type": "strin"}}}), "/allOf/1/properties/a/type"),
        (custom(own={"properties": {"a": {"pattern": "("}}}), "/allOf/1/properties/a/pattern"),
        ({**custom(), "$schema": "http://json-schema.org/draft-07/schema#"}, "(at /$schema)"),
        ({**custom(), "$id": "acme"}, '"$id" must be a URL, which names the schema (at /$id).'),
        (custom(own={"$ref": "#/$defs/Nope"}), "(at /$defs/AcmeFacet/allOf/1/$ref)"),
        (custom(own={"$ref": "https://acme.example/elsewhere.json"}), "nothing is fetched"),
        (custom(properties={}), "no property names a facet"),
        (custom(base="Run"), "no property names a facet"),
        ({**custom(), "$id": CORE_ID}, "the core of the standard stays as it is (at /$id)."),
    ],
)
def test_a_broken_file_is_refused_with_the_place(
    tmp_path: Path, document: object, message: str
) -> None:
    assert message in refusal(written(tmp_path / "a.json", document))


def test_two_files_of_the_user_for_the_same_facet_and_version_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "a.json", custom())
    path = written(tmp_path / "b.json", {**custom(), "$id": "https://acme.example/1-0-0/B.json"})
    with pytest.raises(BadSettings, match=r"b\.json: .*a\.json names the same run facet") as caught:
        load([tmp_path])
    assert str(caught.value).endswith("(at /properties/acme_cost).")
    written(path, custom(key="other"))
    with pytest.raises(BadSettings, match=r"b\.json: .*a\.json has the same \$id"):
        load([tmp_path])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") == "there is no such file or folder of schemas."


def test_a_file_is_found_by_its_id_or_the_end_of_it() -> None:
    schemas = load()
    path = "facets/1-1-0/SQLJobFacet.json"
    for name in (path, f"https://openlineage.io/spec/{path}"):
        assert schemas.file(name).id.endswith("/SQLJobFacet.json")
    identifier = "urn:collector:facet:1-0-0:CollectorModelDatasetFacet"
    for name in (identifier, "collector/1-0-0/CollectorModelDatasetFacet.json"):
        assert schemas.file(name).id == identifier
    with pytest.raises(NotFound, match="nope"):
        schemas.file("nope.json")


def test_schemas_are_found_by_key_and_position() -> None:
    schemas = load()
    assert [facet.position for facet in schemas.find("tags")] == ["dataset", "job", "run"]
    assert [facet.position for facet in schemas.find("tags", "job")] == ["job"]
    with pytest.raises(NotFound, match="no schema for a facet 'sql' of a run"):
        schemas.find("sql", "run")


def test_the_example_in_the_docs_is_the_file_it_names() -> None:
    page = (ROOT / "docs" / "validation.md").read_text()
    example = ROOT / "examples" / "schemas" / "acme_cost.json"
    assert f"```json\n{example.read_text()}```" in page
    assert [file.id for file in load([example]).own_files()] == [
        json.loads(example.read_text())["$id"]
    ]
