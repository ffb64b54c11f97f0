"""What the service goes through: reloads, restarts, death, new releases."""

import json

from python_server import Ask, FrontedTests, Service, answers
from unfinished import UnfinishedRequest


class TestService(FrontedTests):
    """What all servers have in common, and how Uvicorn replaces its workers: one after the other."""

    def test_a_reload_replaces_the_workers_and_lets_requests_end(
        self, service: Service, address: str, ask: Ask
    ) -> None:
        """While the first one ends, the other answers."""
        old = service.all_workers(gone=set())
        with UnfinishedRequest(address, 80, "/") as request:
            service.host.check_output("systemctl reload uvicorn")
            assert answers(ask)
            status, body = request.finish()
        assert status == 200
        assert json.loads(body)["process"] in old
        service.all_workers(gone=old)
