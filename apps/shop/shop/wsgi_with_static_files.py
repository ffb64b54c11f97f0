"""The shop as a WSGI application that serves static files as well, for a comparison with a web server's own."""

import os

from django.conf import settings
from whitenoise import WhiteNoise

from shop.environment import Environment
from shop.wsgi import application as shop

application = WhiteNoise(
    shop,
    root=Environment.of_process(os.environ).text("SHOP_STATIC_FOLDER"),
    prefix=f"{settings.SHOP_PREFIX}/static",
)
