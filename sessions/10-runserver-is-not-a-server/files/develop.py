"""Settings for Django's development server: the shop's own, and what differs."""

from shop.settings import *  # noqa: F403

DEBUG = False
ROOT_URLCONF = "average"
