"""Schemathesis reads apps/openapi.yaml and asks what nobody thought of."""

from typing import Any

import httpx
import pytest
import schemathesis
import shapes
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.core.result import Ok
from storefront import Shop

CASES = 10
"""Of each kind, for each operation."""
CASES_FOR_PROCESSES = 2
"""Where each request takes the time of a process: its application is known from other prefixes."""
LONGEST_WAIT = 20
"""Milliseconds: what waits longer is the same, only later."""

OPERATIONS: dict[str, Any] = {
    operation.ok().label: operation.ok()
    for operation in schemathesis.openapi.from_dict(shapes.document()).get_all_operations()
    if isinstance(operation, Ok)
}
REFUSABLE = [label for label, operation in OPERATIONS.items() if operation.query or operation.body]
CHECKS: Any = checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "positive_data_acceptance",
    ]
)
SAME_CASES_IN_EVERY_RUN = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_is_allowed_is_answered_as_described(shop: Shop, label: str) -> None:
    ask(shop, label, GenerationMode.POSITIVE)


@pytest.mark.parametrize("label", REFUSABLE)
def test_what_is_not_allowed_is_refused_as_described(shop: Shop, label: str) -> None:
    ask(shop, label, GenerationMode.NEGATIVE)


def ask(shop: Shop, label: str, mode: GenerationMode) -> None:
    cases = CASES_FOR_PROCESSES if shop.model == "cgi" else CASES

    @given(case=OPERATIONS[label].as_strategy(mode))
    @settings(SAME_CASES_IN_EVERY_RUN, max_examples=cases)
    def answered(case: schemathesis.Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE and "ms" in case.query:
            case.query["ms"] = min(case.query["ms"], LONGEST_WAIT)
        case.validate_response(send(case, shop), checks=CHECKS)

    answered()


def send(case: schemathesis.Case[Any], shop: Shop) -> httpx.Response:
    """Through the client of the other tests, which knows the front door."""
    parts: dict[str, Any] = case.as_transport_kwargs(base_url=str(shop.client.base_url.join(shop.prefix)))
    headers = parts.pop("headers")
    if cookies := parts.pop("cookies"):
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if "json" in parts:
        parts["json"] = written_whole(parts["json"])
    return shop.client.request(headers=headers, content=parts.pop("data", None), **parts)


def written_whole(value: Any) -> Any:
    """JSON Schema takes 2.0 for an integer, and the contract only 2."""
    match value:
        case dict():
            return {name: written_whole(item) for name, item in value.items()}
        case float() if value.is_integer():
            return int(value)
    return value
