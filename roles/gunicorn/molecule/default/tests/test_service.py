"""What the service goes through: reloads, restarts, death, new releases."""

import json

from patience import eventually
from python_server import SECONDS, Ask, FrontedTests, Service
from unfinished import UnfinishedRequest


class TestService(FrontedTests):
    """What all servers have in common, and how Gunicorn replaces its workers: all at once."""

    def test_a_reload_replaces_the_workers_and_lets_requests_end(
        self, service: Service, address: str, ask: Ask
    ) -> None:
        old = service.all_workers(gone=set())
        with UnfinishedRequest(address, 80, "/") as request:
            service.host.check_output("systemctl reload gunicorn")
            eventually(lambda: ask()["process"], lambda process: process not in old, SECONDS, "a new worker answers")
            status, body = request.finish()
        assert status == 200
        assert json.loads(body)["process"] in old
        service.all_workers(gone=old)
