"""Speaks TLS to a server in several ways and tells what came of each.

Runs on the machines as it is, so it needs nothing but Python itself.
Its argument is JSON, a list of {"address", "port", "name", "wrong_name", "root": path, "postgresql": bool}.
It answers with a list in the same order; an attempt is "" when it succeeded, else the reason.
"""

import json
import socket
import ssl
import struct
import sys
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime

SECONDS = 5
POSTGRESQL_TLS_REQUEST = struct.pack("!ii", 8, 80877103)


def trusting(*roots: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for root in roots:
        context.load_verify_locations(root)
    return context


def only(version: ssl.TLSVersion) -> ssl.SSLContext:
    """A client that speaks this version and nothing else, and does not look at the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # What OpenSSL refuses by itself at its default level is the server's to refuse here.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    return context


@dataclass(frozen=True)
class Server:
    address: str
    port: int
    name: str
    wrong_name: str
    root: str
    postgresql: bool

    def connect(self, context: ssl.SSLContext, name: str) -> ssl.SSLSocket:
        plain = socket.create_connection((self.address, self.port), SECONDS)
        if self.postgresql:
            plain.sendall(POSTGRESQL_TLS_REQUEST)
            if plain.recv(1) != b"S":
                raise OSError("the server refuses to speak TLS")
        return context.wrap_socket(plain, server_hostname=name)

    def attempt(self, context: ssl.SSLContext, name: str) -> str:
        try:
            self.connect(context, name).close()
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
        except ssl.SSLError as error:
            return error.reason or str(error)
        except OSError as error:
            return str(error)
        return ""

    def in_the_clear(self) -> str:
        """What PostgreSQL says to a client that asks to be let in without TLS."""
        wish = struct.pack("!i", 196608) + b"user\0shop\0database\0shop\0\0"
        with socket.create_connection((self.address, self.port), SECONDS) as plain:
            plain.sendall(struct.pack("!i", len(wish) + 4) + wish)
            return plain.recv(1000).decode(errors="replace")

    def certificate(self) -> dict[str, object]:
        with self.connect(trusting(self.root), self.name) as connection:
            found = connection.getpeercert() or {}
            version = connection.version()
        seconds = ssl.cert_time_to_seconds(str(found["notAfter"]))
        left = datetime.fromtimestamp(seconds, UTC) - datetime.now(UTC)
        return {"version": version, "days_left": left.days}

    def examine(self) -> dict[str, object]:
        verified = self.attempt(trusting(self.root), self.name)
        return {
            "verified": verified,
            "wrong name": self.attempt(trusting(self.root), self.wrong_name),
            "unknown root": self.attempt(trusting(), self.name),
            "TLSv1": self.attempt(only(ssl.TLSVersion.TLSv1), self.name),
            "TLSv1.1": self.attempt(only(ssl.TLSVersion.TLSv1_1), self.name),
            "TLSv1.2": self.attempt(only(ssl.TLSVersion.TLSv1_2), self.name),
            "TLSv1.3": self.attempt(only(ssl.TLSVersion.TLSv1_3), self.name),
            **({"in the clear": self.in_the_clear()} if self.postgresql else {}),
            **({} if verified else self.certificate()),
        }


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    json.dump([Server(**server).examine() for server in json.loads(sys.argv[1])], sys.stdout)
