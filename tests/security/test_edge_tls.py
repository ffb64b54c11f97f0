"""The edge's TLS, as testssl.sh grades it from the learner's desk."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import raw
from lab import only_machine
from machines import Machines

pytestmark = pytest.mark.usefixtures("alone_on_the_desk")

ACCEPTED = {
    "BREACH": "answers are compressed, and none has a secret and a visitor's words in it",
    "cert_revocation": "a private authority has neither a revocation list nor OCSP: leaves live for 90 days instead",
}
"""Findings that are not in order, each with its reason."""

# A warning tells what testssl.sh could not find out: with the desk's OpenSSL, or on a busy computer.
IN_ORDER = {"OK", "INFO", "DEBUG", "WARN"}
CHECKS = "--protocols --std --fs --server-preference --server-defaults --headers --vulnerable"
GRADE = (
    f"testssl --quiet --color 0 --warnings off --nodns none --ip {raw.ADDRESS} {CHECKS}"
    " --add-ca /etc/waslab/pki/root.crt --jsonfile /tmp/testssl.json --overwrite"
    f" https://{raw.NAME} > /dev/null; cat /tmp/testssl.json; rm /tmp/testssl.json"
)


@pytest.fixture(scope="module")
def found(machines: Machines) -> Mapping[str, dict[str, Any]]:
    """Findings by their name."""
    said = machines[only_machine("clients").name].check_output(GRADE)
    return {one["id"]: one for one in json.loads(said)}


def test_the_grade_is_the_best(found: Mapping[str, dict[str, Any]]) -> None:
    assert found["overall_grade"]["finding"] == "A+"


def test_every_finding_that_is_not_in_order_has_its_reason(found: Mapping[str, dict[str, Any]]) -> None:
    odd = {name: one["finding"] for name, one in found.items() if one["severity"] not in IN_ORDER}
    assert {*odd} == {*ACCEPTED}, odd
