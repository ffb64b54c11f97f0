"""How the server looks from outside."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tls_probe


@pytest.fixture(scope="module")
def found(address: str, authority: Path) -> dict[str, Any]:
    """What the control host sees, which is no client of the database."""
    root = str(authority / "root.crt")
    server = {
        "address": address,
        "port": 5433,
        "name": "database",
        "wrong_name": "another",
        "root": root,
        "postgresql": True,
    }
    answers = json.loads(subprocess.check_output([sys.executable, tls_probe.__file__, json.dumps([server])]))
    return dict(answers[0])


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_today_s_tls_is_spoken(found: dict[str, Any], version: str) -> None:
    assert found[version] == ""


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1"])
def test_old_tls_is_refused(found: dict[str, Any], version: str) -> None:
    assert found[version] != ""


def test_the_certificate_is_the_authority_s_and_the_machine_s(found: dict[str, Any]) -> None:
    assert found["verified"] == ""
    assert "mismatch" in found["wrong name"]


def test_a_stranger_without_tls_is_refused(found: dict[str, Any]) -> None:
    assert "no pg_hba.conf entry" in found["in the clear"]
