#!/usr/bin/env python3
"""Clients on a bad line: each sends an order that trickles in, a byte every half second, and never all of it.

    slow-clients COUNT URL COMMAND...

The command runs while all of them are at it. When it has ended, they hang up.
"""

import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

PAUSE_SECONDS = 0.5
SETTLE_SECONDS = 0.3
"""Until a server has read what the last of them sent first."""

HEAD = "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"


def line(url):
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    connected = socket.create_connection((parts.hostname, parts.port or (443 if secure else 80)), timeout=5)
    if secure:
        connected = ssl.create_default_context().wrap_socket(connected, server_hostname=parts.hostname)
    connected.sendall(HEAD.format(path=parts.path, host=parts.netloc).encode())
    return connected


def trickle(lines, ended):
    while not ended.wait(PAUSE_SECONDS):
        for connected in lines:
            with suppress(OSError):
                connected.send(b" ")


def main(count, url, *command):
    lines = [line(url) for _ in range(int(count))]
    ended = threading.Event()
    sending = threading.Thread(target=trickle, args=(lines, ended))
    sending.start()
    try:
        time.sleep(SETTLE_SECONDS)
        return subprocess.run(command, check=False).returncode
    finally:
        ended.set()
        sending.join()
        for connected in lines:
            connected.close()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit("slow-clients COUNT URL COMMAND...")
    sys.exit(main(*sys.argv[1:]))
