"""From whatever there is to a verified lab."""

from __future__ import annotations

from dataclasses import dataclass

from waslab import doctor, drills, setup, verify
from waslab.boot import Boot
from waslab.doctor import Check
from waslab.errors import HostNotReady
from waslab.lock import only_one
from waslab.progress import Progress
from waslab.sessions.aside import set_aside
from waslab.topology import HOST, Machine, Topology
from waslab.workshop import Workshop


def bring_up(workshop: Workshop, progress: Progress) -> None:
    """Every step of `./lab up`; keeps the durations in .lab/logs/up.json, however it ends."""
    outcome = "failed"
    with only_one(workshop.layout):
        try:
            prepare(workshop, progress)
            boot(workshop, progress)
            drills.heal(drills.Ground(workshop), progress)
            with set_aside(workshop, progress):
                configure(workshop, progress)
                with progress.step("Verify the lab") as step:
                    verify.in_step(workshop.layout, workshop.runner, step)
            outcome = "done"
        except KeyboardInterrupt:
            outcome = "interrupted"
            raise
        finally:
            progress.keep(workshop.layout.logs / "up.json", outcome)


def prepare(workshop: Workshop, progress: Progress) -> None:
    """Look at inventory and host, then install what is missing."""
    with progress.step("Check the inventory and the host") as step:
        topology, choice = workshop.topology, workshop.choice
        patient = workshop.patient
        step.sum_up(f"{len(topology.machines)} machines with {choice.name}: {choice.reason}")
        refuse(doctor.blocking(patient))
    setup.packages(patient, progress)
    setup.box(patient, progress)


def refuse(blocks: tuple[Check, ...]) -> None:
    """Raise HostNotReady when a check forbids to go on."""
    if not blocks:
        return
    raise HostNotReady(
        "\n  ".join(["This host is not ready:", *(f"{check.title}: {check.what}" for check in blocks)]),
        mend=[command for check in blocks for command in check.mend],
    )


def boot(workshop: Workshop, progress: Progress) -> None:
    with progress.step("Boot the machines") as step:
        running = frozenset(machine.name for machine in workshop.patient.own)
        Boot(workshop.topology, workshop.machines, workshop.reach, workshop.choice.name, step).run(running)


def configure(workshop: Workshop, progress: Progress) -> None:
    with progress.step("Configure the machines") as step:
        played = workshop.playbooks.play("site.yml", step.say)
        step.parts.update({role: round(seconds, 2) for role, seconds in played.seconds_by_role.items()})
        step.sum_up(f"{played.changed} changes on {played.machines} machines")


@dataclass(frozen=True)
class Door:
    """Something of the lab that the learner can open."""

    what: str
    address: str


DOORS = {
    "https": ("the site", "https://{address}/"),
    "haproxy_stats": ("HAProxy's statistics", "http://{address}:{port}/"),
    "squid": ("the forward proxy", "http://{address}:{port}"),
}
"""By name of the port: what a learner opens, and how."""


def doors(topology: Topology) -> tuple[Door, ...]:
    """What the host may open, by the inventory's flows."""
    ports = topology.network.service_ports
    return tuple(
        Door(what, form.format(address=machine.address, port=ports[name]))
        for flow in topology.network.flows
        if flow.source == HOST
        for name, (what, form) in DOORS.items()
        if name in flow.to_ports
        for machine in topology.members(flow.target)
    )


def front_door(topology: Topology) -> Machine | None:
    """The machine behind the lab's public name."""
    return next(
        (
            machine
            for flow in topology.network.flows
            if flow.source == HOST and "https" in flow.to_ports
            for machine in topology.members(flow.target)
        ),
        None,
    )
