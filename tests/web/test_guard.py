"""Who may do what: keys, scopes, other sites, and a server that others can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.access import create_key, read_keys, revoke_key
from collector.errors import BadSettings
from collector.settings import Server, Settings
from collector.web import keys
from collector.web.guard import is_loopback, require_keys_when_exposed
from tests.conftest import EVENT, body, event_number
from tests.web.wire import exchange, post, status_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.access import Scope
    from tests.conftest import Client

NOW = "2026-01-01T00:00:00Z"
SITE = "https://catalog.example"
REPLAY = "/api/v1/rejections/replay"


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, str]:
    """A key for each scope in the key file of the collector that is started next."""
    scopes: tuple[Scope, ...] = ("ingest", "read", "admin")
    path = tmp_path / "lineage.duckdb.keys"
    return {scope: create_key(path, f"the-{scope}", [scope], NOW)[0] for scope in scopes}


async def status(client: Client, method: str, path: str, **headers: str) -> int:
    content = {"seqs": [1]} if path == REPLAY else EVENT
    options: dict[str, Any] = {"json": content} if method == "POST" else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await client.request(method, path, headers=named, **options))[0]


async def test_each_route_asks_for_its_scope_and_admin_has_all(
    secrets: dict[str, str], client: Client
) -> None:
    routes = {
        ("POST", "/api/v1/lineage"): "ingest",
        ("POST", "/api/v1/lineage/"): "ingest",
        ("GET", "/api/v1/events"): "read",
        ("GET", "/api/v1/events/1"): "read",
        ("GET", "/api/v1/events/1/raw"): "read",
        ("GET", "/api/v1/rejections"): "read",
        ("GET", "/api/v1/store"): "read",
        ("GET", "/schemas"): "read",
        ("GET", "/metrics"): "read",
        ("POST", REPLAY): "admin",
    }
    for (method, path), wanted in routes.items():
        for scope, secret in secrets.items():
            answered = await status(client, method, path, Authorization=f"Bearer {secret}")
            assert answered == (200 if scope in {wanted, "admin"} else 403), (path, scope)
        assert await status(client, method, path) == 401
        assert await status(client, method, path, Authorization="Bearer olc_wrong") == 401


async def test_batches_and_single_records_ask_for_their_scope_too(
    secrets: dict[str, str], client: Client
) -> None:
    read = {"Authorization": f"Bearer {secrets['read']}"}
    ingest = {"Authorization": f"Bearer {secrets['ingest']}"}
    for path in ("/api/v1/lineage/batch", "/api/v1/lineage/batch/"):
        assert (await client.post([EVENT], path, **read))[0] == 403
        assert (await client.post([EVENT], path, **ingest))[0] == 200
    for path in ("/api/v1/rejections/1", "/api/v1/rejections/1/raw", "/schemas/x"):
        assert await status(client, "GET", path, **ingest) == 403
        assert await status(client, "GET", path, **read) == 404
    assert (await client.post({"path": "/x"}, "/api/v1/store/snapshot", **read))[0] == 403


async def test_what_tells_whether_it_runs_needs_no_key(
    secrets: dict[str, str], client: Client
) -> None:
    for path in ("/", "/livez", "/readyz", "/version", "/openapi.json"):
        assert await status(client, "GET", path) == 200


async def test_a_key_is_shown_as_bearer_or_in_a_header_of_its_own(
    secrets: dict[str, str], client: Client
) -> None:
    key = secrets["read"]
    for headers in (
        {"Authorization": f"Bearer {key}"},
        {"Authorization": f"bearer  {key} "},
        {"X-API-Key": key},
        {"Authorization": "Basic YTpi", "X-API-Key": key},
    ):
        assert await status(client, "GET", "/api/v1/events", **headers) == 200
    for headers in (
        {"Authorization": key},
        {"Authorization": f"Token {key}"},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {key}x"},
        {"Authorization": "Bearer olc_wrong", "X-API-Key": key},
        {"X-API-Key": ""},
    ):
        assert await status(client, "GET", "/api/v1/events", **headers) == 401


async def test_a_refusal_says_what_is_missing_and_how_to_show_a_key(
    secrets: dict[str, str], client: Client
) -> None:
    async with client.session.get(client.url + "/api/v1/events") as response:
        assert response.headers["WWW-Authenticate"] == "Bearer"
        answer = await response.json(content_type="application/problem+json")
        assert answer["detail"] == "Send an API key: Authorization: Bearer KEY."
    _, answer = await client.request(
        "GET", "/api/v1/events", headers={"X-API-Key": secrets["ingest"]}
    )
    assert answer["detail"] == "The API key 'the-ingest' lacks the scope 'read'."


async def test_bytes_that_are_no_text_are_a_wrong_key(
    secrets: dict[str, str], client: Client
) -> None:
    answer = await exchange(client.url, post(b"{}", b"Authorization: Bearer \xff\xfe"))
    assert status_of(answer) == 401


async def test_the_client_of_an_event_is_the_name_of_the_key(
    secrets: dict[str, str], client: Client
) -> None:
    sent = {"Authorization": f"Bearer {secrets['ingest']}"}
    assert (await client.post(event_number(1), **sent))[0] == 200
    assert (await client.post([event_number(2)], "/api/v1/lineage/batch", **sent))[0] == 200
    assert (await client.post(b"{", **sent))[0] == 400
    read = {"headers": {"X-API-Key": secrets["read"]}}
    events = (await client.get("/api/v1/events?client=the-ingest", **read))["events"]
    assert [found["client"] for found in events] == ["the-ingest", "the-ingest"]
    [refused] = (await client.get("/api/v1/rejections?client=the-ingest", **read))["rejections"]
    assert refused["client"] == "the-ingest"


async def test_a_collector_without_keys_takes_clients_that_send_one(client: Client) -> None:
    await client.accept(EVENT)
    sent = {"Authorization": "Bearer whatever"}
    assert (await client.post(event_number(2), **sent))[0] == 200
    events = (await client.get("/api/v1/events"))["events"]
    assert [found["client"] for found in events] == [None, None]


async def test_anonymous_ones_may_send_and_read_but_not_administer_from_elsewhere(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"host": "0.0.0.0", "allow_anonymous": True})
    assert await status(client, "POST", "/api/v1/lineage") == 200
    assert await status(client, "GET", "/api/v1/events") == 200
    code, answer = await client.post({"seqs": [1]}, REPLAY)
    assert (code, answer["detail"]) == (401, "This takes an API key with the scope 'admin'.")


async def test_with_keys_and_allow_anonymous_a_key_that_is_shown_must_be_good(
    secrets: dict[str, str], start_client: Callable[..., Any]
) -> None:
    client = await start_client(server={"allow_anonymous": True})
    assert await status(client, "GET", "/api/v1/events") == 200
    assert await status(client, "GET", "/api/v1/events", X_API_Key="olc_wrong") == 401
    assert await status(client, "GET", "/api/v1/events", X_API_Key=secrets["ingest"]) == 403


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("0", False),
        ("10.0.0.1", False),
        ("collector.example", False),
        ("localhost.example", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer


def test_an_exposed_collector_needs_a_key_or_the_word_that_it_needs_none() -> None:
    exposed = Settings(server=Server(host="0.0.0.0"))
    with pytest.raises(BadSettings, match=r"^0\.0\.0\.0 can be reached .*--allow-anonymous\.$"):
        require_keys_when_exposed(exposed, 0)
    require_keys_when_exposed(exposed, 1)
    require_keys_when_exposed(Settings(server=Server(host="0.0.0.0", allow_anonymous=True)), 0)
    require_keys_when_exposed(Settings(), 0)


async def test_a_page_of_another_site_may_not_write(client: Client) -> None:
    for origin in (SITE, "null", "http://localhost:1", client.url.replace("http", "https") + "0"):
        for path in ("/api/v1/lineage", REPLAY):
            assert await status(client, "POST", path, Origin=origin) == 403
    assert (await client.get("/api/v1/events"))["totalCount"] == 0
    assert await status(client, "POST", "/api/v1/lineage", Origin=client.url) == 200
    answer = await exchange(client.url, post(b"{}", b"Origin: http://\xff"))
    assert status_of(answer) == 403


async def test_without_a_setting_no_page_of_another_site_may_read(client: Client) -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    async with client.session.get(client.url + "/livez", headers=asked) as response:
        assert response.status == 200
        assert not [name for name in response.headers if name.startswith("Access-Control")]
    async with client.session.options(client.url + "/api/v1/lineage", headers=asked) as response:
        assert response.status == 405
        assert not [name for name in response.headers if name.startswith("Access-Control")]


async def test_an_origin_of_the_settings_may_read_every_answer_and_write(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"cors_origins": (SITE,)})
    page = {"Origin": SITE, "Accept": "application/x-ndjson"}
    sent: list[tuple[str, str, int, dict[str, Any]]] = [
        ("POST", "/api/v1/lineage", 200, {"json": EVENT}),
        ("POST", "/api/v1/lineage", 422, {"json": {}}),
        ("GET", "/api/v1/events", 200, {}),
        ("GET", "/api/v1/events/9", 404, {}),
        ("GET", "/nowhere", 404, {}),
    ]
    for method, path, code, options in sent:
        async with client.session.request(
            method, client.url + path, headers=page, **options
        ) as response:
            assert response.status == code
            assert response.headers["Access-Control-Allow-Origin"] == SITE
            assert response.headers["Vary"] == "Origin"
            assert response.headers["Access-Control-Expose-Headers"].split(", ") == [
                *("ETag", "Retry-After", "X-Row-Count", "X-Snapshot-At", "X-Snapshot-Seq"),
                "X-Truncated",
            ]


async def test_a_preflight_of_an_origin_of_the_settings_says_what_is_allowed(
    start_client: Callable[..., Any], secrets: dict[str, str]
) -> None:
    client = await start_client(server={"cors_origins": (SITE,)})
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    async with client.session.options(client.url + "/api/v1/lineage", headers=asked) as response:
        assert response.status == 204
        told = {
            name: value
            for name, value in response.headers.items()
            if name.startswith("Access-Control") or name == "Vary"
        }
    assert told == {
        "Access-Control-Allow-Origin": SITE,
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
        "Access-Control-Allow-Headers": (
            "Authorization, Content-Type, Content-Encoding, If-None-Match, Last-Event-ID, X-API-Key"
        ),
        "Access-Control-Expose-Headers": (
            "ETag, Retry-After, X-Row-Count, X-Snapshot-At, X-Snapshot-Seq, X-Truncated"
        ),
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }


async def test_other_origins_stay_out_and_caches_are_told_apart(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"cors_origins": (SITE,)})
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    async with client.session.options(client.url + "/api/v1/lineage", headers=asked) as response:
        assert response.status == 405
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["Vary"] == "Origin"
    assert await status(client, "POST", "/api/v1/lineage", Origin="https://evil.example") == 403


async def test_without_keys_it_is_read_under_names_of_this_machine_only(client: Client) -> None:
    port = client.url.rpartition(":")[2]
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "[bad"):
        code, answer = await client.request("GET", "/api/v1/events", headers={"Host": host})
        assert code == 403, host
        assert "is read under the name localhost" in answer["detail"]
    for host in (
        "localhost",
        "127.0.0.1",
        f"localhost:{port}",
        f"127.0.0.1:{port}",
        f"[::1]:{port}",
    ):
        assert await status(client, "GET", "/api/v1/events", Host=host) == 200, host


async def test_events_are_taken_under_any_name_but_not_from_a_page_of_that_name(
    client: Client,
) -> None:
    assert await status(client, "POST", "/api/v1/lineage", Host="collector.internal") == 200
    page = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert await status(client, "POST", "/api/v1/lineage", **page) == 403


async def test_with_keys_any_name_will_do(secrets: dict[str, str], client: Client) -> None:
    shown = {"X_API_Key": secrets["read"], "Host": "lineage.example"}
    assert await status(client, "GET", "/api/v1/events", **shown) == 200


async def test_an_origin_that_is_no_address_is_refused(client: Client) -> None:
    for host in ("[bad", "a]b", "127.0.0.1:x"):
        headers = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
        code, _ = await client.request("POST", "/api/v1/lineage", data=body(EVENT), headers=headers)
        assert code in {200, 403}, host


async def test_to_revoke_the_last_key_opens_nothing(
    secrets: dict[str, str], client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "KEYS_INTERVAL", 0.0)
    path = tmp_path / "lineage.duckdb.keys"
    for key in read_keys(path):
        revoke_key(path, key.name)
    assert await status(client, "GET", "/api/v1/events") == 401
    assert await status(client, "GET", "/api/v1/events", X_API_Key=secrets["read"]) == 401
    path.unlink()
    assert await status(client, "GET", "/api/v1/events") == 401
