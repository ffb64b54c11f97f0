"""What a client of the shop does, and what it may expect of every answer."""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

import httpx
import shapes

UNAVAILABLE_SECONDS = 30


@dataclass(frozen=True)
class Database:
    """The database itself, for what no visitor can see or do."""

    run: Callable[[str], str]

    def ask(self, sql: str, **texts: str) -> str:
        """What it answers, as text; a text stands in the statement by its name: ``:name``."""
        literals = {name: "'" + text.replace("'", "''") + "'" for name, text in texts.items()}
        return self.run(re.sub(r":(\w+)", lambda match: literals[match[1]], sql))


@dataclass(frozen=True)
class Shop:
    client: httpx.Client
    prefix: str

    @property
    def model(self) -> str:
        return self.prefix.removeprefix("/")

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The answer, in a shape that apps/openapi.yaml has for it."""
        answer = self.client.request(method, self.prefix + path, **request)
        shapes.check(method, path, answer)
        return answer

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.ask("GET", path, **request)

    def order(self, order: object, key: str | None = None, **request: Any) -> httpx.Response:
        """Send an order as JSON, under an idempotency key when one is given."""
        return self.post(json.dumps(order), {} if key is None else {"Idempotency-Key": key}, **request)

    def order_at_last(self, order: object, key: str | None = None) -> httpx.Response:
        """Send an order again as long as there is no connection to the database for it."""
        key, deadline = key or new_key(), monotonic() + UNAVAILABLE_SECONDS
        while (answer := self.order(order, key)).status_code == 503 and monotonic() < deadline:
            sleep(int(answer.headers["Retry-After"]))
        return answer

    def visit(self, token: str | None = None) -> tuple[int, str]:
        """Which visit of its session this was, and the token of the session."""
        answer = self.get("/visits", headers={} if token is None else {"Cookie": f"__Host-session={token}"})
        assert answer.status_code == 200, answer.text
        return answer.json()["visits"], session_token(answer)

    def post(self, body: str | bytes, headers: Mapping[str, str] | None = None, **request: Any) -> httpx.Response:
        """Send a body that says that it is JSON, unless the headers say otherwise."""
        return self.ask(
            "POST", "/orders", content=body, headers={"Content-Type": "application/json", **(headers or {})}, **request
        )


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The fields of the problem that the answer is."""
    assert answer.status_code == status, answer.text
    fields: dict[str, Any] = answer.json()
    return fields


def session_token(answer: httpx.Response) -> str:
    """The token that the answer sets, by a cookie with the contract's attributes and no other."""
    first, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert {"path=/", "secure", "httponly", "samesite=lax", "max-age=86400"} == {text.lower() for text in attributes}
    assert len(attributes) == 5
    token: str = first.removeprefix("__Host-session=")
    return token


def media_type(answer: httpx.Response) -> str:
    return answer.headers["Content-Type"].partition(";")[0].strip().lower()


def new_key() -> str:
    return f"test-{uuid.uuid4()}"


def new_name() -> str:
    """A product that no other test orders."""
    return f"rarity {uuid.uuid4()}"
