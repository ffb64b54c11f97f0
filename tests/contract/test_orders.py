"""Orders: what is taken, what is refused, and that a repeated order happens once."""

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from storefront import Database, Shop, media_type, new_key, problem

PEN = {"product": "pen", "quantity": 1}
LARGEST_BODY = 65_536
TEXTS = [
    "'; DROP TABLE shop_order; --",
    "pen' OR '1'='1",
    "%s %(name)s $1",
    "/* */",
    "<script>alert(1)</script>",
    'a\\b&amp;"c"',
    "웹 서버 안녕하세요",
    "e\u0301 é",
    "👩‍👩‍👧‍👦🐈",
    "../../etc/passwd",
]
AWKWARD_NUMBERS = ["0", "1001", "-1", "-0", "1.0", "1e1", "01", "+1", "0x1", "NaN", "Infinity", "9" * 400, "2147483648"]

Scarce = Callable[..., str]


def test_an_order_is_created(shop: Shop) -> None:
    answer = shop.order({"product": "pen", "quantity": 2})
    assert (answer.status_code, media_type(answer)) == (201, "application/json")
    order = answer.json()
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


@pytest.mark.parametrize("quantity", [*AWKWARD_NUMBERS, "true", '"1"', "null", "[1]", "{}", ""])
def test_a_quantity_out_of_range_is_refused(shop: Shop, quantity: str) -> None:
    problem(shop.post(f'{{"product": "pen", "quantity": {quantity}}}'), 400)


@pytest.mark.parametrize("product", ["", "p" * 101, "a\x00b", "a\nb", "\x7f", "\ud800", 1, None, ["pen"], {}])
def test_a_product_that_is_no_name_is_refused(shop: Shop, product: object) -> None:
    problem(shop.order({"product": product, "quantity": 1}), 400)


@pytest.mark.parametrize("product", ["spoon", "Pen", "pen ", "🐈" * 100, *TEXTS])
def test_an_unknown_product_is_not_found(shop: Shop, product: str) -> None:
    problem(shop.order({"product": product, "quantity": 1}), 404)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_only_text(shop: Shop, scarce: Scarce, text: str) -> None:
    """A product of that name is ordered and read back; nothing interprets it."""
    product = scarce(2, f" {text}")
    placed = shop.order({"product": product, "quantity": 1})
    assert (placed.status_code, placed.json()["product"]) == (201, product)
    assert shop.get(f"/orders/{placed.json()['id']}").json() == placed.json()


def test_json_may_say_a_character_by_its_number(shop: Shop, scarce: Scarce) -> None:
    """A cat is two numbers there."""
    product = scarce(1, " 🐈")
    assert shop.post(json.dumps({"product": product, "quantity": 1}, ensure_ascii=True)).status_code == 201


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
        answers = list(pool.map(lambda number: shops[number % len(shops)].order_at_last(PEN, key), range(16)))
    assert [answer.status_code for answer in answers] == [201] * 16
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1


def test_orders_at_the_same_moment_all_happen(lasting_shops: list[Shop]) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda number: lasting_shops[number % len(lasting_shops)].order_at_last(PEN), range(48))
        )
    assert [answer.status_code for answer in answers] == [201] * 48
    assert len({answer.json()["id"] for answer in answers}) == 48


def test_orders_without_a_key_are_orders_of_their_own(shop: Shop) -> None:
    first, second = (shop.order(PEN).json() for _ in range(2))
    assert first["id"] != second["id"]


def test_the_last_piece_is_sold_and_no_other(shop: Shop, scarce: Scarce) -> None:
    last = {"product": scarce(1), "quantity": 1}
    assert shop.order(last).status_code == 201
    assert problem(shop.order(last), 409)["title"] == "Conflict"


def test_a_conflict_is_kept_with_its_key(shop: Shop, scarce: Scarce, database: Database) -> None:
    """Though the shelf was filled meanwhile."""
    key, order = new_key(), {"product": scarce(0), "quantity": 1}
    first = shop.order(order, key)
    problem(first, 409)
    database.ask("UPDATE shop_product SET stock = 5 WHERE name = :name", name=str(order["product"]))
    again = shop.order(order, key)
    assert (again.status_code, again.content) == (409, first.content)


def test_no_more_is_sold_than_there_is(lasting_shops: list[Shop], scarce: Scarce, database: Database) -> None:
    """Fifty at once want one of twenty pieces."""
    product, shops = scarce(20), lasting_shops
    with ThreadPoolExecutor(50) as pool:
        answers = pool.map(
            lambda number: shops[number % len(shops)].order_at_last({"product": product, "quantity": 1}), range(50)
        )
    assert Counter(answer.status_code for answer in answers) == {201: 20, 409: 30}
    left = database.ask("SELECT stock FROM shop_product WHERE name = :name", name=product)
    sold = database.ask(
        "SELECT sum(quantity) FROM shop_order JOIN shop_product ON product_id = shop_product.id WHERE name = :name",
        name=product,
    )
    assert (left, sold) == ("0", "20")
