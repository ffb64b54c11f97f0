"""Stand-ins for machines that are measured: load generators that say what a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from waslab import inventory
from waslab.claims.claim import Claim
from waslab.claims.places import Extent, Places
from waslab.claims.rows import claims
from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.path.logs import Container
from waslab.topology import Machine

WRK = """\
Running 1s test @ https://www.waslab.test/wsgi/whoami
  1 threads and 2 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.26ms    0.90ms  10.01ms   92.14%
    Req/Sec     1.76k   233.04     2.14k    60.00%
  Latency Distribution
     50%    0.96ms
     75%    1.15ms
     90%    1.91ms
     99%    5.61ms
  1749 requests in 1.00s, 853.78KB read
Requests/sec:   1748.15
Transfer/sec:    853.37KB
"""

H2LOAD = """\
starting benchmark...
spawning thread #0: 4 total client(s). 20 total requests
Application protocol: http/1.1
progress: 100% done

finished in 20.00ms, 1000.00 req/s, 473.40KB/s
requests: 20 total, 20 started, 20 done, 20 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 20 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 9.77KB (10007) total, 4.24KB (4340) headers (space savings 0.00%), 4.62KB (4727) data
                     min         max         mean         sd        +/- sd
time for request:     1.04ms      9.68ms      3.27ms      2.71ms    80.00%
time for connect:     1.64ms      2.86ms      2.33ms       511us    50.00%
time to 1st byte:     8.52ms     12.04ms     10.67ms      1.68ms    75.00%
req/s           :     246.13      294.59      265.53       20.56    75.00%
"""

CURL = """\
200\t0.004\tMISS\t
200\t0.002\tHIT\t
200\t0.002\tSTALE\t
200\t0.002\t\tproxy;hit;detail=match
200\t0.005\t\tproxy;fwd=miss
"""

WATCHED = {"started": 3498, "switches": 5247, "cpu_ms": 874.5, "sent_kib": 17.49, "memory_mib": 90.5}


def places() -> Places:
    """Of the lab's own inventory."""
    return Places(inventory.load(Layout.of_this_clone()), Container("Tomcat", "tomcat11"))


def every_claim(extent: Extent) -> dict[int, Claim]:
    return {claim.row: claim for claim in claims(places(), extent)}


@dataclass
class FakeHelper:
    told: str
    stops: int = 0

    def stop(self) -> str:
        self.stops += 1
        return self.told


@dataclass
class FakeLab:
    """Generators of endless repetition. `broken`: part of a command that fails."""

    broken: str = "no command has this in it"
    wrk: Callable[[str], str] = lambda _: WRK
    commands: list[str] = field(default_factory=list)
    helpers: list[FakeHelper] = field(default_factory=list)

    def output(self, machine: Machine, command: str) -> str:
        self.commands.append(f"{machine.name}: {command}")
        if self.broken in command:
            raise CannotJudge(f"{machine.name} failed: it is broken", mend="./lab up")
        if "dpkg-query" in command:
            return "nginx\t1.26\n"
        if " wrk " in command and "h2load" in command:
            return f"{self.wrk(command)}\n-- beside --\n{H2LOAD}"
        for program, said in ((" wrk ", self.wrk(command)), ("h2load", H2LOAD), ("curl --fail --fail-early", CURL)):
            if program in command:
                return said
        return ""

    def helper(self, machine: Machine, script: str, arguments: Sequence[str], *, root: bool) -> FakeHelper:  # noqa: ARG002
        self.helpers.append(FakeHelper(json.dumps(WATCHED)))
        return self.helpers[-1]
