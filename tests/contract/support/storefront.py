"""What a client of the shop does, and what it may expect of every answer."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

PROBLEM = "application/problem+json"
FIELDS_OF_A_PROBLEM = {"type", "title", "status", "detail", "request_id"}


@dataclass(frozen=True)
class Shop:
    client: httpx.Client
    prefix: str
    model: str

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, self.prefix + path, **request)

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.ask("GET", path, **request)

    def order(self, order: object, key: str | None = None, **request: Any) -> httpx.Response:
        """Send an order as JSON, under an idempotency key when one is given."""
        return self.post(json.dumps(order), {} if key is None else {"Idempotency-Key": key}, **request)

    def post(self, body: str | bytes, headers: Mapping[str, str] | None = None, **request: Any) -> httpx.Response:
        """Send a body that says that it is JSON, unless the headers say otherwise."""
        return self.ask(
            "POST", "/orders", content=body, headers={"Content-Type": "application/json", **(headers or {})}, **request
        )


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that the answer is, checked in everything that all problems have in common."""
    assert answer.status_code == status, answer.text
    assert media_type(answer) == PROBLEM
    fields: dict[str, Any] = answer.json()
    assert fields.keys() == FIELDS_OF_A_PROBLEM
    assert (fields["type"], fields["status"]) == ("about:blank", status)
    assert fields["detail"].endswith(".")
    return fields


def media_type(answer: httpx.Response) -> str:
    return answer.headers["Content-Type"].partition(";")[0].strip().lower()


def new_key() -> str:
    return f"test-{uuid.uuid4()}"
