"""What the edge does to the headers of a request and of its answer, by the configuration that it runs with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from waslab.path.visit import Visit

CONFIGURATION = "/etc/haproxy/haproxy.cfg"
RULE = re.compile(
    r"^\s*http-(?P<side>request|response|after-response) (?P<deed>set|add|del)-header (?P<name>\S+)(?P<rest>.*)$",
    re.MULTILINE,
)
OF_THE_WEB_SERVER = ("X-Cache",)
"""Headers that only the web server knows the value of."""


@dataclass(frozen=True)
class Headers:
    """Names of headers; a name that ends with * stands for all that begin like it.

    `answer_removed` never reach a visitor, whichever server behind the edge sends them.
    """

    request_added: tuple[str, ...]
    request_removed: tuple[str, ...]
    answer_added: tuple[str, ...]
    answer_removed: tuple[str, ...]


def headers(configuration: str, visit: Visit) -> Headers:
    """Of the headers that may be added to an answer, those that the visitor got."""
    added: dict[bool, list[str]] = {True: [], False: list(OF_THE_WEB_SERVER)}
    removed: dict[bool, list[str]] = {True: [], False: []}
    for rule in RULE.finditer(configuration):
        of_request = rule["side"] == "request"
        if rule["deed"] == "del":
            removed[of_request].append(rule["name"] + ("*" if "-m beg" in rule["rest"] else ""))
        elif " unless " not in rule["rest"]:
            added[of_request].append(rule["name"])
    return Headers(
        request_added=tuple(added[True]),
        request_removed=tuple(removed[True]),
        answer_added=tuple(name for name in added[False] if visit.header(name) is not None),
        answer_removed=tuple(removed[False]),
    )
