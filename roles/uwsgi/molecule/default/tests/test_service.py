"""What the service goes through: reloads, restarts, death."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from patience import eventually
from python_server import SECONDS, Ask, LifeTests, Service, answers


class TestService(LifeTests):
    """What all servers have in common, and what uWSGI has of its own."""

    @pytest.mark.parametrize("command", ["reload", "restart"])
    def test_a_request_in_flight_ends_well(self, command: str, service: Service, ask: Ask) -> None:
        old = service.all_workers(gone=set())
        name = str(uuid.uuid4())
        journal = "journalctl --unit uwsgi --since '1 minute ago'"
        with ThreadPoolExecutor() as pool:
            slow = pool.submit(ask, f"slow?{name}")
            eventually(lambda: name in service.host.check_output(journal), bool, SECONDS, "the request is in flight")
            service.host.check_output("systemctl %s uwsgi", command)
            assert slow.result()["process"] in old
        service.all_workers(gone=old)
        eventually(lambda: answers(ask), bool, SECONDS, "they answer")

    @pytest.mark.parametrize("path", ["/opt/greeting/current", "/etc/uwsgi", "/var/lib", "/var/log"])
    def test_the_service_writes_nowhere(self, service: Service, path: str) -> None:
        """Asked where it lives: in the service's own view of the files, where even root has no more than this."""
        file = f"{path}/passing"
        assert service.host.run("nsenter --target %s --mount test -d %s", service.main_process(), path).rc == 0
        assert service.host.run("nsenter --target %s --mount touch %s", service.main_process(), file).rc != 0
