"""The application as a whole: its routes, and the page that describes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from collector.errors import BadSettings
from collector.settings import Server, Settings
from collector.web.app import ROUTES, create_app
from collector.web.problems import STATUS
from tests.conftest import EVENT, event_number

if TYPE_CHECKING:
    from tests.conftest import Client

PAGE = (Path(__file__).parent.parent.parent / "docs" / "http-api.md").read_text()


def test_every_route_is_on_the_page_and_no_other() -> None:
    written = set(re.findall(r"^\| `(GET|POST|PUT|DELETE) (/[^`]*)` \|", PAGE, re.MULTILINE))
    aliases = {route.path for route in ROUTES if len(route.path) > 1 and route.path.endswith("/")}
    assert written == {
        (route.method, re.sub(r":[^}]+}", "}", route.path))
        for route in ROUTES
        if route.path not in aliases
    }


def test_every_kind_of_failure_is_on_the_page_with_its_status() -> None:
    written = re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.MULTILINE)
    kinds = {(kind.__name__, str(status.value)) for kind, status in STATUS.items()}
    assert set(written) == kinds - {("BadSettings", "400")}


async def test_a_trailing_slash_is_no_redirect_on_the_ingest_routes(client: Client) -> None:
    assert (await client.post(event_number(1), "/api/v1/lineage/"))[0] == 200
    assert (await client.post([event_number(2)], "/api/v1/lineage/batch/"))[0] == 200
    status, _ = await client.request("POST", "/api/v1/lineage//", json=EVENT, allow_redirects=False)
    assert status == 404
    assert (await client.get("/api/v1/events"))["totalCount"] == 2


async def test_the_words_of_a_route_are_not_taken_for_a_number(client: Client) -> None:
    status, _ = await client.request("GET", "/api/v1/rejections/replay")
    assert status == 405


def test_an_application_that_would_be_open_to_strangers_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="can be reached from other machines"):
        create_app(Settings(server=Server(host="0.0.0.0")))
