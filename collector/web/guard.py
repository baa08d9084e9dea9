"""Who may do what: API keys and scopes, and pages of other sites."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from collector.access import Scope, find_key
from collector.errors import BadSettings, Forbidden, Unauthorized
from collector.web.lifecycle import CLIENT, KEYS, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from collector.settings import Settings

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def require_keys_when_exposed(settings: Settings, key_count: int) -> None:
    """Raise BadSettings when strangers could reach a collector that asks for no key."""
    server = settings.server
    if not (is_loopback(server.host) or key_count or server.allow_anonymous):
        raise BadSettings(
            f"{server.host} can be reached from other machines: make an API key first "
            "(collector keys create NAME), or allow anyone with --allow-anonymous."
        )


@lru_cache(maxsize=16)
def is_loopback(host: str) -> bool:
    """Whether the host can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(scope: Scope, handler: Handler) -> Handler:
    """The handler, for those only who have the scope; the name of the key goes to `client`."""

    async def guarded_handler(request: web.Request) -> web.StreamResponse:
        _refuse_foreign_pages(request)
        client = _client(request, scope)
        if client is not None:
            request[CLIENT] = client
        return await handler(request)

    return guarded_handler


def is_allowed(request: web.Request, scope: Scope) -> bool:
    """Whether whoever sent the request has the scope."""
    try:
        _client(request, scope)
    except (Unauthorized, Forbidden):
        return False
    return True


def _client(request: web.Request, scope: Scope) -> str | None:
    """Name of the key that the request shows; None for an anonymous one that is let in.

    Raises Unauthorized or Forbidden.
    """
    server = request.app[SETTINGS].server
    keys = request.app[KEYS]
    secret = _secret(request)
    if secret and keys.are_required:
        key = find_key(keys.current(), secret)
        if key is None:
            raise Unauthorized("The API key is not known.")
        if not key.allows(scope):
            raise Forbidden(f"The API key {key.name!r} lacks the scope {scope!r}.")
        return key.name
    if _is_open_to_this_machine(request):
        # Events are taken whatever name their sender has for this machine: none shall be lost.
        if scope != "ingest" and not _names_this_machine(request):
            raise Forbidden(
                f"Without API keys, a collector on {server.host} is read under the name localhost, "
                f"not {request.host!r}: a name of others that leads here may be a trap. Make a "
                "key, or set allow_anonymous."
            )
    elif not server.allow_anonymous:
        raise Unauthorized("Send an API key: Authorization: Bearer KEY.")
    elif scope == "admin" and not is_loopback(server.host):
        raise Unauthorized("This takes an API key with the scope 'admin'.")
    return None


def _is_open_to_this_machine(request: web.Request) -> bool:
    """No keys, and no word that everyone is let in: whoever is on this machine."""
    server = request.app[SETTINGS].server
    return (
        is_loopback(server.host)
        and not server.allow_anonymous
        and not request.app[KEYS].are_required
    )


def _names_this_machine(request: web.Request) -> bool:
    """Whether the request was sent to the machine itself by name, and not to somebody's page."""
    named = request.headers.get(hdrs.HOST)
    if named is None:  # no browser leaves it out
        return True
    host = named.rpartition(":")[0] if named.count(":") == 1 else named
    server = request.app[SETTINGS].server
    return is_loopback(host.partition("]")[0].removeprefix("[")) or any(
        origin.partition("://")[2] == named for origin in server.cors_origins
    )


def _secret(request: web.Request) -> str:
    kind, _, secret = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if kind.lower() == "bearer":
        return secret.strip()
    return request.headers.get("X-API-Key", "")


def _refuse_foreign_pages(request: web.Request) -> None:
    """A page of another site, open in a browser on this machine, shall not write here."""
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is None or request.method in {hdrs.METH_GET, hdrs.METH_HEAD}:
        return
    is_own = origin.partition("://")[2] == request.host and (
        not _is_open_to_this_machine(request) or _names_this_machine(request)
    )
    if not is_own and origin not in request.app[SETTINGS].server.cors_origins:
        raise Forbidden(f"Pages of {origin} may not write here; see [server] cors_origins.")


def allow_origins(app: web.Application) -> None:
    """CORS for the origins of the settings, on every answer: refusals and streams too."""
    app.middlewares.append(_answer_preflight)
    app.on_response_prepare.append(_name_origin)


@web.middleware
async def _answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
    is_preflight = (
        request.method == hdrs.METH_OPTIONS
        and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
    )
    if not (is_preflight and _is_allowed(request)):
        return await handler(request)
    return web.Response(
        status=204,
        headers={
            hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, POST, PUT, DELETE",
            hdrs.ACCESS_CONTROL_ALLOW_HEADERS: (
                "Authorization, Content-Type, Content-Encoding, If-None-Match, Last-Event-ID, "
                "X-API-Key"
            ),
            hdrs.ACCESS_CONTROL_MAX_AGE: "600",
        },
    )


async def _name_origin(request: web.Request, response: web.StreamResponse) -> None:
    response.headers[hdrs.VARY] = "Origin"
    if _is_allowed(request):
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = request.headers[hdrs.ORIGIN]
        response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = _EXPOSED


#: What a page may read beside the headers that every page may.
_EXPOSED = "ETag, Retry-After, X-Row-Count, X-Snapshot-At, X-Snapshot-Seq, X-Truncated"


def _is_allowed(request: web.Request) -> bool:
    return request.headers.get(hdrs.ORIGIN) in request.app[SETTINGS].server.cors_origins
