"""Questions about models: lists of them, the card of a version, and two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from collector.audit.ladder import LEVELS
from collector.models import lists
from collector.models.card import card
from collector.models.compare import compare
from collector.models.markdown import markdown
from collector.models.wanted import WantedModels
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_audit, wait_for_views
from collector.web.guard import guarded
from collector.web.lifecycle import STORE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: The form of a card beside JSON.
MARKDOWN = "text/markdown"

_PAGE = frozenset({"limit", "offset", WAIT})
_LEVELS = frozenset({"minLevel", "maxLevel"})


async def list_models(request: web.Request) -> web.Response:
    """Models by name."""
    queries.only(request.query, _PAGE | _LEVELS | {"namespace", "q"})
    return await _answer(request, lists.models, _wanted(request))


async def show_model(request: web.Request) -> web.Response:
    """One model."""
    queries.only(request.query, frozenset({WAIT}))
    return await _answer(request, lists.model, *_names(request))


async def list_versions(request: web.Request) -> web.Response:
    """Versions of a model, the latest first."""
    queries.only(request.query, _PAGE | _LEVELS | {"finding"})
    return await _answer(request, lists.versions, *_names(request), _wanted(request))


async def show_version(request: web.Request) -> web.Response:
    """The card of a version; as Markdown, where the client asks for that."""
    queries.only(request.query, frozenset({WAIT}))
    asked = (*_names(request), request.match_info["version"])
    if MARKDOWN not in request.headers.get(hdrs.ACCEPT, ""):
        return await _answer(request, card, *asked)
    await _wait(request)
    told = await request.app[STORE].ask(card, *asked)
    return web.Response(text=markdown(told), content_type=MARKDOWN)


async def compare_versions(request: web.Request) -> web.Response:
    """Two versions of a model side by side."""
    query = request.query
    queries.only(query, frozenset({"before", "after", WAIT}))
    between = queries.text(query, "before"), queries.text(query, "after")
    return await _answer(request, compare, *_names(request), *between)


async def list_aliases(request: web.Request) -> web.Response:
    """Who held which alias of a model, and when."""
    queries.only(request.query, frozenset({"at", WAIT}))
    at = queries.moment(request.query, "at")
    return await _answer(request, lists.aliases, *_names(request), at)


async def list_deployments(request: web.Request) -> web.Response:
    """Which versions of a model were served, where and when."""
    queries.only(request.query, frozenset({"at", WAIT}))
    at = queries.moment(request.query, "at")
    return await _answer(request, lists.deployments, *_names(request), at)


_MODEL = "/api/v1/models/{namespace}/{name}"

ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/api/v1/models", guarded("read", list_models)),
    web.get(_MODEL, guarded("read", show_model)),
    web.get(f"{_MODEL}/versions", guarded("read", list_versions)),
    web.get(f"{_MODEL}/versions/{{version}}", guarded("read", show_version)),
    web.get(f"{_MODEL}/compare", guarded("read", compare_versions)),
    web.get(f"{_MODEL}/aliases", guarded("read", list_aliases)),
    web.get(f"{_MODEL}/deployments", guarded("read", list_deployments)),
)


async def _answer(
    request: web.Request, question: Callable[..., dict[str, Any]], *arguments: object
) -> web.Response:
    await _wait(request)
    return json_response(await request.app[STORE].ask(question, *arguments))


async def _wait(request: web.Request) -> None:
    await wait_for_views(request)
    await wait_for_audit(request)


def _names(request: web.Request) -> tuple[str, str]:
    return request.match_info["namespace"], request.match_info["name"]


def _wanted(request: web.Request) -> WantedModels:
    query = request.query
    return WantedModels(
        queries.integer(query, "limit", default=100, most=1_000),
        queries.integer(query, "offset", default=0),
        query.get("namespace"),
        query.get("q"),
        _level(request, "minLevel"),
        _level(request, "maxLevel"),
        query.get("finding"),
    )


def _level(request: web.Request, name: str) -> int | None:
    if name not in request.query:
        return None
    return queries.integer(request.query, name, default=0, most=len(LEVELS) - 1)
