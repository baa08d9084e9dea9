"""Answers of Marquez' API: a page of a list, and one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.marquez.objects import Page, Paging
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_views
from collector.web.lifecycle import STORE

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

#: Marquez has no bound; an answer that has one says so.
MOST = 1_000


async def listed(
    request: web.Request,
    member: str,
    question: Callable[..., Page],
    *arguments: object,
    known: frozenset[str] = frozenset(),
) -> web.Response:
    """The page of a list that the client asks for; `known` are parameters of this list alone."""
    queries.only(request.query, known | {"limit", "offset", WAIT})
    limit = queries.integer(request.query, "limit", default=100)
    paging = Paging(min(limit, MOST), queries.integer(request.query, "offset", default=0))
    await wait_for_views(request)
    page = await request.app[STORE].ask(question, *arguments, paging)
    return json_response(page_answer(member, page, limit))


def page_answer(member: str, page: Page, limit: int) -> dict[str, Any]:
    """A page with how much there is; and the bound, where it is one of ours."""
    answer = {member: page.items, "totalCount": page.total_count}
    return {**answer, "limit": MOST} if limit > MOST else answer


async def shown(
    request: web.Request, question: Callable[..., Any], *arguments: object
) -> web.Response:
    """One object."""
    queries.only(request.query, frozenset({WAIT}))
    await wait_for_views(request)
    return json_response(await request.app[STORE].ask(question, *arguments))


def named(request: web.Request, *names: str) -> tuple[str, ...]:
    """Parts of the path, decoded."""
    return tuple(request.match_info[name] for name in names)
