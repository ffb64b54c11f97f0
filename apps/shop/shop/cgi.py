"""The shop as a CGI program: one request, and the process ends."""

import gc
import os
from wsgiref.handlers import CGIHandler

# Nothing lives long enough here to be worth looking for.
gc.disable()

from shop.wsgi import application  # noqa: E402 - most of the work is in this line


class OneRequest(CGIHandler):
    # Apache closes the program's input where the body ends, also when it announced no length.
    os_environ = {**os.environ, "wsgi.input_terminated": True}  # type: ignore[dict-item]


if __name__ == "__main__":
    OneRequest().run(application)
