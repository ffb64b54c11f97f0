"""The filters that turn the inventory's facts into what the roles take."""

import importlib.util
from pathlib import Path

import pytest
from ansible.errors import AnsibleFilterError

_SOURCE = Path(__file__).parents[3] / "ansible/plugins/filter/lab.py"
_SPEC = importlib.util.spec_from_file_location("lab_filters", _SOURCE)
assert _SPEC is not None
assert _SPEC.loader is not None
lab = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(lab)

GROUPS = {"all": ["web", "g1", "g2"], "webservers": ["web"], "gunicorns": ["g1", "g2"]}
HOSTVARS = {
    "web": {"ansible_host": "192.0.2.30"},
    "g1": {"ansible_host": "192.0.2.51"},
    "g2": {"ansible_host": "192.0.2.52"},
}
PORTS = {"ssh": 22, "gunicorn": 8000}
FLOWS: list[dict[str, object]] = [
    {"from": "host", "to": "all", "to_ports": ["ssh"], "why": "configure"},
    {"from": "webservers", "to": "gunicorns", "to_ports": ["gunicorn"], "why": "serve"},
]


def allowed(group_names: list[str], flows: list[dict[str, object]] = FLOWS) -> list[dict[str, object]]:
    rules: list[dict[str, object]] = lab.allowed_flows(flows, group_names, GROUPS, HOSTVARS, PORTS, "192.0.2.1")
    return rules


def test_a_machine_gets_the_flows_to_its_groups_and_to_all() -> None:
    """A flow to `all` and a flow to one of its groups both end at a machine."""
    assert allowed(["gunicorns"]) == [
        {"comment": "configure", "sources": ["192.0.2.1"], "ports": [22]},
        {"comment": "serve", "sources": ["192.0.2.30"], "ports": [8000]},
    ]


def test_a_machine_does_not_get_the_flows_to_others() -> None:
    """A flow to another group is not allowed."""
    assert [rule["comment"] for rule in allowed(["webservers"])] == ["configure"]


def test_a_flow_from_all_comes_from_every_machine() -> None:
    """The computer that runs the lab is none of them."""
    flow: dict[str, object] = {"from": "all", "to": "gunicorns", "to_ports": ["gunicorn"], "why": "ask"}
    (rule,) = allowed(["gunicorns"], [flow])
    assert rule["sources"] == ["192.0.2.30", "192.0.2.51", "192.0.2.52"]


def opened(group_names: list[str], flows: list[dict[str, object]] = FLOWS) -> list[dict[str, object]]:
    rules: list[dict[str, object]] = lab.opened_flows(flows, group_names, GROUPS, HOSTVARS, PORTS, "192.0.2.1")
    return rules


def test_a_machine_opens_the_flows_from_its_groups() -> None:
    assert opened(["webservers"]) == [
        {"comment": "serve", "destinations": ["192.0.2.51", "192.0.2.52"], "ports": [8000]},
    ]


def test_a_machine_does_not_open_the_flows_of_others() -> None:
    """Nor those of the computer that runs the lab."""
    assert opened(["gunicorns"]) == []


def test_every_machine_opens_the_flows_from_all() -> None:
    flow: dict[str, object] = {"from": "all", "to": "host", "to_ports": ["ssh"], "why": "report"}
    assert opened(["gunicorns"], [flow]) == [{"comment": "report", "destinations": ["192.0.2.1"], "ports": [22]}]


@pytest.mark.parametrize(
    ("flow", "named"),
    [
        ({"from": "nobody", "to": "all", "to_ports": ["ssh"], "why": "?"}, "from: 'nobody'"),
        ({"from": "host", "to": "all", "to_ports": ["gopher"], "why": "?"}, "gopher"),
    ],
)
def test_an_unknown_name_in_the_table_is_refused(flow: dict[str, object], named: str) -> None:
    """A group or a service that is not there stops the run and is named."""
    with pytest.raises(AnsibleFilterError, match=named):
        allowed(["gunicorns"], [flow])


def test_an_unknown_end_of_what_a_machine_opens_is_refused() -> None:
    flow: dict[str, object] = {"from": "gunicorns", "to": "nobody", "to_ports": ["ssh"], "why": "?"}
    with pytest.raises(AnsibleFilterError, match="to: 'nobody'"):
        opened(["gunicorns"], [flow])


@pytest.mark.parametrize(("given", "on"), [(True, True), (False, False), ("true", True), ("False", False)])
def test_a_switch_may_come_from_the_command_line(*, given: bool | str, on: bool) -> None:
    assert lab.switch(given, "egress_control") is on


def test_a_switch_has_two_positions() -> None:
    with pytest.raises(AnsibleFilterError, match="egress_control: 'maybe' is neither true nor false"):
        lab.switch("maybe", "egress_control")


def test_the_public_name_belongs_to_its_machine_alone() -> None:
    """An alias stands only on the line of the machine that it names."""
    machines = [
        {"inventory_hostname": "proxy", "ansible_host": "192.0.2.20"},
        {"inventory_hostname": "web", "ansible_host": "192.0.2.30"},
    ]
    assert lab.hosts_file_lines(machines, "example.test", {"www.example.test": "proxy"}) == [
        {"address": "192.0.2.20", "names": ["proxy", "proxy.example.test", "www.example.test"]},
        {"address": "192.0.2.30", "names": ["web", "web.example.test"]},
    ]


def test_every_machine_has_a_pool_of_its_own() -> None:
    """Each model's pool, once for each machine of its group."""
    models = [{"group": "gunicorns", "connections": 10}, {"group": "webservers", "connections": 3}]
    assert lab.pool_connections(models, GROUPS) == 23
