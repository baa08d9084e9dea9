"""docs/lineage.md and what the HTTP page says of lineage: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from collector.graph.reach import MOST_DEPTH, MOST_NODES, Reach
from collector.web.app import ROUTES
from tests.graph.story import columns, dataset, ran, schema

if TYPE_CHECKING:
    from tests.conftest import Client

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "lineage.md").read_text(encoding="utf-8")
HTTP_PAGE = (DOCS / "http-api.md").read_text(encoding="utf-8")

QUESTIONS = re.findall(
    r"curl '(http://localhost:5000/api/v1/(?:lineage|column-lineage|impact|paths)\?[^']*)'",
    PAGE + HTTP_PAGE,
)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_question_on_the_pages_is_answered(client: Client, question: str) -> None:
    orders = dataset("orders", "demo", schema=schema("amount"))
    made = columns(total=[{"namespace": "demo", "name": "orders", "field": "amount"}])
    daily = dataset("daily_orders", "demo", columnLineage=made)
    event = ran("daily_orders", [orders], [daily]).decode().replace("ns-of-story", "demo")
    await client.accept(event.encode())

    answer = await client.get(question.removeprefix("http://localhost:5000"))
    assert answer.get("graph") or answer.get("affected") or answer.get("paths")


def test_every_route_about_lineage_is_on_the_page() -> None:
    told = set(re.findall(r"^\| `GET (/[^`]*)` \|", PAGE, re.MULTILINE))
    handlers = {"lineage", "column-lineage", "impact", "paths", "runlineage/upstream"}
    assert told == {f"/api/v1/{name}" for name in handlers}
    assert told <= {route.path for route in ROUTES if route.method == "GET"}


def test_the_bounds_on_the_page_are_those_of_the_code() -> None:
    usual = Reach()
    assert f"({usual.depth}, up to {MOST_DEPTH:,})" in PAGE
    assert f"({usual.limit:,}, up to {MOST_NODES:,})" in PAGE
