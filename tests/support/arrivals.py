"""What arrived at the origin servers of a machine (origin.py)."""

import json
import uuid
from typing import Any

from testinfra.host import Host


def never_seen(folder: str) -> str:
    """A path in the folder that nobody has asked for yet."""
    return f"/{folder}/{uuid.uuid4()}"


def arrived(host: Host, path: str) -> list[dict[str, Any]]:
    """The requests for the path in their order, each with the origin's name, the method and the headers."""
    lines = host.check_output("cat /run/origin/log").splitlines()
    return [request for request in map(json.loads, lines) if request["path"] == path]


def release(host: Host, path: str) -> None:
    """Let the second half of the answer to /held/… go."""
    host.check_output("touch /run/origin/%s", path.rpartition("/")[2])
