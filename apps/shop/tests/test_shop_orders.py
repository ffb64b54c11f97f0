import json
import re
from io import BytesIO
from typing import Any

import pytest
from problem_shape import assert_problem

from shop.models import Idempotency, Order, Product

ORDERS = "/wsgi/orders"
BOOKS = {"product": "book", "quantity": 2}


def post(client: Any, body: Any, key: str | None = None, **options: Any) -> Any:
    """Send an order; ``body`` is sent as it is when it is bytes, else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = options.pop("headers", {}) | ({"Idempotency-Key": key} if key is not None else {})
    kind = options.pop("content_type", "application/json")
    # Named twice, because Django's client leaves the type of an empty body out.
    return client.post(ORDERS, content, content_type=kind, CONTENT_TYPE=kind, headers=headers, **options)


def stock(product: str) -> int:
    left: int = Product.objects.get(name=product).stock
    return left


def test_the_shelves_are_full_at_the_start(client: Any) -> None:
    """The migration seeds three products."""
    expected = {("book", 1_000_000), ("pen", 1_000_000), ("cup", 1_000_000)}
    assert expected == set(Product.objects.values_list("name", "stock"))


def test_an_order_takes_the_stock(client: Any) -> None:
    """201, the order, its address, and as many pieces fewer."""
    response = post(client, BOOKS)
    order = response.json()
    assert (201, BOOKS) == (response.status_code, {name: order[name] for name in BOOKS})
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", order["created_at"])
    assert f"{ORDERS}/{order['id']}" == response["Location"]
    assert stock("book") == 999_998
    assert order == client.get(response["Location"]).json()


def test_the_list_is_newest_first_and_limited(client: Any) -> None:
    """The highest id comes first; limit cuts."""
    ids = [post(client, BOOKS).json()["id"] for _ in range(3)]
    listed = client.get(f"{ORDERS}?limit=2").json()["orders"]
    assert [ids[2], ids[1]] == [order["id"] for order in listed]


def test_twenty_orders_are_listed_unasked(client: Any) -> None:
    """The default of limit."""
    book = Product.objects.get(name="book")
    Order.objects.bulk_create(Order(product=book, quantity=1) for _ in range(21))
    assert len(client.get(ORDERS).json()["orders"]) == 20


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", "", "x", "+5", "%D9%A1", "1&limit=2"])
def test_other_limits_are_refused(client: Any, limit: str) -> None:
    """One to three ASCII digits, 1 to 100, once."""
    assert_problem(400, client.get(f"{ORDERS}?limit={limit}"))


@pytest.mark.parametrize("order", ["999999", "9" * 18])
def test_an_unknown_order_is_not_found(client: Any, order: str) -> None:
    """A number that no order has, up to the largest that the database could hold."""
    assert_problem(404, client.get(f"{ORDERS}/{order}"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"book"',
        b"\xef\xbb\xbf" + json.dumps(BOOKS).encode(),
        b'{"product": "\xff", "quantity": 1}',
        json.dumps(BOOKS).encode() + b" {}",
        b'{"product": "book", "quantity": 1, "quantity": 2}',
        b'{"product": "book", "quantity": NaN}',
        b"[" * 60_000,
        b'{"product": "book", "quantity": ' + b"9" * 5000 + b"}",
        {"product": "book"},
        {"quantity": 1},
        BOOKS | {"colour": "red"},
        BOOKS | {"quantity": 0},
        BOOKS | {"quantity": 1001},
        BOOKS | {"quantity": "2"},
        BOOKS | {"quantity": 2.0},
        BOOKS | {"quantity": True},
        BOOKS | {"quantity": None},
        BOOKS | {"product": ""},
        BOOKS | {"product": "x" * 101},
        BOOKS | {"product": "a\x00b"},
        BOOKS | {"product": "\ud800"},
        BOOKS | {"product": 7},
    ],
    ids=lambda body: repr(body)[:40],
)
def test_other_bodies_are_refused(client: Any, body: Any) -> None:
    """One JSON object with exactly the two fields, each in its range: everything else is 400."""
    assert_problem(400, post(client, body))


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; Charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_json_is_taken(client: Any, kind: str) -> None:
    """Letter case is free, and so is saying that JSON is UTF-8."""
    assert post(client, BOOKS, content_type=kind).status_code == 201


@pytest.mark.parametrize(
    "options",
    [
        {"content_type": "text/plain"},
        {"content_type": "application/json; charset=latin-1"},
        {"content_type": "application/json; version=2"},
        {"content_type": ""},
        {"headers": {"Content-Encoding": "gzip"}},
    ],
)
def test_other_types_are_refused(client: Any, options: dict[str, Any]) -> None:
    """What is not plainly JSON is not read at all."""
    assert_problem(415, post(client, BOOKS, **options))


def test_a_body_may_have_64_kibibytes(client: Any) -> None:
    """Exactly the limit is taken, one byte more is not."""
    body = json.dumps(BOOKS).encode()
    assert post(client, body.ljust(65_536)).status_code == 201
    assert_problem(413, post(client, body.ljust(65_537)))


def test_a_large_body_is_refused_before_it_comes(client: Any) -> None:
    """What Content-Length announces is enough."""
    assert_problem(413, post(client, BOOKS, **{"CONTENT_LENGTH": "65537", "wsgi.input": BytesIO()}))


def test_a_body_that_breaks_off_is_refused(client: Any) -> None:
    """Even when what came is a valid order."""
    came = BytesIO(json.dumps(BOOKS).encode())
    assert_problem(400, post(client, BOOKS, **{"CONTENT_LENGTH": "100", "wsgi.input": came}))


@pytest.mark.parametrize(("size", "status"), [(100, 201), (65_536, 201), (65_537, 413)])
def test_a_body_in_chunks_is_read_to_its_end(client: Any, size: int, status: int) -> None:
    """Without Content-Length the server knows where the body ends, and the limit is the same."""
    body = BytesIO(json.dumps(BOOKS).encode().ljust(size))
    chunked = {"CONTENT_LENGTH": "", "wsgi.input": body, "wsgi.input_terminated": True}
    assert post(client, BOOKS, **chunked).status_code == status


@pytest.mark.parametrize(("size", "left"), [(200_000, 0), (3_000_000, 3_000_000 - 65_537 - 1_048_576)])
def test_a_refused_body_does_not_stay_on_the_connection(client: Any, size: int, left: int) -> None:
    """Up to a mebibyte is read and thrown away, so that the connection can be used again."""
    body = BytesIO(bytes(size))
    post(client, b"", **{"CONTENT_LENGTH": "", "wsgi.input": body, "wsgi.input_terminated": True})
    assert left == len(body.read())


def test_an_unknown_product_is_not_found(client: Any) -> None:
    """404 names it."""
    assert "bok" in assert_problem(404, post(client, BOOKS | {"product": "bok"}))


def test_no_more_is_sold_than_there_is(client: Any) -> None:
    """The last pieces can be bought; after them 409, and nothing changes."""
    Product.objects.filter(name="cup").update(stock=3)
    assert post(client, {"product": "cup", "quantity": 3}).status_code == 201
    assert_problem(409, post(client, {"product": "cup", "quantity": 1}))
    assert (0, 1) == (stock("cup"), Order.objects.count())


def test_a_repeated_key_gets_the_first_answer(client: Any) -> None:
    """Byte for byte, marked as repeated, and the stock is taken once; spacing of the JSON does not matter."""
    first = post(client, BOOKS, key="k")
    again = post(client, json.dumps(BOOKS, indent=2).encode(), key="k")
    assert (201, first.content, first["Location"]) == (again.status_code, again.content, again["Location"])
    assert (None, "true") == (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"])
    assert stock("book") == 999_998


@pytest.mark.parametrize(("product", "status"), [("cup", 409), ("bok", 404)])
def test_a_refusal_is_kept_too(client: Any, product: str, status: int) -> None:
    """With a key, 404 and 409 are answers like any other, though the stock grew meanwhile."""
    Product.objects.filter(name="cup").update(stock=0)
    first = post(client, {"product": product, "quantity": 1}, key="k")
    Product.objects.filter(name="cup").update(stock=5)
    again = post(client, {"product": product, "quantity": 1}, key="k")
    assert (status, first.content) == (again.status_code, again.content)
    assert again["Content-Type"] == "application/problem+json"
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("other", [{"quantity": 3}, {"product": "pen"}])
def test_a_key_belongs_to_one_order(client: Any, other: dict[str, Any]) -> None:
    """The same key with another product or quantity is a mistake of the client."""
    post(client, BOOKS, key="k")
    assert_problem(422, post(client, BOOKS | other, key="k"))


def test_a_refused_request_leaves_its_key_free(client: Any) -> None:
    """What was malformed can be sent again, mended, with the same key."""
    assert_problem(400, post(client, BOOKS | {"quantity": 0}, key="k"))
    assert post(client, BOOKS, key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_other_keys_are_refused(client: Any, key: str) -> None:
    """A key is 1 to 255 visible ASCII characters."""
    assert_problem(400, post(client, BOOKS, key=key))


def test_the_longest_key_is_taken(client: Any) -> None:
    """255 characters fit."""
    assert post(client, BOOKS, key="~" * 255).status_code == 201


def test_the_digest_is_the_contracts(client: Any) -> None:
    """Another application that shares the table must come to the same digest."""
    post(client, BOOKS, key="k")
    expected = "4e0494e8407dc419"
    assert expected == Idempotency.objects.get(key="k").request_hash[:16]
