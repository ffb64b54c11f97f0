"""The endpoints of apps/CONTRACT.md."""

import json
import os
import threading
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shop import parsing
from shop.limits import HEALTH_SECONDS, database_time
from shop.models import Order
from shop.ordering import Wanted, order_fields, place
from shop.problems import Problem

_View = Callable[..., HttpResponse]


def _allow(*methods: str) -> Callable[[_View], _View]:
    def decorate(view: _View) -> _View:
        @wraps(view)
        def checked(request: HttpRequest, **captured: Any) -> HttpResponse:
            if request.method not in methods:
                raise Problem(405, f"{request.method} is not allowed here.", {"Allow": ", ".join(methods)})
            return view(request, **captured)

        return checked

    return decorate


@_allow("GET", "HEAD")
def whoami(request: HttpRequest) -> HttpResponse:
    """Who answers. It leaves the database alone, so that it tells of this server only."""
    story = request.story
    return _json(
        {
            "machine": settings.SHOP_MACHINE,
            "model": settings.SHOP_MODEL,
            "server": request.META["SERVER_SOFTWARE"],
            "pid": os.getpid(),
            "thread": threading.current_thread().name,
            "requests": story.number,
            "client": story.origin.client,
            "scheme": story.origin.scheme,
            "request_id": story.id,
        }
    )


@_allow("GET", "HEAD")
def hello(request: HttpRequest) -> HttpResponse:
    response = render(
        request,
        "shop/hello.html",
        {"name": parsing.name_to_greet(request), "machine": settings.SHOP_MACHINE, "model": settings.SHOP_MODEL},
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@_allow("GET", "HEAD", "POST")
def orders(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _place_order(request)
    newest = Order.objects.select_related("product").order_by("-id")[: parsing.orders_to_list(request)]
    return _json({"orders": [order_fields(order) for order in newest]})


@_allow("GET", "HEAD")
def order(request: HttpRequest, order_id: str) -> HttpResponse:
    found = Order.objects.select_related("product").filter(pk=int(order_id)).first()
    if found is None:
        raise Problem(404, f"There is no order {order_id}.")
    return _json(order_fields(found))


@_allow("GET", "HEAD")
def healthz(request: HttpRequest) -> HttpResponse:
    with database_time(HEALTH_SECONDS), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return _json({"status": "ok", "database": "ok"})


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


def _json(document: dict[str, object]) -> HttpResponse:
    return HttpResponse(json.dumps(document), content_type="application/json")
