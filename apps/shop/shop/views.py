"""The endpoints of apps/CONTRACT.md, each in the thread that was given to its request."""

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from time import sleep
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shop import parsing
from shop.limits import HEALTH_SECONDS, SESSION_HOURS, database_time
from shop.models import Order
from shop.ordering import Wanted, order_fields, place
from shop.problems import Problem
from shop.server import server_software
from shop.visiting import count_visit

_SESSION_COOKIE = "__Host-session"
_SESSION_ATTRIBUTES = f"Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={SESSION_HOURS * 3600}"

_View = Callable[..., HttpResponse]


def check_method(request: HttpRequest, *allowed: str) -> None:
    if request.method not in allowed:
        raise Problem(405, f"{request.method} is not allowed here.", {"Allow": ", ".join(allowed)})


def json_response(document: dict[str, object]) -> HttpResponse:
    return HttpResponse(json.dumps(document), content_type="application/json")


def who_answers(request: HttpRequest) -> dict[str, object]:
    """The fields by which an answer tells where it was made."""
    return {"machine": settings.SHOP_MACHINE, "model": settings.SHOP_MODEL, "request_id": request.story.id}


def _allow(*methods: str) -> Callable[[_View], _View]:
    def decorate(view: _View) -> _View:
        @wraps(view)
        def checked(request: HttpRequest, **captured: Any) -> HttpResponse:
            check_method(request, *methods)
            return view(request, **captured)

        return checked

    return decorate


def _asks_database(view: _View) -> _View:
    @wraps(view)
    def told(request: HttpRequest, **captured: Any) -> HttpResponse:
        with connection.execute_wrapper(request.story.statements):
            return view(request, **captured)

    return told


@_allow("GET", "HEAD")
def whoami(request: HttpRequest) -> HttpResponse:
    """Who answers. It leaves the database alone, so that it tells of this server only."""
    story = request.story
    return json_response(
        {
            **who_answers(request),
            "version": settings.SHOP_VERSION,
            "server": server_software(request.META),
            "pid": os.getpid(),
            "thread": threading.current_thread().name,
            "requests": story.number,
            "client": story.origin.client,
            "scheme": story.origin.scheme,
        }
    )


@_allow("GET", "HEAD")
def hello(request: HttpRequest) -> HttpResponse:
    made_at = datetime.now(UTC).replace(tzinfo=None)
    response = render(
        request,
        "shop/hello.html",
        {
            "name": parsing.name_to_greet(request),
            "made_at": f"{made_at.isoformat(timespec='milliseconds')}Z",
            "machine": settings.SHOP_MACHINE,
            "model": settings.SHOP_MODEL,
        },
    )
    response.headers["Cache-Control"] = "public, max-age=1, stale-while-revalidate=10, stale-if-error=600"
    return response


@_allow("GET", "HEAD")
def slow(request: HttpRequest) -> HttpResponse:
    """Waits, and keeps its thread busy with waiting."""
    milliseconds = parsing.pause(request)
    sleep(milliseconds / 1000)
    return json_response({"ms": milliseconds, **who_answers(request)})


# A HEAD would count too, and nobody could see what it counted.
@_allow("GET")
@_asks_database
def visits(request: HttpRequest) -> HttpResponse:
    visit = count_visit(request.COOKIES.get(_SESSION_COOKIE, ""))
    response = json_response({"visits": visit.number, **who_answers(request)})
    # Django would say with Expires once more what Max-Age says.
    response.headers["Set-Cookie"] = f"{_SESSION_COOKIE}={visit.token}; {_SESSION_ATTRIBUTES}"
    return response


@_allow("GET", "HEAD", "POST")
@_asks_database
def orders(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _place_order(request)
    newest = Order.objects.select_related("product").order_by("-id")[: parsing.orders_to_list(request)]
    return json_response({"orders": [order_fields(order) for order in newest]})


@_allow("GET", "HEAD")
@_asks_database
def order(request: HttpRequest, order_id: str) -> HttpResponse:
    found = Order.objects.select_related("product").filter(pk=int(order_id)).first()
    if found is None:
        raise Problem(404, f"There is no order {order_id}.")
    return json_response(order_fields(found))


@_allow("GET", "HEAD")
@_asks_database
def healthz(request: HttpRequest) -> HttpResponse:
    with database_time(HEALTH_SECONDS), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return json_response({"status": "ok", "database": "ok"})


def _place_order(request: HttpRequest) -> HttpResponse:
    body = parsing.json_body(request)
    key = parsing.idempotency_key(request)
    product, quantity = parsing.wanted_order(body)
    answer = place(Wanted(product, quantity), key, request.story.id)
    kind = "application/json" if answer.status == HTTPStatus.CREATED else "application/problem+json"
    response = HttpResponse(answer.body, status=answer.status, content_type=kind)
    if answer.order_id is not None:
        response.headers["Location"] = reverse("order", args=[answer.order_id])
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response
