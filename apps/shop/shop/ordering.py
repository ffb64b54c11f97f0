"""Taking an order: one transaction, once for each idempotency key, whichever machine it reaches."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus

from django.db import connection, transaction
from django.db.models import F

from shop.models import Idempotency, Order, Product
from shop.problems import Problem, problem_body


@dataclass(frozen=True)
class Wanted:
    """What a client asks for."""

    product: str
    quantity: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.product}\n{self.quantity}".encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What a client gets, now and for each repetition."""

    status: int
    body: str
    order_id: int | None = None
    replayed: bool = False


def place(wanted: Wanted, key: str | None, request_id: str) -> Answer:
    """Take the order, or give the first answer again when ``key`` was used for it before.

    :raises Problem: 422 when the key belongs to another order.
    """
    with transaction.atomic():
        if key is None:
            return _take(wanted, request_id)
        if not _claim(key, wanted):
            return _kept(key, wanted)
        answer = _take(wanted, request_id)
        Idempotency.objects.filter(key=key).update(status=answer.status, body=answer.body, order=answer.order_id)
        return answer


def order_fields(order: Order) -> dict[str, object]:
    """The order object of the contract."""
    created = order.created_at.astimezone(UTC).replace(tzinfo=None)
    return {
        "id": order.pk,
        "product": order.product.name,
        "quantity": order.quantity,
        "created_at": f"{created.isoformat(timespec='microseconds')}Z",
    }


def _claim(key: str, wanted: Wanted) -> bool:
    """Make the key ours; False when an earlier request has it.

    While another transaction is making the same key, the database lets this one wait for its outcome.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_idempotency (key, request_hash, status, body) VALUES (%s, %s, 0, '')"
            " ON CONFLICT (key) DO NOTHING",
            [key, wanted.digest],
        )
        return bool(cursor.rowcount == 1)


def _kept(key: str, wanted: Wanted) -> Answer:
    first = Idempotency.objects.get(key=key)
    if first.request_hash != wanted.digest:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another order.")
    return Answer(first.status, first.body, first.order_id, replayed=True)


def _take(wanted: Wanted, request_id: str) -> Answer:
    product = Product.objects.filter(name=wanted.product).first()
    if product is None:
        return _refusal(HTTPStatus.NOT_FOUND, f"There is no product named {wanted.product}.", request_id)
    enough = Product.objects.filter(pk=product.pk, stock__gte=wanted.quantity)
    if not enough.update(stock=F("stock") - wanted.quantity):
        return _refusal(
            HTTPStatus.CONFLICT, f"There are not {wanted.quantity} pieces of {wanted.product} left.", request_id
        )
    order = Order.objects.create(product=product, quantity=wanted.quantity)
    return Answer(HTTPStatus.CREATED, json.dumps(order_fields(order)), order.pk)


def _refusal(status: int, detail: str, request_id: str) -> Answer:
    return Answer(status, problem_body(status, detail, request_id))
