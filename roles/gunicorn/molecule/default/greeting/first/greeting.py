"""The smallest application that tells what it was asked, and by which process; it reads the whole request first."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

WORD = "hello"


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    read = environ["wsgi.input"].read()
    seen = {name: environ[name] for name in ("SCRIPT_NAME", "PATH_INFO", "wsgi.url_scheme")}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"word": WORD, "process": str(os.getpid()), "read": len(read), **seen}).encode()]
