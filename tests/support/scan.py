"""Tries to connect to every address and port of a list, all at once.

Runs on the machines as it is, so it needs nothing but Python itself.
Its argument is JSON: {"addresses": [...], "ports": [...], "seconds": limit for one connection}.
It answers {address: {port: "open" | "refused" | "silent"}}.
"""

import asyncio
import json
import sys


async def look(address: str, port: int, seconds: float) -> str:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(address, port), seconds)
    except ConnectionRefusedError:
        return "refused"
    except OSError:
        return "silent"
    writer.transport.abort()
    return "open"


async def scan(addresses: list[str], ports: list[int], seconds: float) -> dict[str, dict[int, str]]:
    pairs = [(address, port) for address in addresses for port in ports]
    seen = await asyncio.gather(*(look(address, port, seconds) for address, port in pairs))
    found: dict[str, dict[int, str]] = {address: {} for address in addresses}
    for (address, port), state in zip(pairs, seen, strict=True):
        found[address][port] = state
    return found


if __name__ == "__main__":
    json.dump(asyncio.run(scan(**json.loads(sys.argv[1]))), sys.stdout)
