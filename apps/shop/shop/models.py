"""The shop's tables. The servlet uses them too: apps/CONTRACT.md describes them.

Each names its table, because Django would load the database's driver to make the same name up:
a process for one request that asks nothing of the database starts a quarter sooner without.
"""

from django.db import models
from django.db.models.functions import Now


class Product(models.Model):
    """Something to buy, and how much of it is left."""

    name = models.CharField(max_length=100, unique=True)
    stock = models.IntegerField()

    class Meta:
        db_table = "shop_product"
        constraints = [
            models.CheckConstraint(condition=models.Q(stock__gte=0), name="shop_product_stock_not_negative"),
        ]


class Order(models.Model):
    """One product, taken from the stock."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.IntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "shop_order"
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__range=(1, 1000)), name="shop_order_quantity_in_range"),
        ]


class Session(models.Model):
    """A visitor's session, found by the digest of the token in the visitor's cookie."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    visits = models.IntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shop_session"
        constraints = [
            models.CheckConstraint(condition=models.Q(visits__gte=1), name="shop_session_visits_from_one"),
        ]


class Idempotency(models.Model):
    """The first answer to an order that came with an idempotency key."""

    key = models.CharField(max_length=255, primary_key=True)
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.TextField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "shop_idempotency"
