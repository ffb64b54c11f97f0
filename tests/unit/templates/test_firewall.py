from collections.abc import Callable

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
