"""The usual list for a web application, under every dynamic prefix.

The contract's tests have more of it: tokens from outside are never adopted, text is only text, bodies that are not
declared as JSON are refused, and so is every field that an order does not have.
"""

from urllib.parse import quote

import httpx
import pytest
from lab import NETWORK

PREFIXES = [f"/{model}" for model in NETWORK.execution_models]
SCRIPT = "<script>alert(1)</script>"
ORDER = {"product": "pen", "quantity": 1}

UNKNOWN_FIELD = "The body may have only these fields: product, quantity."

every_prefix = pytest.mark.parametrize("prefix", PREFIXES)


@every_prefix
@pytest.mark.parametrize("value", ["1;DROP TABLE shop_order", "1 OR 1=1", "1'--", "1) UNION SELECT 1", "1/**/"])
@pytest.mark.parametrize("place", ["/orders?limit={}", "/orders/{}"])
def test_no_statement_comes_in_by_the_address(place: str, value: str, prefix: str, front_door: httpx.Client) -> None:
    answer = front_door.get(prefix + place.format(quote(value)))
    assert answer.status_code in {400, 404}
    assert "syntax" not in answer.text.lower()


@every_prefix
@pytest.mark.parametrize("product", ["pen' OR '1'='1", "pen'; DROP TABLE shop_order; --", "pen\\' OR 1=1 --"])
def test_no_statement_comes_in_by_the_body(product: str, prefix: str, front_door: httpx.Client) -> None:
    """It is the name of a product that does not exist."""
    answer = front_door.post(f"{prefix}/orders", json={**ORDER, "product": product})
    assert answer.status_code == 404
    assert front_door.get(f"{prefix}/orders").status_code == 200


@every_prefix
def test_a_script_in_the_address_is_only_text(prefix: str, front_door: httpx.Client) -> None:
    """As a page says it again, and as an error does, which no browser takes for a page."""
    page = front_door.get(f"{prefix}/hello", params={"name": SCRIPT})
    error = front_door.get(f"{prefix}/orders", params={"limit": SCRIPT})
    assert SCRIPT not in page.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert error.headers["Content-Type"].startswith("application/problem+json")
    assert error.headers["X-Content-Type-Options"] == "nosniff"


@every_prefix
def test_a_script_in_an_order_is_no_page(prefix: str, front_door: httpx.Client) -> None:
    answer = front_door.post(f"{prefix}/orders", json={**ORDER, "product": SCRIPT})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@every_prefix
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "text/plain"])
def test_no_other_site_sends_an_order_in_a_visitors_name(kind: str, prefix: str, front_door: httpx.Client) -> None:
    """A form can send these types alone; for JSON a browser asks first, and is not allowed."""
    headers = {"Content-Type": kind, "Origin": "https://evil.example"}
    assert front_door.post(f"{prefix}/orders", content=b'{"product": "pen", "quantity": 1}', headers=headers).is_error
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = front_door.options(f"{prefix}/orders", headers=asked)
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("access-control-")]


@every_prefix
@pytest.mark.parametrize("field", ["id", "created_at", "product_id", "stock", "status", "__class__", "is_admin"])
def test_an_order_has_no_field_that_a_visitor_invents(field: str, prefix: str, front_door: httpx.Client) -> None:
    answer = front_door.post(f"{prefix}/orders", json={**ORDER, field: 1})
    assert (answer.status_code, answer.json()["detail"]) == (400, UNKNOWN_FIELD)


@every_prefix
def test_a_session_that_somebody_else_chose_is_not_used(prefix: str, front_door: httpx.Client) -> None:
    chosen = "A" * 43
    answer = front_door.get(f"{prefix}/visits", headers={"Cookie": f"__Host-session={chosen}"})
    assert answer.json()["visits"] == 1
    assert chosen not in answer.headers["Set-Cookie"]
