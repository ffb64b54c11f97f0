"""Installs on the host what the lab needs: packages by apt, and the box."""

from __future__ import annotations

import os
import sys

from waslab import provider, symptoms
from waslab.doctor.patient import Patient
from waslab.errors import CommandFailed, HostNotReady
from waslab.processes import Finished, as_root
from waslab.progress import Progress, Step


def packages(patient: Patient, progress: Progress) -> None:
    """Install the provider's missing packages; raises HostNotReady where that is not allowed."""
    if patient.host.system() != "debian":
        return
    missing = provider.missing_packages(patient.provider, patient.runner, patient.host)
    if not missing:
        return
    with progress.step("Install host packages") as step:
        step.sum_up(f"{', '.join(missing)}: {provider.host_packages(patient.provider).why}")
        _ask_for_password_once(patient)
        quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
        _run(patient, step, as_root([*quietly, "apt-get", "update"]), "packages-update")
        _run(patient, step, as_root([*quietly, *provider.install_command(missing)]), "packages-install")


def box(patient: Patient, progress: Progress) -> None:
    """Build the box when the provider needs one of our own and it is not there."""
    if not provider.builds_box(patient.provider):
        return
    name = provider.box_name(patient.layout, patient.runner, patient.provider)
    if name and provider.box_present(name, patient.provider):
        return
    with progress.step("Build the box") as step:
        _ask_for_password_once(patient)
        _run(patient, step, [str(patient.layout.root / "box" / "build"), patient.provider], "box")


def _run(patient: Patient, step: Step, command: list[str], name: str) -> None:
    log = patient.layout.logs / f"{name}.log"
    done = patient.runner.run(command, cwd=patient.layout.root, log=log, on_line=step.say)
    if not done.ok:
        raise _failure(done, step.name, str(log))


def _failure(done: Finished, step: str, log: str) -> CommandFailed:
    known = symptoms.recognise(done.output)
    told = [line.strip() for line in done.output.splitlines() if line.strip()]
    return CommandFailed(
        f"{step} failed: {known.what if known else ' '.join(told[-2:]) or done.errors or f'code {done.code}'}",
        where=log,
        mend=known.mend if known else (f"less {log}", "./lab doctor"),
        known=known is not None,
    )


def _ask_for_password_once(patient: Patient) -> None:
    """Let sudo ask here, before anything moves on the screen; later calls need no answer."""
    if os.geteuid() == 0 or patient.runner.capture(["sudo", "--non-interactive", "true"]).ok:
        return
    if not sys.stdin.isatty() or patient.runner.attached(["sudo", "--validate"]) != 0:
        raise HostNotReady(
            "The lab has to be root for this step, and sudo does not let it.", mend="sudo -v && ./lab up"
        )
