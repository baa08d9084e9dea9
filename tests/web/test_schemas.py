"""The schema files over HTTP: what the process uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from collector.schema_files import builtin_folder
from tests.conftest import running, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Client

OWN = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.com/schemas/2-0-1/CostRunFacet.json",
    "$defs": {
        "CostRunFacet": {
            "allOf": [
                {"$ref": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet"},
                {"type": "object", "properties": {"euros": {"type": "number"}}},
            ]
        }
    },
    "type": "object",
    "properties": {"example_cost": {"$ref": "#/$defs/CostRunFacet"}},
}


async def test_the_list_names_the_class_in_force_for_each_position_and_key(
    client: Client,
) -> None:
    schemas = (await client.get("/schemas"))["schemas"]
    places = [(schema["position"], schema["key"]) for schema in schemas]
    assert places == sorted(set(places))
    assert {
        "position": "job",
        "key": "sql",
        "schema_id": "https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet",
        "version": "1-1-0",
        "is_builtin": True,
    } in schemas


async def test_a_file_is_found_by_its_id_and_by_the_end_of_it(client: Client) -> None:
    text = (builtin_folder() / "openlineage" / "2-0-2" / "OpenLineage.json").read_bytes()
    for path in ("https://openlineage.io/spec/2-0-2/OpenLineage.json", "2-0-2/OpenLineage.json"):
        async with client.session.get(f"{client.url}/schemas/{path}") as response:
            assert response.status == 200
            assert response.content_type == "application/schema+json"
            assert await response.read() == text


async def test_facets_of_our_own_are_served_by_their_id_and_by_a_path_with_the_version(
    client: Client,
) -> None:
    folder = builtin_folder() / "collector" / "1-0-0"
    names = [entry.name for entry in folder.iterdir()]
    assert "CollectorModelDatasetFacet.json" in names
    for name in names:
        identifier = f"urn:collector:facet:1-0-0:{name.removesuffix('.json')}"
        for path in (identifier, f"collector/1-0-0/{name}"):
            async with client.session.get(f"{client.url}/schemas/{path}") as response:
                assert response.status == 200
                assert await response.read() == (folder / name).read_bytes()


async def test_a_file_that_is_not_loaded_is_404(client: Client) -> None:
    for path in (
        "facets/9-9-9/SQLJobFacet.json",
        "LineAge.json",
        "../pyproject.toml",
        "%00",
        "%ff",
    ):
        status, answer = await client.request("GET", f"/schemas/{path}")
        assert (status, answer["title"]) == (404, "Not Found")


async def test_a_schema_of_the_user_is_served_and_used(tmp_path: Path) -> None:
    file = tmp_path / "schemas" / "cost.json"
    file.parent.mkdir()
    file.write_text(json.dumps(OWN, indent=3))
    async with running(settings_of(tmp_path, schemas={"paths": (str(file.parent),)})) as client:
        async with client.session.get(f"{client.url}/schemas/CostRunFacet.json") as response:
            assert await response.text() == file.read_text()
        schemas = (await client.get("/schemas"))["schemas"]
        assert [schema for schema in schemas if schema["key"] == "example_cost"] == [
            {
                "position": "run",
                "key": "example_cost",
                "schema_id": f"{OWN['$id']}#/$defs/CostRunFacet",
                "version": "2-0-1",
                "is_builtin": False,
            }
        ]
