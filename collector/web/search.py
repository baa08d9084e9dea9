"""GET /search: jobs, datasets and runs by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from collector.errors import Malformed
from collector.search.search import Wanted, search
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_views
from collector.web.lifecycle import STORE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from collector.search.search import Kind, Sort

T = TypeVar("T")

_KNOWN = frozenset({"q", "filter", "sort", "limit", "offset", "namespace", "before", "after", WAIT})

#: Words that are looked for at most.
_MOST_WORDS = 10

_KINDS: dict[str, Kind | None] = {"": None, "DATASET": "dataset", "JOB": "job", "RUN": "run"}

#: Marquez calls it UPDATE_AT.
_SORTS: dict[str, Sort] = {
    "": "rank",
    "NAME": "name",
    "UPDATE_AT": "updated",
    "UPDATED_AT": "updated",
}


async def find(request: web.Request) -> web.Response:
    """What has all the words: in names, columns, tags, owners, documentation and SQL."""
    query = request.query
    queries.only(query, _KNOWN)
    wanted = Wanted(
        _words(query),
        _named(query, "filter", _KINDS),
        query.get("namespace"),
        queries.moment(query, "after"),
        queries.moment(query, "before"),
        _named(query, "sort", _SORTS),
        queries.integer(query, "limit", default=10, most=1000),
        queries.integer(query, "offset", default=0),
    )
    await wait_for_views(request)
    return json_response(await request.app[STORE].ask(search, wanted))


def _named(query: Mapping[str, str], name: str, meanings: Mapping[str, T]) -> T:
    """What a parameter means; raises Malformed where it means nothing."""
    text = query.get(name, "")
    if text not in meanings:
        choices = ", ".join(filter(None, meanings))
        raise Malformed(f"{name} must be one of {choices}, not {text[:40]!r}.")
    return meanings[text]


def _words(query: Mapping[str, str]) -> tuple[str, ...]:
    """The words, each once; raises Malformed where there are none, or too many."""
    words = tuple(dict.fromkeys(query.get("q", "").split()))
    if not words:
        raise Malformed("q must have a word to look for.")
    if len(words) > _MOST_WORDS:
        raise Malformed(f"q must have no more than {_MOST_WORDS} words, not {len(words)}.")
    return words
