"""An HTTP client that opens the lab's public name and trusts the lab's root alone."""

import httpx
from browser import browser
from lab import LAYOUT, NETWORK, only_machine


def visitor(scheme: str = "https", *, http2: bool = True) -> httpx.Client:
    """A browser on this computer that opens the lab's public name. Threads do not share one."""
    proxy = str(only_machine("proxies").address)
    return browser(proxy, NETWORK.lab_public_name, LAYOUT.root_certificate, scheme, http2=http2)
