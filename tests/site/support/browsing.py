"""What curl gets on a machine of the lab, with and without the forward proxy."""

import json
from dataclasses import dataclass

from lab import NETWORK, only_machine
from machines import Machines


@dataclass(frozen=True)
class Browsed:
    """One answer; a status is "000" where there was none."""

    status: str
    tunnel: str
    headers: dict[str, list[str]]
    body: str


def browse(machines: Machines, machine: str, url: str, options: str = "") -> Browsed:
    told = '%{stderr}{"status": "%{http_code}", "tunnel": "%{http_connect}", "headers": %{header_json}}'
    done = machines[machine].run(f"curl --silent --max-time 10 --write-out '{told}' {options} '{url}'")
    return Browsed(**json.loads(done.stderr), body=done.stdout)


def through_squid(machines: Machines, machine: str, url: str, options: str = "") -> Browsed:
    proxy = f"http://{only_machine('proxies').name}:{NETWORK.service_ports['squid']}"
    return browse(machines, machine, url, f"--proxy {proxy} {options}")
