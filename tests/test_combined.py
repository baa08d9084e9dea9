from __future__ import annotations

from dataclasses import replace

import pytest

from collector.combined import documents_of, schema_of
from collector.engines import RsEngine
from collector.schema_files import load

SCHEMAS = load()
CASES = "https://acme.example/cases.json"


def test_the_files_themselves_stay_as_they_are() -> None:
    before = {name: file.text for name, file in SCHEMAS.files.items()}
    documents_of(SCHEMAS)
    assert {name: file.document for name, file in load().files.items()} == {
        name: file.document for name, file in SCHEMAS.files.items()
    }
    assert {name: file.text for name, file in SCHEMAS.files.items()} == before


def test_no_facet_of_the_standard_needs_alternatives() -> None:
    """Where a type tells them apart, they stand as conditions, which say what is wrong."""
    nested = [
        name
        for name, document in documents_of(SCHEMAS).items()
        for key, part in document["$defs"].items()  # type: ignore[attr-defined]
        if "oneOf" in str(part) and key != "BaseSubsetDatasetFacet"
    ]
    assert nested == []


def test_each_kind_asks_the_facets_it_carries() -> None:
    kinds = {"RunEvent": {"run", "job", "inputs", "outputs"}, "DatasetEvent": {"dataset"}}
    for kind, members in kinds.items():
        [_, facets] = schema_of(kind, SCHEMAS, with_facets=True)["allOf"]  # type: ignore[arg-type, misc]
        assert set(facets["properties"]) == members  # type: ignore[has-type]
    assert len(schema_of("RunEvent", SCHEMAS, with_facets=False)["allOf"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("alternatives", "keyword"),
    [
        # Told apart by `type`: the branch meant says what is wrong.
        ([("type", "A", ["a"]), ("type", "B", ["b"])], "required"),
        # The same constant twice, or none that all have: alternatives they stay.
        ([("type", "A", ["a"]), ("type", "A", ["b"])], "oneOf"),
        ([("type", "A", ["a"]), ("kind", "B", ["b"])], "oneOf"),
    ],
)
def test_alternatives_become_conditions_only_where_a_member_tells_them_apart(
    alternatives: list[tuple[str, str, list[str]]], keyword: str
) -> None:
    file = next(iter(SCHEMAS.files.values()))
    definitions = {
        f"Case{number}": {
            "type": "object",
            "properties": {member: {"const": constant}},
            "required": [member, *required],
        }
        for number, (member, constant, required) in enumerate(alternatives)
    }
    references = [{"$ref": f"#/$defs/{name}"} for name in definitions]
    document: dict[str, object] = {
        "$id": CASES,
        "$defs": {**definitions, "Any": {"oneOf": references}},
    }
    files = {**SCHEMAS.files, CASES: replace(file, document=document)}
    schemas = replace(SCHEMAS, files=files)
    engine = RsEngine({"$ref": f"{CASES}#/$defs/Any"}, documents_of(schemas), formats=True)
    assert {problem.keyword for problem in engine.problems({"type": "A", "kind": "A"})} == {keyword}
