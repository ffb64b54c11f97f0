"""Django's own commands for the shop: migrate, check, shell."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    # No visitor waits for it, and a migration that gave up on a busy database would end an update.
    os.environ.setdefault("SHOP_DATABASE_PATIENCE", "30")
    execute_from_command_line(sys.argv)
