"""Runs on the learner's desk: clients whose requests trickle in, until standard input ends.

    python3 slow_clients.py ADDRESS PORT COUNT

Each opens a connection and sends a byte of its request now and then, and never the end of it.
It says `ready` when all are connected. It is sent to the machine as text, so it needs nothing but Python.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from contextlib import suppress

PAUSE_SECONDS = 0.5
CONNECT_SECONDS = 10
HTTPS = 443


async def main(address: str, port: int, count: int) -> None:
    """Clients that were cut off come again."""
    connected = asyncio.Semaphore(0)
    clients = [asyncio.create_task(client(address, port, connected)) for _ in range(count)]
    async with asyncio.timeout(CONNECT_SECONDS):
        for _ in range(count):
            await connected.acquire()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    for task in clients:
        task.cancel()


async def client(address: str, port: int, connected: asyncio.Semaphore) -> None:
    while True:
        with suppress(OSError):
            await trickle(address, port, connected)
        await asyncio.sleep(PAUSE_SECONDS)


async def trickle(address: str, port: int, connected: asyncio.Semaphore) -> None:
    _, writer = await asyncio.open_connection(address, port, ssl=_unverified() if port == HTTPS else None)
    try:
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        await writer.drain()
        connected.release()
        while not writer.is_closing():
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        writer.close()


def _unverified() -> ssl.SSLContext:
    """The clients are there to be slow; who answers is checked elsewhere."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
