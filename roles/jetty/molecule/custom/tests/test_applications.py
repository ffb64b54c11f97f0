import http.client
from contextlib import closing
from uuid import uuid4

import httpx
import pytest
from servlet_container import PORT, ApplicationTests
from testinfra.host import Host


class TestApplications(ApplicationTests):
    """What all servlet containers have in common, and what Jetty has of its own."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/pages/WEB-INF/hidden.txt", 404),
            ("/pages/%2e/WEB-INF/hidden.txt", 404),
            ("/pages//WEB-INF/hidden.txt", 404),
            ("/pages/folder/..;/WEB-INF/hidden.txt", 404),
            pytest.param("/pages/folder/", 403, id="the list of a folder"),
            pytest.param("/stray/", 404, id="a WAR in the container's own folder"),
        ],
    )
    def test_nothing_else_is_served(self, path: str, status: int, address: str) -> None:
        """The path is sent as it stands here: no client tidies it up."""
        assert raw_status(address, path) == status

    def test_an_application_logs_its_requests_to_a_file_of_their_own(self, client: httpx.Client, host: Host) -> None:
        line = f'{{"path": "/a\\"b", "request_id": "{uuid4()}"}}'
        client.get("/probe/log", params={"line": line})
        assert host.check_output("tail -n 1 /var/log/jetty12/requests.0.json") == line

    def test_an_application_learns_which_container_runs_it(self, client: httpx.Client) -> None:
        assert client.get("/probe/server").text.startswith("jetty/12.")

    def test_a_connection_that_the_database_ended_is_replaced(self, client: httpx.Client, host: Host) -> None:
        """At once: one request may learn of the end, the next has a new connection."""
        assert client.get("/probe/user").text == "probe"
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'probe'"
        assert host.check_output("runuser -u postgres -- psql --tuples-only --command %s", ended).strip() == "1"
        client.get("/probe/user")
        assert client.get("/probe/user").text == "probe"


def raw_status(address: str, path: str) -> int:
    with closing(http.client.HTTPConnection(address, PORT, timeout=10)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status
