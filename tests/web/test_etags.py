"""What is asked for again and says the same is not sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import EVENT, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.conftest import Client

EVENTS = "/api/v1/events"


async def asked(
    client: Client, path: str, method: str = "GET", **headers: str
) -> tuple[int, str | None, bytes]:
    """Status, ETag and body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.session.request(method, client.url + path, headers=named) as response:
        return response.status, response.headers.get("ETag"), await response.read()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/version", "/openapi.json", EVENTS, f"{EVENTS}/1", f"{EVENTS}/1/raw"),
        *("/api/v1/sql/schema", "/schemas", "/schemas/facets/1-1-0/SQLJobFacet.json"),
    ],
)
async def test_json_that_is_known_is_answered_304_without_a_body(client: Client, path: str) -> None:
    await client.accept(EVENT)
    status, tag, body = await asked(client, path)
    assert (status, tag is not None, body != b"") == (200, True, True)

    assert await asked(client, path, If_None_Match=tag or "") == (304, tag, b"")
    assert await asked(client, path, "HEAD") == (200, tag, b"")
    assert await asked(client, path, "HEAD", If_None_Match=tag or "") == (304, tag, b"")


async def test_an_answer_that_says_something_else_has_another_tag(client: Client) -> None:
    _, tag, _ = await asked(client, EVENTS)
    await client.accept(event_number(1))

    status, other, body = await asked(client, EVENTS, If_None_Match=tag or "")

    assert (status, other != tag, body != b"") == (200, True, True)


async def test_a_tag_is_known_among_others_and_where_a_proxy_made_it_weak(client: Client) -> None:
    _, tag, _ = await asked(client, "/version")

    for known in (f'"other", {tag}', f"W/{tag}", "*", f'W/"x",W/{tag}'):
        assert (await asked(client, "/version", If_None_Match=known))[0] == 304
    for unknown in ('"other"', "", str(tag).strip('"'), '"*', "W/*"):
        assert (await asked(client, "/version", If_None_Match=unknown))[0] == 200


async def test_a_browser_that_keeps_it_is_to_ask_again(client: Client) -> None:
    _, tag, _ = await asked(client, "/version")
    for headers in ({}, {"If-None-Match": tag or ""}):
        async with client.session.get(client.url + "/version", headers=headers) as response:
            assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/nowhere", f"{EVENTS}/9"])
async def test_what_changes_by_itself_and_what_is_refused_has_no_tag(
    client: Client, path: str
) -> None:
    status, tag, body = await asked(client, path)
    assert (tag, body != b"") == (None, True)

    assert (await asked(client, path, If_None_Match="*"))[0] == status


async def test_neither_lines_nor_answers_to_a_post_have_a_tag(client: Client) -> None:
    await client.accept(EVENT)
    asked_for: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", EVENTS, {"headers": {"Accept": "application/x-ndjson"}}),
        ("POST", "/api/v1/sql", {"json": {"query": "select 1"}}),
    ]
    for method, path, options in asked_for:
        async with client.session.request(method, client.url + path, **options) as response:
            assert (response.status, response.headers.get("ETag")) == (200, None)


async def test_a_large_answer_has_the_tag_of_its_bytes_too(client: Client) -> None:
    await client.accept(*(event_number(number) for number in range(3)))
    large = {**EVENT, "job": {"namespace": "tests", "name": "x" * 200_000}}
    await client.accept(large)
    _, tag, body = await asked(client, EVENTS)
    assert len(body) > 200_000

    assert await asked(client, EVENTS, If_None_Match=tag or "") == (304, tag, b"")


async def test_a_page_of_an_origin_of_the_settings_may_read_the_tag_and_send_it(
    start_client: Callable[..., Any],
) -> None:
    site = "https://ui.example"
    client = await start_client(server={"cors_origins": (site,)})
    _, tag, _ = await asked(client, "/version")
    headers = {"Origin": site, "If-None-Match": tag or ""}
    async with client.session.get(client.url + "/version", headers=headers) as response:
        assert (response.status, response.headers["Vary"]) == (304, "Origin")
        assert response.headers["Access-Control-Allow-Origin"] == site
        assert "ETag" in response.headers["Access-Control-Expose-Headers"]
