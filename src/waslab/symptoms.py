"""What the output of a failed program says about the cause, in the words of the lab's user."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Symptom:
    """A cause that many programs report in the same words."""

    pattern: re.Pattern[str]
    what: str
    mend: tuple[str, ...]


def _symptom(pattern: str, what: str, *mend: str) -> Symptom:
    return Symptom(re.compile(pattern, re.IGNORECASE), what, mend)


DISK_FULL = _symptom(
    r"no space left on device|disk quota exceeded|not enough free space",
    "The disk is full.",
    "df -h . /var/lib   # find what is full and make room",
    "./lab up            # takes up where it stopped",
)

SYMPTOMS = (
    DISK_FULL,
    _symptom(
        r"hash sum mismatch|hashes? (?:are required|do(?:es)? not match)|do not match the hashes"
        r"|unexpected size|bad gzip|corrupt|incompleteread|badsig|file has unexpected",
        "A download came broken.",
        "./lab up   # downloads it again",
    ),
    _symptom(
        r"could not resolve|temporary failure (?:in name resolution|resolving)|connection timed out"
        r"|failed to fetch|network is unreachable|could not connect to|failed to establish a new connection"
        r"|no address associated with hostname",
        "A download failed: the network or the package source does not answer.",
        "./lab doctor   # says which source does not answer",
        "./lab up       # takes up where it stopped",
    ),
    _symptom(
        r"could not get lock|unable to (?:acquire|lock)|is another process using it",
        "Another package manager is at work.",
        "./lab up   # when it has finished",
    ),
    _symptom(r"cannot allocate memory|out of memory|oom-kill", "The host ran out of memory.", "./lab doctor"),
    _symptom(
        r"unable to locate package|has no installation candidate",
        "This system's package sources do not have a package that the lab needs.",
        "./lab doctor",
    ),
    _symptom(
        r"address already in use|port is already allocated|forwarded port .* is already in use",
        "A port that the lab needs is taken.",
        "./lab doctor   # says what takes it",
    ),
    _symptom(
        r"sudo: a (?:password|terminal) is required",
        "sudo wants a password and cannot ask for it here.",
        "sudo -v && ./lab up",
    ),
    _symptom(
        r"another process is already executing an action|lock(?:ed)? .*vagrant|vagrant can't use the requested machine",
        "Another Vagrant run is working on the same machines.",
        "./lab up   # when the other run has ended",
    ),
)


def recognise(output: str) -> Symptom | None:
    """The first known cause that the output shows."""
    return next((symptom for symptom in SYMPTOMS if symptom.pattern.search(output)), None)
