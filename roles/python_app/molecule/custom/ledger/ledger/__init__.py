"""An application that has modules, settings and something to bring up to date."""

import os

WORD = os.environ["LEDGER_WORD"]
PAGES = int(os.environ["LEDGER_PAGES"])
