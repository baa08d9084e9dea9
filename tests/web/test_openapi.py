"""The document against itself, against the routes, and against what the server answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from collector import __version__
from collector.access import create_key
from collector.web.app import ROUTES
from tests.conftest import body, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from schemathesis import Case

    from tests.conftest import Client, Server

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

INGEST = ("/api/v1/lineage", "/api/v1/lineage/batch")
#: Its answer does not end; tests/web/test_stream.py reads it.
ENDLESS = "/api/v1/stream"
LINES = ("application/x-ndjson", "application/ndjson")


@schemathesis.serializer(*LINES)
def send_lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode(errors="replace")


@schemathesis.deserializer(*LINES)
def read_lines(_: schemathesis.DeserializationContext, response: schemathesis.Response) -> Any:
    return response.content.decode()


def plain(path: str) -> str:
    """A path of a route without what aiohttp adds: no patterns, no slash of an alias."""
    return re.sub(r":[^}]+}", "}", path.rstrip("/") or "/")


async def test_the_document_is_valid_openapi_and_names_the_version(client: Client) -> None:
    document = await client.get("/openapi.json")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert (document["openapi"], document["info"]["version"]) == ("3.1.0", __version__)


async def test_the_document_has_every_route_and_nothing_else(client: Client) -> None:
    document = await client.get("/openapi.json")
    written = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    assert written == {(route.method, plain(route.path)) for route in ROUTES}


async def test_a_route_with_a_trailing_slash_is_an_alias_that_the_text_explains(
    client: Client,
) -> None:
    document = await client.get("/openapi.json")
    aliases = {route.path for route in ROUTES if len(route.path) > 1 and route.path.endswith("/")}
    assert aliases == {f"{path}/" for path in INGEST}
    for path in INGEST:
        assert "With a trailing slash alike." in document["paths"][path]["post"]["description"]


async def test_every_operation_says_its_scope_or_that_it_needs_no_key(client: Client) -> None:
    document = await client.get("/openapi.json")
    scopes = {
        operation["operationId"]: scopes_of(operation)
        for item in document["paths"].values()
        for operation in item.values()
    }
    assert {name for name, found in scopes.items() if found == ["ingest"]} == {
        "receive_event",
        "receive_batch",
    }
    assert {name for name, found in scopes.items() if found == ["ingest", "read"]} == {
        "describe_tag",
        "tag_dataset",
        "untag_dataset",
        "tag_dataset_field",
        "untag_dataset_field",
        "tag_job",
        "untag_job",
    }
    assert {name for name, found in scopes.items() if found == ["admin"]} == {
        "replay_rejections",
        "start_rebuild",
        "take_snapshot",
        "waive_finding",
    }
    assert {name for name, found in scopes.items() if not found} == {
        "show_index",
        "check_alive",
        "check_ready",
        "show_version",
        "show_openapi",
    }
    for item in document["paths"].values():
        for operation in item.values():
            found = scopes[operation["operationId"]]
            wanted = [{}, {"bearer": found}, {"apiKey": found}] if found else []
            assert operation["security"] == wanted


def scopes_of(operation: dict[str, Any]) -> list[str]:
    """What the text of an operation says that a key needs."""
    said = re.search(r"Scopes?: (\w+)(?: and (\w+))?\.", operation.get("description", ""))
    return [scope for scope in said.groups() if scope] if said else []


async def test_the_classes_of_events_are_components_that_refer_to_each_other(
    client: Client,
) -> None:
    schemas = (await client.get("/openapi.json"))["components"]["schemas"]
    assert schemas["OpenLineageEvent"]["oneOf"] == [
        {"$ref": "#/components/schemas/RunEvent"},
        {"$ref": "#/components/schemas/DatasetEvent"},
        {"$ref": "#/components/schemas/JobEvent"},
    ]
    assert schemas["Run"]["properties"]["facets"]["additionalProperties"] == {
        "$ref": "#/components/schemas/RunFacet"
    }
    assert "$defs" not in str(schemas)


@pytest.fixture
def filled(start_server: Callable[..., Server]) -> Server:
    """A server with an event and a rejection in it."""
    server = start_server()
    for content in (body(event_number(1)), b"{}"):
        requests.post(server.url + INGEST[0], data=content, timeout=10)
    return server


def test_no_request_gets_an_answer_that_is_not_in_the_document(
    filled: Server, tmp_path: Path
) -> None:
    statuses = fuzz(filled.url, tmp_path, {}, examples=20)
    assert {200, 400, 404, 409, 415, 422} <= statuses
    assert not statuses & {401, 403}


def test_with_api_keys_in_force_no_answer_is_undocumented_either(
    filled: Server, tmp_path: Path
) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    secret, _ = create_key(keys, "reader", ["read"], "2026-01-01T00:00:00Z")
    filled.restart()
    assert fuzz(filled.url, tmp_path, {}, examples=3) == {200, 401}
    with_key = fuzz(filled.url, tmp_path, {"X-API-Key": secret}, examples=3)
    assert {200, 400, 403, 404} <= with_key
    assert not with_key & {401, 422}


def fuzz(url: str, folder: Path, headers: dict[str, str], examples: int) -> set[int]:
    """Make up requests for every operation, good and bad; returns the statuses that came."""
    statuses: set[int] = set()
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(headers)

        def send(case: Case[Any]) -> None:
            stay_in(folder, case)
            statuses.add(case.call_and_validate(session=session, checks=CHECKS).status_code)

        document = schemathesis.openapi.from_url(f"{url}/openapi.json")
        for item in document.values():
            for method in item:
                operation = item[method]
                if operation.path == ENDLESS:
                    continue
                for mode in GenerationMode:
                    if mode.is_positive or operation.query or operation.body:
                        cases = operation.as_strategy(generation_mode=mode)
                        bounded(examples)(given(case=cases)(send))()
    return statuses


def bounded(examples: int) -> settings:
    """The same requests in each run, and no more of them."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def stay_in(folder: Path, case: Case[Any]) -> None:
    """Let no snapshot be written elsewhere than in the folder of the test."""
    if case.path.endswith("/snapshot") and isinstance(case.body, dict):
        path = case.body.get("path")
        if isinstance(path, str) and path.startswith("/"):
            name = "x" * (len(path) % 3 * 200)
            case.body["path"] = f"{folder}/{name}.duckdb"
