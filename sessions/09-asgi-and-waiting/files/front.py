"""What Uvicorn awaits: it hands each request to one of several applications."""

from app import application as own
from report import application as report


async def application(scope, receive, send):
    if scope["path"] == "/report":
        await report(scope, receive, send)
    # What begins with /wsgi/ is to be for the shop: shop.wsgi has it as a WSGI application.
    else:
        await own(scope, receive, send)
