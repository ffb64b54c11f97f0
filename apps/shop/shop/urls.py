"""The paths of the shop, all under its prefix.

The prefix is part of the paths, so it needs no header and no rewriting by any server in front.
"""

from django.conf import settings
from django.urls import include, path, register_converter

from shop import views


class OrderId:
    """Digits that fit the database's bigint."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(OrderId, "order_id")

_endpoints = [
    path("whoami", views.whoami),
    path("hello", views.hello),
    path("slow", views.slow),
    path("visits", views.visits),
    path("orders", views.orders),
    path("orders/<order_id:order_id>", views.order, name="order"),
    path("healthz", views.healthz),
]

urlpatterns = [path(f"{settings.SHOP_PREFIX.removeprefix('/')}/", include(_endpoints))]

handler400 = "shop.problems.malformed"
handler404 = "shop.problems.not_found"
handler500 = "shop.problems.fault"
