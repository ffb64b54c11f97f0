"""Sends back what it is sent, on every port that is named, by TCP and UDP, IPv4 and IPv6."""

import socket
import sys
from socketserver import BaseRequestHandler, StreamRequestHandler, ThreadingTCPServer, ThreadingUDPServer
from threading import Thread


class Stream(StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


class Datagram(BaseRequestHandler):
    def handle(self) -> None:
        data, server = self.request
        server.sendto(data, self.client_address)


class Tcp(ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True


class Udp(ThreadingUDPServer):
    address_family = socket.AF_INET6


for port in map(int, sys.argv[1:]):
    for server in (Tcp(("::", port), Stream), Udp(("::", port), Datagram)):
        Thread(target=server.serve_forever).start()
