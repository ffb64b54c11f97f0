"""HTTP clients: one that opens a name at a given address and trusts one root alone, and one without TLS."""

import ssl
from pathlib import Path

import httpx

ANSWER_SECONDS = 10


class ByAddress(httpx.BaseTransport):
    """Connects to the address whatever the name, which stands in Host and in TLS all the same."""

    def __init__(self, inner: httpx.BaseTransport, address: str) -> None:
        self._inner = inner
        self._address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host=self._address)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def browser(address: str, name: str, root: Path, scheme: str = "https", *, http2: bool = True) -> httpx.Client:
    """A client for scheme://name at the address. Threads do not share one."""
    trust = ssl.create_default_context(cafile=str(root))
    inner = httpx.HTTPTransport(verify=trust, http2=http2, trust_env=False)
    return httpx.Client(
        transport=ByAddress(inner, address), base_url=f"{scheme}://{name}", timeout=ANSWER_SECONDS, trust_env=False
    )


def plain(url: str, seconds: float = ANSWER_SECONDS, *, keeps_connections: bool = True) -> httpx.Client:
    """A client for http://, which trusts nobody: reading all public roots takes longer than most requests."""
    return httpx.Client(
        base_url=url,
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        timeout=seconds,
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=None if keeps_connections else 0),
    )
