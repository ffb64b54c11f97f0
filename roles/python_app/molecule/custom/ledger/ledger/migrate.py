"""Writes as many pages into the book as there should be."""

import os
import sys
from pathlib import Path

from ledger import PAGES

BOOK = Path(os.environ["LEDGER_BOOK"])

if __name__ == "__main__":
    written = BOOK.read_text().splitlines() if BOOK.exists() else []
    missing = range(len(written), PAGES)
    if missing:
        BOOK.write_text("".join(f"{line}\n" for line in [*written, *map(str, missing)]))
        sys.stdout.write(f"Wrote {len(missing)} pages\n")
    else:
        sys.stdout.write("The book is as it should be\n")
