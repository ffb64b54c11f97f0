"""Filters that turn the inventory's facts into what the roles take."""

from collections.abc import Iterable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

HOST = "host"
EVERY_MACHINE = "all"


def hosts_file_lines(
    machines: Iterable[Mapping[str, Any]], domain: str, aliases: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One entry of /etc/hosts for each machine: its address, its names and the public names it answers to."""
    return [
        {
            "address": machine["ansible_host"],
            "names": [
                machine["inventory_hostname"],
                f"{machine['inventory_hostname']}.{domain}",
                *(alias for alias, owner in aliases.items() if owner == machine["inventory_hostname"]),
            ],
        }
        for machine in machines
    ]


def allowed_flows(
    flows: Iterable[Mapping[str, Any]],
    group_names: list[str],
    groups: Mapping[str, list[str]],
    hostvars: Mapping[str, Mapping[str, Any]],
    ports: Mapping[str, int],
    host_address: str,
) -> list[dict[str, Any]]:
    """The flows that end at a machine of the groups group_names, as source addresses and port numbers."""
    return [
        {
            "comment": flow["why"],
            "sources": _addresses("from", flow["from"], groups, hostvars, host_address),
            "ports": _numbers(flow["to_ports"], ports),
        }
        for flow in flows
        if flow["to"] in [EVERY_MACHINE, *group_names]
    ]


def opened_flows(
    flows: Iterable[Mapping[str, Any]],
    group_names: list[str],
    groups: Mapping[str, list[str]],
    hostvars: Mapping[str, Mapping[str, Any]],
    ports: Mapping[str, int],
    host_address: str,
) -> list[dict[str, Any]]:
    """The flows that begin at a machine of the groups group_names, as destination addresses and port numbers."""
    return [
        {
            "comment": flow["why"],
            "destinations": _addresses("to", flow["to"], groups, hostvars, host_address),
            "ports": _numbers(flow["to_ports"], ports),
        }
        for flow in flows
        if flow["from"] in [EVERY_MACHINE, *group_names]
    ]


def _addresses(
    end: str,
    group: str,
    groups: Mapping[str, list[str]],
    hostvars: Mapping[str, Mapping[str, Any]],
    host_address: str,
) -> list[str]:
    if group == HOST:
        return [host_address]
    if group not in groups:
        raise AnsibleFilterError(f"network.yml: flows: {end}: {group!r} is neither a group nor {HOST!r}")
    return [hostvars[name]["ansible_host"] for name in groups[group]]


def _numbers(services: Iterable[str], ports: Mapping[str, int]) -> list[int]:
    for service in services:
        if service not in ports:
            raise AnsibleFilterError(f"network.yml: flows: {service!r} is not in service_ports")
    return [ports[service] for service in services]


def switch(value: Any, name: str) -> bool:
    """Whether a switch is on; one that is given on the command line comes as text."""
    positions = {"true": True, "false": False}
    if str(value).lower() not in positions:
        raise AnsibleFilterError(f"{name}: {value!r} is neither true nor false")
    return positions[str(value).lower()]


def pool_connections(models: Iterable[Mapping[str, Any]], groups: Mapping[str, list[str]]) -> int:
    """The database connections that are open when every pool of every machine is full."""
    return sum(model["connections"] * len(groups[model["group"]]) for model in models)


class FilterModule:
    """Names the filters for Ansible."""

    def filters(self) -> dict[str, Any]:
        return {
            "hosts_file_lines": hosts_file_lines,
            "allowed_flows": allowed_flows,
            "opened_flows": opened_flows,
            "switch": switch,
            "pool_connections": pool_connections,
        }
