"""marquez-python as a client: every method that reads, and tags."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import requests
from marquez_client import MarquezClient
from marquez_client.errors import APIError

from tests.conftest import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


CAPTURED = SHARED / "captured"


def send(server: Server, content: bytes, media_type: str = "application/x-ndjson") -> None:
    answer = requests.post(
        f"{server.url}/api/v1/lineage/batch",
        data=content,
        headers={"Content-Type": media_type},
        timeout=30,
    )
    assert answer.json()["summary"]["successful"]


@pytest.mark.parametrize("name", ["dbt_run", "dbt_structured", "dbt_fail"])
def test_it_walks_what_dbt_told(server: Server, name: str) -> None:
    content = (FIXTURES / f"{name}.ndjson").read_bytes()
    send(server, content)
    walk(server, [json.loads(line) for line in content.splitlines()])


@pytest.mark.skipif(not CAPTURED.exists(), reason=f"the captured events are not in {CAPTURED}")
def test_it_walks_what_many_tools_told_together(server: Server) -> None:
    files = sorted(CAPTURED.glob("*/???.json"))
    events = [json.loads(file.read_bytes()) for file in files]
    send(server, json.dumps(events).encode(), "application/json")
    walk(server, events, most=3)


def walk(server: Server, events: list[Any], most: int = 1_000) -> None:
    """Call every method that reads, with everything that the others name, or the first of it."""
    client = MarquezClient(server.url)

    listed = client.list_events(limit=1000)
    assert listed["totalCount"] == len(listed["events"]) > 0
    assert all(event in events for event in listed["events"])

    seen = {"runs": 0, "versions": 0, "columns": 0}
    namespaces = client.list_namespaces()["namespaces"]
    for namespace in namespaces:
        assert client.get_namespace(namespace["name"]) == namespace
        for job in client.list_jobs(namespace["name"], limit=most)["jobs"]:
            assert client.get_job(namespace["name"], job["name"]) == job
            for run in client.list_job_runs(namespace["name"], job["name"], limit=most)["runs"]:
                seen["runs"] += 1
                if is_uuid(run["id"]):  # the client asks for no other
                    assert client.get_job_run(run["id"]) == run
            client.get_column_lineage_by_job(namespace["name"], job["name"])
        for dataset in client.list_datasets(namespace["name"], limit=most)["datasets"]:
            name = (namespace["name"], dataset["name"])
            assert client.get_dataset(*name) == dataset
            assert client.get_source(dataset["sourceName"])["name"] == dataset["sourceName"]
            for version in client.list_dataset_versions(*name, limit=most)["versions"]:
                assert client.get_dataset_version(*name, version["version"]) == version
                seen["versions"] += 1
            for field in dataset["fields"][:3]:
                client.get_column_lineage_by_dataset_field(
                    *name, field["name"], with_downstream=True
                )
                seen["columns"] += 1
            if dataset["fields"]:
                client.get_column_lineage_by_dataset(*name, depth=2)
    assert seen["runs"]
    assert len(client.list_sources(limit=1000)["sources"]) == client.list_sources()["totalCount"]
    assert sum(len(client.list_events(one["name"])["events"]) for one in namespaces)


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def test_it_tags_and_describes(server: Server) -> None:
    send(server, (FIXTURES / "dbt_example.ndjson").read_bytes())
    client = MarquezClient(server.url)
    [namespace] = [
        one["name"] for one in client.list_namespaces()["namespaces"] if one["datasetCount"]
    ]
    dataset = next(one for one in client.list_datasets(namespace)["datasets"] if one["fields"])
    name = (namespace, dataset["name"])
    field = dataset["fields"][0]["name"]

    assert "PII" in client.tag_dataset(*name, "PII")["tags"]
    assert client.tag_dataset_field(*name, field, "KEY")["fields"][0]["tags"] == ["KEY"]
    assert client.create_tag("PII", "personal") == {"name": "PII", "description": "personal"}
    tags = client.list_tags()["tags"]
    assert {"name": "PII", "description": "personal"} in tags
    assert {"name": "KEY", "description": None} in tags


def test_it_raises_for_what_is_not_there(server: Server) -> None:
    client = MarquezClient(server.url)
    questions: tuple[Callable[[], object], ...] = (
        lambda: client.get_namespace("x"),
        lambda: client.get_job("x", "y"),
        lambda: client.get_dataset("x", "y"),
        lambda: client.get_source("x"),
        lambda: client.get_job_run("0193a5b4-7c21-7000-8000-00000000000a"),
    )
    for ask in questions:
        with pytest.raises(APIError):
            ask()
