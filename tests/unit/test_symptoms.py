"""Known causes are recognised in what failed programs say."""

from __future__ import annotations

import pytest

from waslab import symptoms


@pytest.mark.parametrize(
    ("output", "what"),
    [
        ("tar: write error: No space left on device", "disk is full"),
        ("E: Failed to fetch http://x Hash Sum mismatch", "download came broken"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "download came broken"),
        ("W: Temporary failure resolving 'x'", "download failed"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "package manager"),
        ("fork: Cannot allocate memory", "out of memory"),
        ("E: Unable to locate package vagrant-lxc", "do not have a package"),
        ("dnsmasq: failed to create listening socket: Address already in use", "port that the lab needs is taken"),
        ("sudo: a password is required", "sudo wants a password"),
        (
            "An action 'up' was attempted, but another process is already executing an action on it",
            "Another Vagrant run",
        ),
    ],
)
def test_a_known_cause_is_named_with_a_command(output: str, what: str) -> None:
    """In the words of the lab's user."""
    found = symptoms.recognise(f"some line\n{output}\nanother line")
    assert found is not None
    assert what in found.what
    assert found.mend


def test_an_unknown_cause_stays_unknown() -> None:
    """Better no cause than a wrong one."""
    assert symptoms.recognise("Segmentation fault") is None
