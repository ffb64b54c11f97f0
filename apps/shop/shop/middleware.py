"""What happens around every view: the request's story for the log, and errors in one shape."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from shop.forwarding import Origin, origin, request_id
from shop.parsing import discard_body
from shop.problems import Problem, database_silent, problem_response
from shop.statements import Statements

_log = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]]


@dataclass(frozen=True)
class Story:
    """What is known of a request before a view sees it, and what it asks of the database: ``request.story``."""

    id: str
    origin: Origin
    number: int
    """Which request of this process it is, from 1."""
    statements: Statements
    began: float = field(default_factory=perf_counter)


class _Around:
    """A middleware for both kinds of server: asked by an event loop, it gives what can be awaited."""

    sync_capable = async_capable = True

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)


class RequestStory(_Around):
    """Gives each request its story, each answer its common headers, and the log its line."""

    def __init__(self, get_response: View) -> None:
        super().__init__(get_response)
        self._numbers = count(1)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        request.story = self._story(request)
        if iscoroutinefunction(self):
            return self._awaited(request)
        return _finished(request, self._get_response(request))

    async def _awaited(self, request: HttpRequest) -> HttpResponse:
        return _finished(request, await self._get_response(request))

    def _story(self, request: HttpRequest) -> Story:
        known_as = request_id(request.META.get("HTTP_X_REQUEST_ID", ""))
        return Story(
            id=known_as,
            origin=origin(request.META, request.scheme, settings.SHOP_TRUSTED_PROXIES),
            number=next(self._numbers),
            statements=Statements(known_as),
        )


class ErrorsAsProblems(_Around):
    """Turns what a view raises into problem details."""

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            return problem_response(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            reason = str(exception).strip()
            _log.warning("database", extra={"fields": {"request_id": request.story.id, "reason": reason}})
            return problem_response(request, database_silent())
        return None


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    discard_body(request)
    response.headers["X-Request-ID"] = request.story.id
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    if not response.streaming:
        response.headers["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            response.content = b""
    _log.info("request", extra={"fields": _fields(request, response)})
    return response


def _fields(request: HttpRequest, response: HttpResponse) -> dict[str, object]:
    story = request.story
    return {
        "request_id": story.id,
        "model": settings.SHOP_MODEL,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": _milliseconds(perf_counter() - story.began),
        "database_ms": _milliseconds(story.statements.seconds),
        "rows": story.statements.rows,
        "client": story.origin.client,
    }


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 3)
