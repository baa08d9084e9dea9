"""Kinds of failure to HTTP: one table, one middleware, one body (RFC 9457)."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING

import orjson
import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from collector.errors import (
    BadSettings,
    Busy,
    CollectorError,
    Conflict,
    Forbidden,
    InvalidEvent,
    Malformed,
    NotFound,
    TooLarge,
    TooSlow,
    Unauthorized,
    Unsupported,
)
from collector.web.lifecycle import CLIENT, HELD, METRICS, SERVICE, STARTED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = structlog.get_logger(__name__)

STATUS: dict[type[CollectorError], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    BadSettings: HTTPStatus.BAD_REQUEST,
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Unsupported: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InvalidEvent: HTTPStatus.UNPROCESSABLE_ENTITY,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}

#: Seconds; a larger one makes clients hold up the task that they report on.
RETRY_AFTER = "1"

#: The rest of such a body is not worth reading.
_CLOSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


def status_of(error: CollectorError) -> HTTPStatus:
    """The status of the nearest class that the table has."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: HTTPStatus, detail: str, **members: object) -> web.Response:
    """A problem document; `code` and `message` say for Marquez' clients what it says already."""
    # It may quote a header, whose bytes need not be UTF-8.
    text = detail.encode(errors="replace").decode()
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": text,
        "code": status.value,
        "message": text,
        **members,
    }
    response = web.Response(
        status=status, body=orjson.dumps(body), content_type="application/problem+json"
    )
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in _CLOSING:
        response.force_close()
    return response


def answer(error: CollectorError) -> web.Response:
    """The problem document of a failure."""
    if isinstance(error, InvalidEvent):
        errors = [asdict(violation) for violation in error.violations]
        return problem(status_of(error), str(error), errors=errors)
    if isinstance(error, NotFound) and error.near:
        return problem(status_of(error), str(error), near=error.near)
    return problem(status_of(error), str(error))


@web.middleware
async def answer_problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn every failure into a problem document; log what went wrong, one line a request."""
    started = time.perf_counter()
    try:
        response, reason = await _answered(request, handler)
    finally:
        request.app[SERVICE].release(request.get(HELD, 0))
    if request.get(STARTED, response) is not response:
        # Half of another answer is out: only a broken connection tells that it is not whole.
        if request.transport is not None:
            request.transport.abort()
        response = request[STARTED]
    _report(request, response, reason, time.perf_counter() - started)
    return response


async def _answered(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> tuple[web.StreamResponse, str | None]:
    """The answer, and why it is a refusal."""
    try:
        return await handler(request), None
    except CollectorError as error:
        return answer(error), _reason(error)
    except RequestPayloadError as error:
        response = problem(HTTPStatus.BAD_REQUEST, f"The body cannot be read: {error}")
        response.force_close()
        return response, str(error)
    except web.HTTPException as error:
        return _restate(request, error), error.reason
    except ConnectionError:
        return problem(HTTPStatus.BAD_REQUEST, "The connection was lost."), _GONE
    except Exception:
        log.exception("request failed", **_place(request))
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error"), _TOLD


#: Reasons of which the log has a line already, or needs another one.
_GONE = "the client went away"
_TOLD = "internal error"


def _restate(request: web.Request, error: web.HTTPException) -> web.Response:
    """Aiohttp's own refusals in our form: no such route, wrong method, body too large."""
    status = HTTPStatus(error.status)
    detail = status.description or status.phrase
    if status is HTTPStatus.NOT_FOUND and request.method == "POST":
        # A client that was given the whole address puts its path behind it once more.
        detail += "; events go to /api/v1/lineage, and clients are given the address without a path"
    response = problem(status, detail)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


def _report(
    request: web.Request, response: web.StreamResponse, reason: str | None, seconds: float
) -> None:
    if reason == _GONE:
        log.info("the client went away", **_place(request))
        return
    if reason == _TOLD:
        return
    if response.status in {401, 403, 408, 413, 503}:
        request.app[METRICS].count_turned_away(response.status)
    if response.status < HTTPStatus.BAD_REQUEST and reason is None:
        # Asked first: to gather the facts of every event would cost more than to say nothing.
        if log.is_enabled_for(logging.DEBUG):
            log.debug("answered", **_facts(request, response, seconds))
    else:
        log.warning("refused", **_facts(request, response, seconds), reason=reason)


def _facts(request: web.Request, response: web.StreamResponse, seconds: float) -> dict[str, object]:
    return {
        **_place(request),
        "status": response.status,
        "milliseconds": round(seconds * 1000, 1),
        "client": request.get(CLIENT),
    }


def _place(request: web.Request) -> dict[str, object]:
    """The path as it was quoted for the way, so that it cannot steer a terminal; no query."""
    return {"method": request.method, "path": request.rel_url.raw_path}


def _reason(error: CollectorError) -> str:
    """Why, without what the event says: that is for its sender, and for GET /rejections."""
    if isinstance(error, InvalidEvent):
        return f"the schemas refuse the event ({len(error.violations)} violations)"
    return str(error)
