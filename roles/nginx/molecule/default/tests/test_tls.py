"""How far the web server proves who it is, and how old a protocol it takes."""

import warnings
from pathlib import Path

import pytest
from tls_probe import Server


@pytest.fixture(scope="module")
def found(address: str, authority: Path) -> dict[str, object]:
    root = str(authority / "root.crt")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return Server(address, 443, "web", "not-web", root, postgresql=False).examine()


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("verified", ""),
        ("wrong name", "Hostname mismatch, certificate is not valid for 'not-web'."),
        ("unknown root", "unable to get local issuer certificate"),
        ("TLSv1", "TLSV1_ALERT_PROTOCOL_VERSION"),
        ("TLSv1.1", "TLSV1_ALERT_PROTOCOL_VERSION"),
        ("TLSv1.2", ""),
        ("TLSv1.3", ""),
        ("version", "TLSv1.3"),
    ],
)
def test_a_client_that_insists_on(attempt: str, outcome: str, found: dict[str, object]) -> None:
    assert found[attempt] == outcome
