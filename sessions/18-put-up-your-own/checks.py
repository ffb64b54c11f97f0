"""What the vocabulary has no word for: the learner's own machine is none of the lab's."""

import subprocess
from ipaddress import IPv4Address

import yaml

from waslab import ssh
from waslab.layout import Layout
from waslab.sessions.checks import Finding
from waslab.sessions.eyes import Eyes
from waslab.topology import Machine

NAME, GROUP = "fresh", "own"


def reached(eyes: Eyes, address: str) -> Finding:
    """Whether the learner's inventory names their machine, and Ansible gets there."""
    try:
        told = yaml.safe_load((eyes.workspace / "hosts.yml").read_text(encoding="utf-8"))
        entered = str(told["all"]["children"][GROUP]["hosts"][NAME]["ansible_host"])
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError):
        return Finding("hosts.yml", f"no address of {NAME} in the group {GROUP}", "unnamed")
    if entered != address:
        return Finding("hosts.yml", f"{NAME} at {entered}", "elsewhere")
    done = _on_it(eyes, address, "true")
    return Finding(f"ssh {address}", "no answer", "away") if done.returncode else Finding(f"ssh {address}", "answers")


def trusted(eyes: Eyes, address: str) -> Finding:
    """The certificate at port 443, as the desk sees it."""
    ask = f"openssl s_client -connect {address}:443 -verify_ip {address} -verify_return_error -brief"
    done = eyes.host("client").run(f"timeout 2 {ask} </dev/null 2>&1")
    tried = f"client: openssl s_client -connect {address}:443"
    if done.rc == 0:
        return Finding(tried, "trusted")
    said = next((line for line in done.stdout.splitlines() if "erif" in line), "")
    return Finding(tried, said or "no handshake", "untrusted" if said else "silent")


def shut(eyes: Eyes, address: str, port: str) -> Finding:
    """Whether the desk gets no connection to the application server."""
    knock = f"timeout 1 bash -c '</dev/tcp/{address}/{port}'"
    opened = eyes.host("client").run(knock).rc == 0
    return Finding(f"client: {knock}", "connected" if opened else "no connection", "open" if opened else None)


def gone_and_back(eyes: Eyes, address: str) -> Finding:
    """Whether Gunicorn runs, and has been stopped before."""
    ask = "systemctl is-active gunicorn && sudo journalctl --unit gunicorn --output cat --no-pager | grep ^Stopped"
    done = _on_it(eyes, address, ask)
    tried = f"{NAME}: journalctl --unit gunicorn"
    if done.returncode:
        return Finding(tried, "it was never stopped", "never_gone")
    return Finding(tried, "stopped, and started again")


def _on_it(eyes: Eyes, address: str, command: str) -> subprocess.CompletedProcess[str]:
    machine = Machine(NAME, GROUP, IPv4Address(address), memory_mib=512, cpus=1)
    line = ssh.unattended(Layout(eyes.inventory.parents[1]), machine, [command])
    return subprocess.run(line, capture_output=True, text=True, check=False)
