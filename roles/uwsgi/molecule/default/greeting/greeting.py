"""The smallest application that tells what it was asked, and by which process; it reads the whole request first."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

WORD = "hello"
SLOW_SECONDS = 3
TOLD = ("SCRIPT_NAME", "PATH_INFO", "wsgi.url_scheme", "REMOTE_ADDR")


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    read = environ["wsgi.input"].read()
    if environ["PATH_INFO"].endswith("/slow"):
        sys.stdout.write(f"slow: {environ['QUERY_STRING']}\n")
        time.sleep(SLOW_SECONDS)
    seen = {name: environ[name] for name in TOLD}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"word": WORD, "process": str(os.getpid()), "read": len(read), **seen}).encode()]
