"""What the shop believes about a request that came through other servers."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from shop.environment import Address

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(frozen=True)
class Origin:
    """Who asks, and how they reached the edge of the site."""

    client: str
    scheme: str


def origin(meta: Mapping[str, str], connection_scheme: str, trusted: frozenset[Address]) -> Origin:
    """Read the forwarding headers of WSGI's ``meta``, but only from a ``trusted`` peer."""
    peer = _address(meta.get("REMOTE_ADDR", ""))
    if peer not in trusted:
        return Origin(client=str(peer or ""), scheme=connection_scheme)
    scheme = meta.get("HTTP_X_FORWARDED_PROTO", "")
    return Origin(
        client=str(_nearest_stranger(meta.get("HTTP_X_FORWARDED_FOR", ""), trusted) or peer),
        scheme=scheme if scheme in {"http", "https"} else connection_scheme,
    )


def request_id(offered: str) -> str:
    """The identifier that came with the request when it is well formed, else a new one."""
    return offered if _REQUEST_ID.fullmatch(offered) else str(uuid.uuid4())


def _nearest_stranger(forwarded_for: str, trusted: frozenset[Address]) -> Address | None:
    """The rightmost address that is not ours: what stands left of it, the client may have invented."""
    for item in reversed(forwarded_for.split(",")):
        address = _address(item.strip())
        if address not in trusted:
            return address
    return None


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
