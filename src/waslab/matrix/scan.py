"""Tries every address and port of a list, all at once.

Runs on the machines as it is, so it needs nothing but Python itself.
Its argument is JSON, a list of questions: {"addresses": [...], "ports": [...], "seconds": limit, "protocol": "udp"}.
Without a protocol it is TCP; an address may name the network card to use, as fe80::1%eth1 does.
It answers with a list in the same order: {address: {port: state}}.

open         TCP: connected. UDP: a datagram was answered.
refused      the machine itself says that nothing listens there.
silent       no answer at all; by UDP it may also be a service that does not answer.
unreachable  somebody on the way says that there is no way.
"""

import asyncio
import json
import resource
import socket
import sys

SPARE_FILES = 100


async def tcp(probe: socket.socket, target: tuple[str | int, ...]) -> None:
    await asyncio.get_running_loop().sock_connect(probe, target)


async def udp(probe: socket.socket, target: tuple[str | int, ...]) -> None:
    probe.connect(target)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(probe, b"?")
    await loop.sock_recv(probe, 1)


PROTOCOLS = {"tcp": (socket.SOCK_STREAM, tcp), "udp": (socket.SOCK_DGRAM, udp)}


async def look(address: str, port: int, seconds: float, protocol: str) -> str:
    bare, _, card = address.partition("%")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    target = (bare, port, 0, socket.if_nametoindex(card)) if card else (bare, port)
    kind, attempt = PROTOCOLS[protocol]
    with socket.socket(family, kind) as probe:
        probe.setblocking(False)  # noqa: FBT003 - the library takes it by position alone
        try:
            await asyncio.wait_for(attempt(probe, target), seconds)
        except ConnectionRefusedError:
            return "refused"
        except (TimeoutError, PermissionError):
            # A machine's own firewall drops a datagram by not permitting it.
            return "silent"
        except OSError:
            return "unreachable"
    return "open"


async def scan(
    addresses: list[str], ports: list[int], seconds: float, protocol: str = "tcp"
) -> dict[str, dict[int, str]]:
    pairs = [(address, port) for address in addresses for port in ports]
    seen = await asyncio.gather(*(look(address, port, seconds, protocol) for address, port in pairs))
    found: dict[str, dict[int, str]] = {address: {} for address in addresses}
    for (address, port), state in zip(pairs, seen, strict=True):
        found[address][port] = state
    return found


async def all_of(questions: list[dict[str, object]]) -> list[dict[str, dict[int, str]]]:
    return list(await asyncio.gather(*(scan(**question) for question in questions)))  # type: ignore[arg-type]


def allow_files(wanted: int) -> None:
    """Each attempt is an open file."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted + SPARE_FILES, most), most))


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    allow_files(sum(len(question["addresses"]) * len(question["ports"]) for question in asked))
    json.dump(asyncio.run(all_of(asked)), sys.stdout)
