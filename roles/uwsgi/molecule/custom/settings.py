"""Tells the environment and the thread that answers; waits as long as it is asked."""

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import packaged


def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    time.sleep(int(environ["QUERY_STRING"] or 0))
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"process": os.getpid(), "packaged": packaged.WORD, **os.environ}).encode()]
