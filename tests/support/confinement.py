"""How far systemd confines a service, by its own reckoning."""

import re

from testinfra.host import Host

MOST_EXPOSED = 4.0
"""The highest level that a service of the lab may have; 0 is fully confined, 10 not at all."""


def exposure(host: Host, unit: str) -> float:
    told = host.check_output("systemd-analyze security --no-pager %s", unit)
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d+)", told)
    assert found is not None, told
    return float(found[1])
