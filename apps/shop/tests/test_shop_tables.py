from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from shop.models import Order, Product


@pytest.mark.usefixtures("client")
def test_the_migrations_make_what_the_models_say() -> None:
    """A changed model without its migration would change no machine."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.usefixtures("client")
def test_stock_is_never_negative() -> None:
    """The database itself refuses it, whichever application asks."""
    with pytest.raises(IntegrityError, match="shop_product_stock_not_negative"):
        Product.objects.filter(name="cup").update(stock=-1)


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("quantity", [0, 1001])
def test_an_order_has_a_sensible_quantity(quantity: int) -> None:
    """The database itself refuses others."""
    with pytest.raises(IntegrityError, match="shop_order_quantity_in_range"):
        Order.objects.create(product=Product.objects.get(name="cup"), quantity=quantity)


def test_the_database_numbers_and_dates_an_order(client: Any) -> None:
    """The servlet's INSERT names neither."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_order (product_id, quantity) SELECT id, 3 FROM shop_product WHERE name = 'cup'"
        )
    (order,) = client.get("/wsgi/orders").json()["orders"]
    assert ("cup", 3) == (order["product"], order["quantity"])
