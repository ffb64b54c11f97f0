"""The front page of the running lab, at its public name and over its TLS."""

import base64
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lab import LAYOUT, NETWORK, only_machine


@pytest.fixture(scope="session")
def arguments() -> list[str]:
    """The public name leads to the reverse proxy, and what the lab's issuing authority signed is trusted."""
    address = only_machine("proxies").address
    return [
        f"--host-resolver-rules=MAP {NETWORK.lab_public_name} {address}",
        f"--ignore-certificate-errors-spki-list={issuing_key_hash()}",
    ]


def issuing_key_hash() -> str:
    """Chromium looks for it in what the server sends, in which the root is not.

    As RFC 7469 writes it: the SHA-256 of the public key's SubjectPublicKeyInfo in base64.
    """
    issuing = x509.load_pem_x509_certificate(LAYOUT.root_certificate.with_name("issuing.crt").read_bytes())
    key = issuing.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@pytest.fixture(scope="session")
def origin() -> str:
    return f"https://{NETWORK.lab_public_name}"
