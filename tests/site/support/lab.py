"""The lab under test, as its inventory describes it."""

from waslab import inventory
from waslab.layout import Layout
from waslab.topology import Machine, Topology

LAYOUT = Layout.of_this_clone()
TOPOLOGY: Topology = inventory.load(LAYOUT)
NETWORK = TOPOLOGY.network

SERVICES = {
    "clients": (),
    "proxies": ("haproxy", "squid"),
    "webservers": ("nginx",),
    "tomcats": ("apache2", "tomcat11", "uwsgi"),
    "gunicorns": ("gunicorn", "uvicorn"),
    "databases": ("postgresql@17-main",),
}
"""The systemd units that a machine of each group runs."""

EVERY_MACHINES_SERVICES = ("nftables", "ssh")


def services(machine: Machine) -> tuple[str, ...]:
    return (*EVERY_MACHINES_SERVICES, *SERVICES[machine.group])


def only_machine(group: str) -> Machine:
    """The machine of a group that has just one."""
    (machine,) = TOPOLOGY.members(group)
    return machine
