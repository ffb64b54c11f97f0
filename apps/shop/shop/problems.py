"""Errors as RFC 9457 problem details."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

_log = logging.getLogger(__name__)

# Names from RFC 9110 that Python's older table does not have.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


class Problem(Exception):
    """Ends a request: becomes an answer with ``status`` and one sentence of ``detail``."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def problem_body(status: int, detail: str, request_id: str) -> str:
    """The JSON text of a problem."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    return json.dumps(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, "request_id": request_id}
    )


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    body = problem_body(problem.status, problem.detail, request.story.id)
    return HttpResponse(
        body, status=problem.status, content_type="application/problem+json", headers=dict(problem.headers)
    )


def database_silent() -> Problem:
    return Problem(503, "The database gives no answer; try again.", {"Retry-After": "1"})


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for requests that it refuses itself."""
    return problem_response(request, Problem(400, "The request is malformed."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for a path that no view takes."""
    return problem_response(request, Problem(404, "There is nothing at this path."))


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler for an exception that nobody expected."""
    _log.error("fault", exc_info=True, extra={"fields": {"request_id": request.story.id}})
    return problem_response(request, Problem(500, "The shop failed; its log has the reason under this request id."))
