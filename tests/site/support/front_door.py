"""An HTTP client that knows the lab's names and trusts the lab's root alone."""

import ssl
from collections.abc import Mapping

import httpx
from lab import LAYOUT, NETWORK, only_machine

ANSWER_SECONDS = 10


class ByAddress(httpx.BaseTransport):
    """Connects to the addresses it was given, with the names still in Host and in TLS."""

    def __init__(self, inner: httpx.BaseTransport, addresses: Mapping[str, str]) -> None:
        self._inner = inner
        self._addresses = addresses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        if name in self._addresses:
            request.extensions = {**request.extensions, "sni_hostname": name}
            request.url = request.url.copy_with(host=self._addresses[name])
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def visitor(scheme: str = "https", *, http2: bool = True) -> httpx.Client:
    """A browser on this computer that opens the lab's public name. Threads do not share one."""
    name = NETWORK.lab_public_name
    trust = ssl.create_default_context(cafile=str(LAYOUT.root_certificate))
    inner = httpx.HTTPTransport(verify=trust, http2=http2, trust_env=False)
    transport = ByAddress(inner, {name: str(only_machine("proxies").address)})
    return httpx.Client(transport=transport, base_url=f"{scheme}://{name}", timeout=ANSWER_SECONDS)
