"""Whether the host can carry the lab: provider, processor, programs, memory, disk."""

from __future__ import annotations

import re
from pathlib import Path

from waslab import provider as providers
from waslab.doctor.check import Check, Title
from waslab.doctor.patient import Patient
from waslab.layout import vagrant_home

DISK_NEEDED_MIB = {"lxc": 2500, "libvirt": 8000, "virtualbox": 12000}
"""Box, its unpacked form and eight machines after site.yml, measured for LXC and rounded up; else estimated."""

STORES = {"lxc": (Path("/var/lib/lxc"),), "libvirt": (Path("/var/lib/libvirt/images"),)}
"""Where a provider keeps machines outside the user's own folders."""

HOST_MEMORY_MIB = 512
"""What the host itself and Ansible's forks need beside the machines."""

IDLE_LAB_MIB = 1536
"""The budget of the idle lab in containers, which share the host's kernel and page cache."""

OLDEST = {"vagrant": (2, 2, 16), "ansible-playbook": (2, 19)}


def provider(patient: Patient) -> Check:
    title = Title("provider", "Provider")
    choice = patient.choice
    program = providers.host_packages(choice.name).brought_by_user
    if program and not patient.host.has(program):
        return title.block(
            f"{choice.name} was asked for and is not installed ({program} is missing)",
            *providers.commands_for(patient.host.system()),
            "unset LAB_PROVIDER   # or let the lab choose",
        )
    return title.ok(f"{choice.name}: {choice.reason}")


def kvm(patient: Patient) -> Check:
    title = Title("kvm", "KVM")
    if patient.host.can_virtualise():
        if patient.host.has_kvm_device():
            return title.ok("usable")
        found = "the processor could, but /dev/kvm is missing or may not be written to"
        mend: tuple[str, ...] = (
            "sudo modprobe kvm_intel || sudo modprobe kvm_amd",
            "sudo usermod --append --groups kvm $USER",
        )
    else:
        found = "not usable: the processor shows neither vmx nor svm"
        found += ", although /dev/kvm exists" if patient.host.has_kvm_device() else ""
        mend = ("LAB_PROVIDER=lxc ./lab up",)
    if patient.provider == "libvirt":
        return title.warn(f"{found}; libvirt emulates the processor, which is very slow", *mend)
    return title.ok(f"{found}; {patient.provider} does not need it")


def packages(patient: Patient) -> Check:
    title = Title("packages", "Host packages")
    needed = providers.host_packages(patient.provider)
    system = patient.host.system()
    if system != "debian":
        missing = tuple(name for name in ("vagrant", "ssh") if not patient.host.has(name))
        if patient.provider == "lxc" and not patient.host.has("lxc-start"):
            missing += ("lxc",)
        if missing:
            return title.block(
                f"missing: {', '.join(missing)}; on this system the lab installs nothing by itself",
                *providers.commands_for(system),
            )
        return title.ok("vagrant and ssh are installed")
    lacking = providers.missing_packages(patient.provider, patient.runner, patient.host)
    if not lacking:
        return title.ok(f"{len(needed.packages)} installed")
    told = f"missing: {', '.join(lacking)} ({needed.why})"
    if patient.host.can_install():
        return title.fail(told, "./lab setup")
    return title.block(
        f"{told}; you are not root and sudo is not here, so the lab may not install them",
        f"su -c 'apt-get update && {' '.join(providers.install_command(lacking))}'",
        "./lab up",
    )


def versions(patient: Patient) -> Check:
    title = Title("versions", "Versions")
    found, old = [], []
    for program, oldest in OLDEST.items():
        done = patient.runner.capture([program, "--version"])
        number = re.search(r"\d+(?:\.\d+)+", done.output)
        if not done.ok or not number:
            old.append(f"{program} is not installed")
            continue
        found.append(f"{program} {number[0]}")
        if tuple(map(int, number[0].split("."))) < oldest:
            old.append(f"{program} {number[0]} is older than {'.'.join(map(str, oldest))}")
    return title.fail("; ".join(old), "./lab setup") if old else title.ok(", ".join(found))


def box(patient: Patient) -> Check:
    title = Title("box", "Box")
    if not providers.builds_box(patient.provider):
        return title.ok("a public box, which Vagrant downloads at the first start")
    name = providers.box_name(patient.layout, patient.runner, patient.provider)
    if name and providers.box_present(name, patient.provider):
        return title.ok(name)
    return title.fail("not built yet, or its recipe has changed", "./lab setup")


def memory(patient: Patient) -> Check:
    title = Title("memory", "Memory")
    free = patient.host.memory_available_mib()
    if free is None:
        return title.warn("this system does not tell how much is free")
    if patient.own:
        return title.ok(f"{free} MiB free while the lab runs")
    limits = patient.topology.memory_mib
    needed = limits + HOST_MEMORY_MIB
    told = f"{free} MiB free; the inventory's machines may take {limits} MiB"
    mend = (
        "free --mebi   # close what takes the memory",
        f"lower machine_memory_mib in {patient.layout.shown(patient.layout.hosts_file)}",
    )
    if patient.provider == "lxc":
        if free < IDLE_LAB_MIB:
            return title.block(f"{told}, and at least {IDLE_LAB_MIB} MiB to run at all", *mend)
        return title.warn(f"{told} under load", *mend) if free < needed else title.ok(told)
    if free < needed:
        return title.block(f"{told}, and the host itself {HOST_MEMORY_MIB} MiB", *mend)
    return title.ok(told)


def disk(patient: Patient) -> Check:
    title = Title("disk", "Disk")
    needed = DISK_NEEDED_MIB[patient.provider]
    folders = (patient.layout.root, vagrant_home(), *STORES.get(patient.provider, ()))
    free, folder = min((patient.host.disk_free_mib(folder), folder) for folder in folders)
    if free >= needed or patient.own:
        return title.ok(f"{free} MiB free under {folder}")
    return title.block(
        f"{free} MiB free under {folder}; the lab needs {needed} MiB",
        f"df -h {folder}   # find what is full and make room",
        "vagrant box list   # vagrant box remove NAME frees what an old box takes",
    )
