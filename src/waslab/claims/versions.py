"""Which programs answered and which asked."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import join

from waslab.claims.places import Places
from waslab.remote import Lab

GROUPS = ("proxies", "webservers", "tomcats", "clients")
PACKAGES = ("haproxy", "squid", "nginx", "apache2", "wrk", "nghttp2-client", "curl")
"""What answers and what asks, by Debian's names; servers of applications tell their versions themselves."""


def versions(lab: Lab, places: Places) -> Mapping[str, str]:
    """By program."""
    told: dict[str, str] = {}
    for group in GROUPS:
        machine = places.topology.members(group)[0]
        told |= _pairs(lab.output(machine, f"dpkg-query --show {join(PACKAGES)} 2>/dev/null || true"))
    models = sorted(places.topology.network.execution_models)
    whoami = join(["curl", "--silent", "--fail", places.front("/{" + ",".join(models) + "}/whoami")])
    asked = f'{whoami} | grep --only-matching \'"server": *"[^"]*"\' | cut --delimiter \'"\' --fields 4'
    names = lab.output(places.desk.machine, asked).splitlines()
    return told | {f"{model} runs on": name for model, name in zip(models, names, strict=False)}


def _pairs(output: str) -> Mapping[str, str]:
    lines = (line.partition("\t") for line in output.splitlines())
    return {name: version for name, _, version in lines if version}
