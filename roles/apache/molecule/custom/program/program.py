#!/usr/bin/python3
"""One application for both: a WSGI callable, and a CGI program when it is started as one.

It reads the whole body and tells what it was given, by which process; some paths are special:
.../silent   no answer within the tests' patience
.../crash    the process ends without an answer
.../garbage  something that is no answer (a program's only)
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.handlers import CGIHandler

SILENT_SECONDS = 30


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    read = environ["wsgi.input"].read()
    match environ["PATH_INFO"].rpartition("/")[2]:
        case "silent":
            time.sleep(SILENT_SECONDS)
        case "crash":
            os._exit(1)
        case "garbage":
            os.write(1, b"no header")
            os._exit(0)
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    told |= {"process": str(os.getpid()), "read": str(len(read)), "group": Path("/proc/self/cgroup").read_text()}
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Request-ID", "the program's")])
    return [json.dumps(told).encode()]


if __name__ == "__main__":
    CGIHandler().run(application)
