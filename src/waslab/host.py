"""What the lab asks of the computer that it runs on."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from typing import Protocol

from waslab.processes import Runner

SSH_PORT = 22
MIB = 1024 * 1024


@dataclass(frozen=True)
class Interface:
    """An IPv4 address of the host, and the network card that has it."""

    name: str
    address: IPv4Interface


@dataclass(frozen=True)
class Route:
    name: str
    target: IPv4Network


class Host(Protocol):
    """Facts of the computer. Tests pass their own."""

    def system(self) -> str:
        """`debian` for Debian, Ubuntu and their kin; else `macos`, `fedora`, `arch`, `suse` or `other`."""

    def interfaces(self) -> tuple[Interface, ...]: ...
    def routes(self) -> tuple[Route, ...]: ...
    def is_bridge(self, name: str) -> bool | None:
        """None: there is no network card of that name."""

    def answering(self, addresses: Sequence[IPv4Address]) -> frozenset[IPv4Address]:
        """Those of the addresses at which a machine answers to SSH or refuses it."""

    def listener(self, port: int) -> str | None:
        """Who holds the port on every address of the host, as far as can be told."""

    def memory_available_mib(self) -> int | None: ...
    def disk_free_mib(self, path: Path) -> int: ...
    def has_kvm_device(self) -> bool: ...
    def can_virtualise(self) -> bool:
        """The processor shows vmx or svm: without it /dev/kvm is of no use."""

    def has(self, program: str) -> bool: ...
    def can_install(self) -> bool:
        """Whether packages may be installed: as root, or by sudo."""


class ThisHost:
    """The Host of the real world; on other systems than Linux most of its answers are empty."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def system(self) -> str:
        if platform.system() == "Darwin":
            return "macos"
        try:
            release = platform.freedesktop_os_release()
        except OSError:
            return "other"
        kin = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
        if kin & {"debian", "ubuntu"} and shutil.which("apt-get"):
            return "debian"
        for name, members in (
            ("fedora", {"fedora", "rhel", "centos"}),
            ("arch", {"arch"}),
            ("suse", {"suse", "opensuse"}),
        ):
            if kin & members:
                return name
        return "other"

    def interfaces(self) -> tuple[Interface, ...]:
        done = self._runner.capture(["ip", "-json", "-4", "address", "show"])
        if not done.ok:
            return ()
        return tuple(
            Interface(card["ifname"], IPv4Interface(f"{info['local']}/{info['prefixlen']}"))
            for card in json.loads(done.output or "[]")
            for info in card.get("addr_info", ())
            if "local" in info
        )

    def routes(self) -> tuple[Route, ...]:
        done = self._runner.capture(["ip", "-json", "-4", "route", "show", "table", "main"])
        if not done.ok:
            return ()
        return tuple(
            Route(route.get("dev", ""), IPv4Network(route["dst"]))
            for route in json.loads(done.output or "[]")
            if route.get("dst", "default") != "default"
        )

    def is_bridge(self, name: str) -> bool | None:
        card = Path("/sys/class/net") / name
        return (card / "bridge").is_dir() if card.exists() else None

    def answering(self, addresses: Sequence[IPv4Address]) -> frozenset[IPv4Address]:
        if not addresses:
            return frozenset()
        with ThreadPoolExecutor(len(addresses)) as pool:
            found = zip(addresses, pool.map(_answers, addresses), strict=True)
        return frozenset(address for address, answers in found if answers)

    def listener(self, port: int) -> str | None:
        done = self._runner.capture(["ss", "--no-header", "-tlnup", f"sport = :{port}"])
        for line in done.output.splitlines() if done.ok else ():
            if re.search(rf"(?:0\.0\.0\.0|\*|\[::\]):{port}\b", line):
                owner = re.search(r'"([^"]+)"', line)
                return owner[1] if owner else "a program of another user"
        return None

    def memory_available_mib(self) -> int | None:
        try:
            lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        except OSError:
            return None
        return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:")), None)

    def disk_free_mib(self, path: Path) -> int:
        while not path.exists():
            path = path.parent
        return shutil.disk_usage(path).free // MIB

    def has_kvm_device(self) -> bool:
        return os.access("/dev/kvm", os.W_OK)

    def can_virtualise(self) -> bool:
        try:
            text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        except OSError:
            return False
        return re.search(r"^flags.*\b(?:vmx|svm)\b", text, re.MULTILINE) is not None

    def has(self, program: str) -> bool:
        return shutil.which(program) is not None

    def can_install(self) -> bool:
        return os.geteuid() == 0 or self.has("sudo")


def _answers(address: IPv4Address, timeout: float = 0.7) -> bool:
    try:
        socket.create_connection((str(address), SSH_PORT), timeout).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return True
