"""Whether the places that packages come from answer. Each tool is asked, by its own configuration."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from waslab.doctor.check import Check, Title
from waslab.doctor.patient import Patient

APT_HELPER = "/usr/lib/apt/apt-helper"
ANSWER_SECONDS = 5

APT_OPTIONS = tuple(
    f"--option=Acquire::{option}"
    for option in ("Retries=0", f"http::Timeout={ANSWER_SECONDS}", f"https::Timeout={ANSWER_SECONDS}")
)


def debian_packages(patient: Patient) -> Check:
    """Fetch the first index file of apt's own sources."""
    title = Title("debian-packages", "Debian packages")
    if patient.host.system() != "debian":
        return title.ok("not asked: this system's packages come from elsewhere")
    listed = patient.runner.capture(["apt-get", "update", "--print-uris"])
    address = re.search(r"^'([^']+)'", listed.output, re.MULTILINE)
    if not address:
        return title.warn("apt has no package source", "cat /etc/apt/sources.list /etc/apt/sources.list.d/*")
    with tempfile.TemporaryDirectory() as folder:
        done = patient.runner.capture(
            [APT_HELPER, *APT_OPTIONS, "download-file", address[1], str(Path(folder) / "index")],
            timeout=2 * ANSWER_SECONDS,
        )
    if done.ok:
        return title.ok("the source answers")
    return title.warn("the package source that apt is set to does not answer", "sudo apt-get update   # says why")


def python_packages(patient: Patient) -> Check:
    """Ask pip's index for one package."""
    title = Title("python-packages", "Python packages")
    pip = [sys.executable, "-m", "pip"]
    done = patient.runner.capture(
        [*pip, "--timeout", str(ANSWER_SECONDS), "--retries", "0", "index", "versions", "pip"],
        timeout=2 * ANSWER_SECONDS,
    )
    if done.ok:
        return title.ok("the index answers")
    return title.warn(
        "the package index that pip is set to does not answer",
        f"{patient.layout.shown(patient.layout.tools)}/pip config list   # where pip looks",
    )
