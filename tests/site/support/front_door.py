"""An HTTP client that knows the lab's names and trusts the lab's root alone."""

import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx


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


def client(root_certificate: Path, addresses: Mapping[str, str], base_url: str, *, http2: bool = True) -> httpx.Client:
    trust = ssl.create_default_context(cafile=str(root_certificate))
    transport = ByAddress(httpx.HTTPTransport(verify=trust, http2=http2, trust_env=False), addresses)
    return httpx.Client(transport=transport, base_url=base_url, timeout=10)
