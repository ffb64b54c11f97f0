"""Tries to connect to every address and port of a list, all at once.

Runs on the machines as it is, so it needs nothing but Python itself.
Its argument is JSON: {"addresses": [...], "ports": [...], "seconds": limit for one connection, "protocol": "udp"}.
Without a protocol it is TCP; an open UDP port is one that answers a datagram.
It answers {address: {port: "open" | "refused" | "silent"}}.
"""

import asyncio
import json
import socket
import sys


async def tcp(address: str, port: int) -> None:
    _, writer = await asyncio.open_connection(address, port)
    writer.transport.abort()


async def udp(address: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    (family, kind, _, _, target), *_ = await loop.getaddrinfo(address, port, type=socket.SOCK_DGRAM)
    with socket.socket(family, kind) as probe:
        probe.settimeout(0)
        probe.connect(target)
        await loop.sock_sendall(probe, b"?")
        await loop.sock_recv(probe, 1)


PROTOCOLS = {"tcp": tcp, "udp": udp}


async def look(address: str, port: int, seconds: float, protocol: str) -> str:
    try:
        await asyncio.wait_for(PROTOCOLS[protocol](address, port), seconds)
    except ConnectionRefusedError:
        return "refused"
    except OSError:
        return "silent"
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


if __name__ == "__main__":
    json.dump(asyncio.run(scan(**json.loads(sys.argv[1]))), sys.stdout)
