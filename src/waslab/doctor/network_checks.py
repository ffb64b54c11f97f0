"""Whether the lab's names and addresses are free: bridge, range, other clones, ports."""

from __future__ import annotations

from collections import defaultdict
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from waslab import marked_yaml
from waslab.doctor.check import Check, Title
from waslab.doctor.patient import Patient
from waslab.errors import LabError
from waslab.host import Interface
from waslab.layout import Layout
from waslab.provider import LAB_BRIDGE

OWN_CARDS = {"lxc": (LAB_BRIDGE,), "libvirt": (LAB_BRIDGE, "virbr"), "virtualbox": ("vboxnet", "vmnet")}
"""How the network cards begin that a provider makes for the lab network."""

OUTSIDE_BRIDGE = "lxcbr0"
DNS_PORT = 53


def bridge(patient: Patient) -> Check:
    title = Title("bridge", "Bridge")
    if patient.provider != "lxc":
        return title.ok(f"{patient.provider} makes its own")
    state = patient.host.is_bridge(LAB_BRIDGE)
    if state is None:
        return title.ok(f"{LAB_BRIDGE} is made at the next start")
    if not state:
        return title.block(
            f"the name {LAB_BRIDGE} is taken by a network card that is not a bridge",
            f"ip link show {LAB_BRIDGE}   # what it is",
            f"sudo ip link delete {LAB_BRIDGE}   # when nothing needs it",
        )
    wanted = patient.topology.network.lab_host_address
    strange = [str(card.address) for card in patient.host.interfaces() if _strange(card, wanted)]
    if strange:
        return title.block(
            f"the bridge {LAB_BRIDGE} exists with another address: {', '.join(strange)}",
            f"sudo ip link delete {LAB_BRIDGE}   # when nothing else uses it",
        )
    return title.ok(f"{LAB_BRIDGE} is there")


def _strange(card: Interface, wanted: IPv4Address) -> bool:
    return card.name == LAB_BRIDGE and card.address.ip != wanted


def address_range(patient: Patient) -> Check:
    title = Title("range", "Address range")
    network = patient.topology.network.lab_network
    own = OWN_CARDS[patient.provider]
    cards = {
        f"{card.name} ({card.address})"
        for card in patient.host.interfaces()
        if card.address.network.overlaps(network) and not card.name.startswith(own)
    }
    routes = {
        f"{route.name} (route to {route.target})"
        for route in patient.host.routes()
        if _overlaps(route.target, network) and not route.name.startswith(own)
    }
    taken = sorted(cards) or sorted(routes)
    if taken:
        return title.block(
            f"{network} is in use on this host by {', '.join(taken)}",
            *(
                (f"sudo ip link delete {LAB_BRIDGE}   # the bridge of a lab with LXC",)
                if LAB_BRIDGE in taken[0]
                else ()
            ),
            "ip address; ip route   # stop what uses the range (a VPN, another provider's network)",
            f"or choose another network in {patient.layout.shown(patient.layout.network_file)}",
        )
    return title.ok(f"{network} is free for the lab")


def _overlaps(target: IPv4Network, network: IPv4Network) -> bool:
    """A wide route, such as a VPN's 192.168.0.0/16, does no harm: the lab's own is narrower and wins."""
    return target.overlaps(network) and target.prefixlen >= network.prefixlen


def other_lab(patient: Patient) -> Check:
    title = Title("other-lab", "Another lab")
    for folder, names in _labs_at_our_addresses(patient).items():
        return title.block(
            f"the lab in {folder} is running ({', '.join(names)}) and has the same addresses",
            f"cd {folder} && ./lab down   # stops it",
        )
    strays = _strays(patient)
    if strays:
        return title.block(
            f"containers of a lab whose folder is gone are running: {', '.join(strays)}",
            *(f"sudo lxc-stop --kill --name {name}" for name in strays),
        )
    return title.ok("none is running")


def leftovers(patient: Patient) -> Check:
    """Machines of this clone that are no longer in the inventory: Vagrant no longer sees them."""
    title = Title("leftovers", "Leftovers")
    left = [
        machine
        for machine in patient.machines
        if machine.folder == patient.layout.root and machine.id_on_host and machine.name not in patient.topology.names
    ]
    if not left:
        return title.ok("every machine of this clone is in the inventory")
    names = ", ".join(sorted(machine.name for machine in left))
    return title.warn(
        f"no longer in the inventory, but not deleted: {names}",
        *(f"sudo lxc-destroy --force --name {machine.id_on_host}" for machine in left if machine.provider == "lxc"),
        *(
            f"put {machine.name} back, then: vagrant destroy {machine.name}"
            for machine in left
            if machine.provider != "lxc"
        ),
    )


def _labs_at_our_addresses(patient: Patient) -> dict[Path, list[str]]:
    """The running machines of other clones whose inventories share an address with ours, by folder."""
    own = {machine.address for machine in patient.topology.machines}
    found: dict[Path, list[str]] = defaultdict(list)
    for machine in patient.machines:
        if machine.folder != patient.layout.root and patient.runs(machine):
            found[machine.folder].append(machine.name)
    return {folder: sorted(names) for folder, names in found.items() if own & _addresses(folder)}


def _strays(patient: Patient) -> list[str]:
    known = {machine.id_on_host for machine in patient.machines}
    return sorted(
        name
        for name in patient.containers - known
        if name.startswith("waslab-") and not name.startswith(patient.layout.clone_id)
    )


def _addresses(folder: Path) -> set[IPv4Address]:
    """The addresses in the inventory of another clone, read without judging it."""
    try:
        groups = marked_yaml.read(Layout(folder).hosts_file).data["all"]["children"].values()
        return {IPv4Address(entry["ansible_host"]) for group in groups for entry in group["hosts"].values()}
    except (LabError, AttributeError, KeyError, TypeError, ValueError):
        return set()


def machines_answering(patient: Patient) -> Check:
    title = Title("addresses", "Addresses")
    if _labs_at_our_addresses(patient) or _strays(patient):
        return title.warn("not asked: another lab answers at them", "./lab doctor   # once the other lab is down")
    network = patient.topology.network.lab_network
    if not any(card.address.network.overlaps(network) for card in patient.host.interfaces()):
        # What answers from beyond a gateway (some answer for every address) is not on the lab's network.
        return title.ok("no card of this host is on the lab's network yet")
    # A run that was cut off may have left a container of ours that Vagrant does not know.
    running = {machine.name for machine in patient.own} | {
        name for name in patient.topology.names if f"{patient.layout.clone_id}-{name}" in patient.containers
    }
    idle = {machine.address: machine.name for machine in patient.topology.machines if machine.name not in running}
    answering = patient.host.answering(tuple(idle))
    if answering:
        told = ", ".join(f"{address} ({idle[address]})" for address in sorted(answering))
        return title.block(
            f"something else answers at {told}, while that machine is not running",
            "./lab status   # is it a machine of this lab after all?",
            f"ip neighbour show {min(answering)}   # which network card answers",
        )
    return title.ok("each is the lab's own" if running else "no other machine answers at them")


def ports(patient: Patient) -> Check:
    title = Title("ports", "Ports")
    if patient.provider != "lxc" or patient.host.is_bridge(OUTSIDE_BRIDGE):
        return title.ok("the machines have addresses of their own; the host gives up no port")
    holder = patient.host.listener(DNS_PORT)
    if holder:
        return title.block(
            f"port {DNS_PORT} is held on every address of this host by {holder}; {OUTSIDE_BRIDGE} needs it",
            f"let {holder} listen on 127.0.0.1 alone, or stop it, then: ./lab up",
        )
    return title.ok(f"port {DNS_PORT}, which {OUTSIDE_BRIDGE} needs, is free")
