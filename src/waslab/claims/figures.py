"""What a measurement tells, and what exactly each figure counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Figure(Enum):
    """The name that the JSON uses, a table's heading, and what is counted."""

    ANSWERS = ("answers", "answers", "good answers (2xx and 3xx) in the run")
    RATE = (
        "answers_per_second",
        "answers/s",
        "good answers a second, as the load generator counts them",
    )
    TIME = (
        "answer_ms",
        "ms an answer",
        "milliseconds until an answer was there: wrk's median, h2load's and curl's mean",
    )
    FAILED = (
        "failed_share",
        "failed",
        "share of the requests that got no good answer: refused, broken off, timed out, or another status",
    )
    CPU = (
        "cpu_ms_per_answer",
        "CPU ms an answer",
        (
            "processor time of the control groups of the services named, ended processes included, "
            "by answer; without proxy, web server in front and load generator"
        ),
    )
    MEMORY = (
        "memory_mib",
        "memory in MiB",
        (
            "highest sum, under load, of the proportional memory (PSS) of all processes of the services named, "
            "looked at four times a second"
        ),
    )
    STARTED = (
        "started_per_answer",
        "processes an answer",
        (
            "processes and threads that the machine started, by answer: how far its counter of process ids moved; "
            "everything that the machine does is in it"
        ),
    )
    SWITCHES = (
        "switches_per_answer",
        "switches an answer",
        (
            "context switches by answer, from /proc/stat: where machines are containers, those of the whole computer, "
            "the load generator included"
        ),
    )
    BESIDE = (
        "beside_per_second",
        "static/s",
        "good answers a second of the load that ran beside it",
    )
    HITS = (
        "hit_share",
        "hits",
        "share of the answers that the cache says it had, in X-Cache (Nginx) or Cache-Status (Squid)",
    )
    ORIGIN = (
        "origin_kib_per_answer",
        "KiB from the origin",
        "KiB by answer that left the network cards of the machines behind the cache, headers and TLS included",
    )

    def __init__(self, key: str, heading: str, counts: str) -> None:
        self.key = key
        self.heading = heading
        self.counts = counts


Sample = Mapping[Figure, float]
"""The figures of one measurement."""
