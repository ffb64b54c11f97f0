"""The content security policy that the web server sends with the site."""

import re

from lab import LAYOUT

SNIPPET = LAYOUT.roles / "nginx/templates/snippets/static.conf.j2"


def content_security_policy() -> str:
    found = re.search(r'add_header Content-Security-Policy "([^"]+)"', SNIPPET.read_text(encoding="utf-8"))
    assert found, f"{SNIPPET} sends no content security policy"
    return found[1]
