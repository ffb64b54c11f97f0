"""The paths of the shop, all under its prefix.

The prefix is part of the paths, so it needs no header and no rewriting by any server in front.
"""

from types import ModuleType

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter

from shop import views


class OrderId:
    """Digits that fit the database's bigint."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(OrderId, "order_id")


def endpoints(views: ModuleType) -> list[URLPattern]:
    """The paths that every execution model has, each with the view of that name."""
    return [
        path("whoami", views.whoami),
        path("hello", views.hello),
        path("slow", views.slow),
        path("visits", views.visits),
        path("orders", views.orders),
        path("orders/<order_id:order_id>", views.order, name="order"),
        path("healthz", views.healthz),
    ]


def under_prefix(patterns: list[URLPattern]) -> list[URLResolver]:
    return [path(f"{settings.SHOP_PREFIX.removeprefix('/')}/", include(patterns))]


urlpatterns = under_prefix(endpoints(views))

handler400 = "shop.problems.malformed"
handler404 = "shop.problems.not_found"
handler500 = "shop.problems.fault"
