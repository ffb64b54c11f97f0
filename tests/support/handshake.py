"""A TLS client that trusts one root certificate and nothing else."""

import socket
import ssl
from pathlib import Path

from cryptography import x509

SECONDS = 5


def proof(address: str, port: int, name: str, root: Path) -> x509.Certificate:
    """The certificate by which the server proves its name; ssl.SSLCertVerificationError when it cannot."""
    context = ssl.create_default_context(cafile=root)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with (
        socket.create_connection((address, port), SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=name) as connection,
    ):
        shown = connection.getpeercert(binary_form=True)
    assert shown is not None
    return x509.load_der_x509_certificate(shown)
