from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

OFFICE = "192.0.2.0/24"


def rules(render: Render, **variables: object) -> list[str]:
    """The rules that accept connections by their source."""
    lines = render("firewall", "nftables.conf.j2", **{"firewall_management_networks": [OFFICE], **variables})
    return [line for line in lines if " saddr " in line]


def test_ssh_is_open_for_the_management_networks_alone(render: Render) -> None:
    assert rules(render) == [f'ip saddr {{ {OFFICE} }} tcp dport {{ 22 }} accept comment "management network"']


def test_ssh_may_have_another_port(render: Render) -> None:
    assert "tcp dport { 2222 }" in rules(render, firewall_ssh_port=2222)[0]


def test_without_a_management_network_there_is_no_rule_for_it(render: Render) -> None:
    assert rules(render, firewall_management_networks=[]) == []


def test_sources_of_both_families_get_a_rule_each(render: Render) -> None:
    flow = {"comment": "names", "sources": ["192.0.2.1", "2001:db8::1", "192.0.2.2"], "ports": [53], "protocol": "udp"}
    assert rules(render, firewall_allowed=[flow])[1:] == [
        'ip saddr { 192.0.2.1, 192.0.2.2 } udp dport { 53 } accept comment "names"',
        'ip6 saddr { 2001:db8::1 } udp dport { 53 } accept comment "names"',
    ]


def test_a_flow_from_nowhere_opens_nothing(render: Render) -> None:
    """A group of the inventory may have no machine yet."""
    flow = {"comment": "a group without machines", "sources": [], "ports": [80]}
    assert rules(render, firewall_allowed=[flow]) == rules(render)


def output(render: Render, **variables: object) -> list[str]:
    """The rules for what the machine itself opens."""
    lines = render("firewall", "nftables.conf.j2", **{"firewall_management_networks": [], **variables})
    start = lines.index("chain output {") if "chain output {" in lines else len(lines)
    return lines[start:]


def test_the_machine_opens_what_it_wants_unless_it_is_told_otherwise(render: Render) -> None:
    flow = {"comment": "store", "destinations": ["192.0.2.60"], "ports": [5432]}
    assert output(render, firewall_allowed_output=[flow]) == []


def test_without_a_list_the_machine_opens_nothing(render: Render) -> None:
    assert [line for line in output(render, firewall_output_policy="drop") if "daddr" in line] == []


@pytest.mark.parametrize("needed", ["established,related", 'oifname "lo"', "tcp sport 22", "echo-request", "68 . 67"])
def test_the_machine_keeps_what_it_lives_on(needed: str, render: Render) -> None:
    """Answers to those it serves, itself, ping, and its address by DHCP."""
    (line,) = (line for line in output(render, firewall_output_policy="drop") if needed in line)
    assert " accept" in line


def test_destinations_of_both_families_get_a_rule_each(render: Render) -> None:
    flow = {"comment": "names", "destinations": ["192.0.2.53", "2001:db8::53"], "ports": [53], "protocol": "udp"}
    lines = output(render, firewall_output_policy="drop", firewall_allowed_output=[flow])
    assert [line for line in lines if "daddr" in line] == [
        'ip daddr { 192.0.2.53 } udp dport { 53 } accept comment "names"',
        'ip6 daddr { 2001:db8::53 } udp dport { 53 } accept comment "names"',
    ]
