"""Knocks at a machine's SSH server from this computer."""

import subprocess
from pathlib import Path

SECONDS = 20
TURNED_AWAY = "Permission denied (publickey)."
"""A server that turns a client away names the ways in: there is none but a key."""

SETTINGS = {
    "BatchMode": "yes",
    "IdentitiesOnly": "yes",
    "IdentityAgent": "none",
    "StrictHostKeyChecking": "no",
    "UserKnownHostsFile": "/dev/null",
    "LogLevel": "ERROR",
}


def knock(address: str, user: str, *keys: Path, **settings: str) -> str:
    """What SSH says when it is let try once, with these keys alone; nothing when it is let in."""
    options = [f"-o{name}={value}" for name, value in {**SETTINGS, **settings}.items()]
    command = ["ssh", "-F", "none", *options, *(f"-i{key}" for key in keys), f"{user}@{address}", "true"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.stderr.strip().rpartition(": ")[2]
