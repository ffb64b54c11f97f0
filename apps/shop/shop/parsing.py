"""Reads what a client sent, strictly: anything of a wrong form is a problem, nothing is guessed."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, UnreadablePostError

from shop.limits import (
    BODY_BYTES,
    DISCARDED_BYTES,
    EVENT_MILLISECONDS,
    KEY_CHARACTERS,
    LISTED_ORDERS,
    LISTED_ORDERS_UNASKED,
    NAME_CHARACTERS,
    PAUSE_MILLISECONDS,
    PIECES,
    PRODUCT_CHARACTERS,
    STREAMED_EVENTS,
)
from shop.problems import Problem

_JSON_TYPE = re.compile(r'application/json\s*(;\s*charset=("?)utf-8\2\s*)?', re.IGNORECASE)
_IDEMPOTENCY_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_CHARACTERS}}}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def query_value(request: HttpRequest, name: str) -> str | None:
    """The only value of a query parameter; None when it is not there."""
    try:
        query = request.META.get("QUERY_STRING", "").encode("latin-1").decode()
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise Problem(400, "The query is not percent-encoded UTF-8.") from error
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise Problem(400, f"The parameter {name} is given more than once.")
    return values[0] if values else None


def name_to_greet(request: HttpRequest) -> str:
    name = query_value(request, "name") or "world"
    if len(name) > NAME_CHARACTERS:
        raise Problem(400, f"The parameter name is longer than {NAME_CHARACTERS} characters.")
    if _CONTROL.search(name):
        raise Problem(400, "The parameter name has a control character in it.")
    return name


def orders_to_list(request: HttpRequest) -> int:
    return _whole_number(request, "limit", 1, LISTED_ORDERS, unasked=LISTED_ORDERS_UNASKED)


def pause(request: HttpRequest) -> int:
    """How many milliseconds ``slow`` is asked to wait."""
    return _whole_number(request, "ms", 0, PAUSE_MILLISECONDS)


def events(request: HttpRequest) -> int:
    """How many events ``stream`` is asked for."""
    return _whole_number(request, "events", 1, STREAMED_EVENTS)


def interval(request: HttpRequest) -> int:
    """How many milliseconds ``stream`` is asked to leave between its events."""
    return _whole_number(request, "ms", 0, EVENT_MILLISECONDS)


def idempotency_key(request: HttpRequest) -> str | None:
    key: str | None = request.headers.get("Idempotency-Key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise Problem(400, f"Idempotency-Key must be 1 to {KEY_CHARACTERS} visible ASCII characters.")
    return key


def json_body(request: HttpRequest) -> bytes:
    """The body of a request that says that it is JSON and is not too large."""
    if not _JSON_TYPE.fullmatch(request.headers.get("Content-Type", "").strip()):
        raise Problem(415, "The body must be sent as application/json.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem(415, "The body must not be compressed.")
    announced = request.META.get("CONTENT_LENGTH") or ""
    too_large = Problem(413, f"The body is larger than {BODY_BYTES} bytes.")
    if announced and int(announced) > BODY_BYTES:
        raise too_large
    body = _read(request)
    if len(body) > BODY_BYTES:
        raise too_large
    if announced and len(body) < int(announced):
        raise Problem(400, "The body ended before it was complete.")
    return body


def wanted_order(body: bytes) -> tuple[str, int]:
    """Product and quantity from the body of ``POST orders``."""
    try:
        document = json.loads(body.decode(), object_pairs_hook=_fields_once, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Problem(400, f"The body is not valid JSON: {_reason(error)}.") from error
    if not isinstance(document, dict):
        raise Problem(400, "The body must be one JSON object.")
    _check_fields(document, ("product", "quantity"))
    product, quantity = document["product"], document["quantity"]
    if not isinstance(product, str) or not 1 <= len(product) <= PRODUCT_CHARACTERS or _NOT_IN_TEXT.search(product):
        raise Problem(
            400, f"product must be a text of 1 to {PRODUCT_CHARACTERS} characters without control characters."
        )
    if type(quantity) is not int or not 1 <= quantity <= PIECES:
        raise Problem(400, f"quantity must be a whole number from 1 to {PIECES}.")
    return product, quantity


def discard_body(request: HttpRequest) -> None:
    """Read what nobody wanted of the body, up to a sensible size.

    Gunicorn closes a connection on which much is left, after it promised in the answer to keep it,
    so the next request on it would be lost.
    """
    with suppress(UnreadablePostError, OSError):
        stream = _stream(request)
        left = DISCARDED_BYTES
        while left > 0 and (piece := stream.read(BODY_BYTES)):
            left -= len(piece)


def _whole_number(request: HttpRequest, name: str, least: int, most: int, unasked: int | None = None) -> int:
    """A parameter made of as many ASCII digits as the largest number has, or of fewer."""
    text = query_value(request, name)
    if text is None and unasked is not None:
        return unasked
    digits = re.fullmatch(rf"[0-9]{{1,{len(str(most))}}}", text or "")
    if not digits or not least <= int(digits[0]) <= most:
        raise Problem(400, f"The parameter {name} must be a whole number from {least} to {most}.")
    return int(digits[0])


def _stream(request: HttpRequest) -> Any:
    # Django takes a body without Content-Length (sent in chunks) for empty; the server knows its end.
    chunked = not request.META.get("CONTENT_LENGTH") and request.META.get("wsgi.input_terminated")
    return request.META["wsgi.input"] if chunked else request


def _read(request: HttpRequest) -> bytes:
    try:
        body: bytes = _stream(request).read(BODY_BYTES + 1)
    except (UnreadablePostError, OSError) as error:
        raise Problem(400, "The body ended before it was complete.") from error
    return body


def _fields_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field is given twice")
    return fields


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _reason(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return f"{error.msg} at character {error.pos}"
        case UnicodeDecodeError():
            return "it is not UTF-8"
        case RecursionError():
            return "it is nested too deeply"
    return str(error)


def _check_fields(document: dict[str, Any], fields: Sequence[str]) -> None:
    for field in fields:
        if field not in document:
            raise Problem(400, f"The field {field} is missing.")
    if len(document) > len(fields):
        raise Problem(400, f"The body may have only these fields: {', '.join(fields)}.")
