"""The paths of the shop in an event loop: those that all have, and what needs one."""

from django.urls import path

from shop import async_views
from shop.urls import endpoints, handler400, handler404, handler500, under_prefix

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = under_prefix([*endpoints(async_views), path("stream", async_views.stream)])
