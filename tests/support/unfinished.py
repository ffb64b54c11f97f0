"""A request in flight that ends when the test lets it: the last byte of its body is held back."""

import http.client
import socket
from contextlib import AbstractContextManager
from types import TracebackType

SECONDS = 30
"""How long an answer may take."""


class UnfinishedRequest(AbstractContextManager["UnfinishedRequest"]):
    def __init__(self, address: str, port: int, path: str, body: bytes = b"{}") -> None:
        self._connection = http.client.HTTPConnection(address, port, timeout=SECONDS)
        self._connection.putrequest("POST", path)
        self._connection.putheader("Content-Type", "application/json")
        self._connection.putheader("Content-Length", str(len(body)))
        self._connection.putheader("Expect", "100-continue")
        self._connection.endheaders()
        # The server asks for the body once the request is in the hands of a worker.
        assert self._socket.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 100"
        self._connection.send(body[:-1])
        self._last = body[-1:]

    @property
    def _socket(self) -> socket.socket:
        assert isinstance(self._connection.sock, socket.socket)
        return self._connection.sock

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def finish(self) -> tuple[int, bytes]:
        """Send the rest; gives the answer's status and body."""
        self._connection.send(self._last)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def is_cut_off(self) -> bool:
        """Whether the server ends the connection without an answer, which it may take its time for."""
        try:
            self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            return True
        return False
