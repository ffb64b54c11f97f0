"""Orders: what is taken, what is refused, and that a repeated order happens once."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from storefront import Shop, media_type, new_key, problem

PEN = {"product": "pen", "quantity": 1}
LARGEST_BODY = 65_536


def test_an_order_is_created(shop: Shop) -> None:
    answer = shop.order({"product": "pen", "quantity": 2})
    assert (answer.status_code, media_type(answer)) == (201, "application/json")
    order = answer.json()
    assert order.keys() == {"id", "product", "quantity", "created_at"}
    assert (order["product"], order["quantity"]) == ("pen", 2)
    assert answer.headers["Location"] == f"{shop.prefix}/orders/{order['id']}"
    assert "Idempotency-Replayed" not in answer.headers


def test_the_time_of_an_order_is_rfc_3339_in_utc(shop: Shop) -> None:
    text = shop.order(PEN).json()["created_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text)
    assert abs(datetime.fromisoformat(text) - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_order_can_be_read_back_under_every_prefix(shop: Shop, shops: list[Shop]) -> None:
    """The applications share one database."""
    order = shop.order(PEN).json()
    assert [other.get(f"/orders/{order['id']}").json() for other in shops] == [order for _ in shops]


def test_the_newest_orders_come_first(shop: Shop) -> None:
    mine = [shop.order(PEN).json() for _ in range(2)]
    listed = shop.get("/orders?limit=100").json()["orders"]
    assert [order for order in listed if order in mine] == mine[::-1]
    assert all(newer["id"] > older["id"] for newer, older in pairwise(listed))


@pytest.mark.parametrize(("query", "most"), [("", 20), ("?limit=1", 1), ("?limit=007", 7), ("?limit=100", 100)])
def test_the_list_is_limited(shop: Shop, query: str, most: int) -> None:
    shop.order(PEN)
    answer = shop.get(f"/orders{query}")
    assert answer.status_code == 200
    assert 1 <= len(answer.json()["orders"]) <= most


@pytest.mark.parametrize("limit", ["0", "101", "-1", "+1", "1.0", "x", "", "0001", "%D9%A1"])
def test_a_limit_out_of_range_is_refused(shop: Shop, limit: str) -> None:
    problem(shop.get(f"/orders?limit={limit}"), 400)


def test_an_unknown_order_is_not_found(shop: Shop) -> None:
    problem(shop.get("/orders/999999999999999999"), 404)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
        "application/json; q=1",
        "",
    ],
)
def test_a_body_that_is_not_declared_as_json_is_refused(shop: Shop, content_type: str) -> None:
    problem(shop.post(json.dumps(PEN), {"Content-Type": content_type}), 415)


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])
def test_json_may_be_declared_as_utf8(shop: Shop, content_type: str) -> None:
    assert shop.post(json.dumps(PEN), {"Content-Type": content_type}).status_code == 201


def test_a_compressed_body_is_refused(shop: Shop) -> None:
    problem(shop.post(json.dumps(PEN), {"Content-Encoding": "gzip"}), 415)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(shop: Shop, *, chunked: bool) -> None:
    body = json.dumps(PEN).encode().ljust(LARGEST_BODY + 1)
    content = iter([body]) if chunked else body
    answer = shop.ask("POST", "/orders", content=content, headers={"Content-Type": "application/json"})
    assert problem(answer, 413)["title"] == "Content Too Large"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_as_large_as_allowed_is_taken(shop: Shop, *, chunked: bool) -> None:
    body = json.dumps(PEN).encode().ljust(LARGEST_BODY)
    content = iter([body]) if chunked else body
    answer = shop.ask("POST", "/orders", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"pen"',
        b"{",
        b"product=pen&quantity=1",
        b'{"product": "pen"}',
        b'{"quantity": 1}',
        b'{"product": "pen", "quantity": 1, "colour": "red"}',
        b'{"product": "pen", "quantity": 1, "quantity": 1}',
        b'{"product": "pen", "quantity": 1} {}',
        b'{"product": "pen", "quantity": 1,}',
        b"{'product': 'pen', 'quantity': 1}",
        b'\xef\xbb\xbf{"product": "pen", "quantity": 1}',
        b'{"product": "p\xff", "quantity": 1}',
        '{"product": "pen", "quantity": 1}'.encode("utf-16"),
        b"[" * 60_000,
    ],
)
def test_a_body_that_is_not_one_such_object_is_refused(shop: Shop, body: bytes) -> None:
    problem(shop.post(body), 400)


@pytest.mark.parametrize("quantity", ["0", "1001", "-1", "1.0", "1e1", "true", '"1"', "null", "[1]", "NaN", "9" * 400])
def test_a_quantity_out_of_range_is_refused(shop: Shop, quantity: str) -> None:
    problem(shop.post(f'{{"product": "pen", "quantity": {quantity}}}'), 400)


@pytest.mark.parametrize("product", ["", "p" * 101, "a\x00b", "a\nb", "\x7f", "\ud800", 1, None, ["pen"], {}])
def test_a_product_that_is_no_name_is_refused(shop: Shop, product: object) -> None:
    problem(shop.order({"product": product, "quantity": 1}), 400)


@pytest.mark.parametrize("product", ["spoon", "Pen", "pen ", "🐈" * 100])
def test_an_unknown_product_is_not_found(shop: Shop, product: str) -> None:
    problem(shop.order({"product": product, "quantity": 1}), 404)


@pytest.mark.parametrize("key", ["", "two words", "k" * 256, "caf\xe9"])
def test_a_key_of_the_wrong_form_is_refused(shop: Shop, key: str) -> None:
    problem(shop.post(json.dumps(PEN), {"Idempotency-Key": key.encode("latin-1")}), 400)  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "text/plain", "Idempotency-Key": "two words"}, b"x", 415),
        ({"Idempotency-Key": "two words"}, b"x" * (LARGEST_BODY + 1), 413),
        ({"Idempotency-Key": "two words"}, b"x", 400),
    ],
)
def test_the_first_failed_check_answers(shop: Shop, headers: dict[str, str], body: bytes, status: int) -> None:
    problem(shop.post(body, headers), status)


def test_a_repeated_order_happens_once_under_every_prefix(shop: Shop, shops: list[Shop]) -> None:
    key = new_key()
    first = shop.order(PEN, key)
    assert first.status_code == 201
    assert "Idempotency-Replayed" not in first.headers
    for other in shops:
        again = other.order(PEN, key)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.headers["Location"] == f"{other.prefix}/orders/{first.json()['id']}"


def test_the_form_of_a_repeated_order_does_not_matter(shop: Shop) -> None:
    key = new_key()
    first = shop.post('{"product": "pen", "quantity": 1}', {"Idempotency-Key": key})
    again = shop.post('{ "quantity":1,"product":"p\\u0065n" }', {"Idempotency-Key": key})
    assert (again.status_code, again.content) == (201, first.content)


@pytest.mark.parametrize("other", [{"product": "pen", "quantity": 2}, {"product": "cup", "quantity": 1}])
def test_a_key_is_good_for_one_order(shop: Shop, other: dict[str, object]) -> None:
    key = new_key()
    shop.order(PEN, key)
    assert problem(shop.order(other, key), 422)["title"] == "Unprocessable Content"


def test_a_refusal_is_kept_with_its_key(shop: Shop, shops: list[Shop]) -> None:
    key, spoon = new_key(), {"product": "spoon", "quantity": 1}
    first = shop.order(spoon, key)
    problem(first, 404)
    for other in shops:
        again = other.order(spoon, key)
        assert (again.status_code, again.content, media_type(again)) == (404, first.content, media_type(first))
        assert again.headers["Idempotency-Replayed"] == "true"
        assert "Location" not in again.headers


def test_a_malformed_order_leaves_its_key_free(shop: Shop) -> None:
    key = new_key()
    problem(shop.order({"product": "pen", "quantity": 0}, key), 400)
    assert shop.order(PEN, key).status_code == 201


def test_orders_with_one_key_at_the_same_moment_happen_once(shops: list[Shop]) -> None:
    """However many, to whichever machine, under whichever prefix."""
    key = new_key()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: shops[number % len(shops)].order(PEN, key), range(16)))
    assert [answer.status_code for answer in answers] == [201] * 16
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1


def test_orders_at_the_same_moment_all_happen(shops: list[Shop]) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: shops[number % len(shops)].order(PEN), range(48)))
    assert [answer.status_code for answer in answers] == [201] * 48
    assert len({answer.json()["id"] for answer in answers}) == 48
