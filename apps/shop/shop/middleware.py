"""What happens around every view: the request's story for the log, and errors in one shape."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from time import perf_counter

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from shop.forwarding import Origin, origin, request_id
from shop.parsing import discard_body
from shop.problems import Problem, database_silent, problem_response

_log = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Story:
    """What is known of a request before a view sees it: ``request.story``."""

    id: str
    origin: Origin
    number: int
    """Which request of this process it is, from 1."""


class RequestStory:
    """Gives each request its story, each answer its common headers, and the log its line."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response
        self._numbers = count(1)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        story = Story(
            id=request_id(request.META.get("HTTP_X_REQUEST_ID", "")),
            origin=origin(request.META, request.META.get("wsgi.url_scheme", "http"), settings.SHOP_TRUSTED_PROXIES),
            number=next(self._numbers),
        )
        request.story = story
        response = self._get_response(request)
        discard_body(request)
        response.headers["X-Request-ID"] = story.id
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            response.content = b""
        _log.info("request", extra={"fields": _fields(request, response, began)})
        return response


class ErrorsAsProblems:
    """Turns what a view raises into problem details."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            return problem_response(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            reason = str(exception).strip()
            _log.warning("database", extra={"fields": {"request_id": request.story.id, "reason": reason}})
            return problem_response(request, database_silent())
        return None


def _fields(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, object]:
    return {
        "request_id": request.story.id,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round(1000 * (perf_counter() - began), 3),
        "client": request.story.origin.client,
    }
