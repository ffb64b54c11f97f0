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

    def addresses(source: str) -> list[str]:
        if source == HOST:
            return [host_address]
        if source not in groups:
            raise AnsibleFilterError(f"network.yml: flows: from: {source!r} is neither a group nor {HOST!r}")
        return [hostvars[name]["ansible_host"] for name in groups[source]]

    def number(service: str) -> int:
        if service not in ports:
            raise AnsibleFilterError(f"network.yml: flows: {service!r} is not in service_ports")
        return ports[service]

    return [
        {
            "comment": flow["why"],
            "sources": addresses(flow["from"]),
            "ports": [number(service) for service in flow["to_ports"]],
        }
        for flow in flows
        if flow["to"] in [EVERY_MACHINE, *group_names]
    ]


def pool_connections(models: Iterable[Mapping[str, Any]], groups: Mapping[str, list[str]]) -> int:
    """The database connections that are open when every pool of every machine is full."""
    return sum(model["connections"] * len(groups[model["group"]]) for model in models)


class FilterModule:
    """Names the filters for Ansible."""

    def filters(self) -> dict[str, Any]:
        return {
            "hosts_file_lines": hosts_file_lines,
            "allowed_flows": allowed_flows,
            "pool_connections": pool_connections,
        }
