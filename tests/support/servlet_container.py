"""What every servlet container must do, whichever it is: each role inherits these tests."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

import httpx
import pytest
from browser import plain
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

HERE = "http://127.0.0.1:8080"
PORT = 8180
CLAIMS = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
START_SECONDS = 40


@dataclass(frozen=True)
class Container:
    host: Host
    unit: str

    @property
    def name(self) -> str:
        """Of the program, and of the user that it runs as."""
        return self.unit.rstrip("0123456789")

    def last_request(self, path: str) -> dict[str, object]:
        """Its line in the log, which is written after the client has its answer."""
        look = f"tail -qn 1 /var/log/{self.unit}/access.*.json"
        return eventually(
            lambda: dict(json.loads(self.host.check_output(look).splitlines()[-1])),
            lambda line: line["path"] == path,
            20,
            f"{path} is logged",
        )

    def status(self, path: str) -> str:
        return str(self.host.run("curl --silent --output /dev/null --write-out '%%{http_code}' %s", HERE + path).stdout)


class BareTests:
    """Without a variable set."""

    @pytest.mark.parametrize(
        "path",
        [
            *["/", "/index.html", "/root/", "/ROOT/", "/demo/", "/test/", "/examples/", "/docs/"],
            *["/manager/html", "/host-manager/html", "/WEB-INF/web.xml"],
        ],
    )
    def test_there_is_no_application_that_nobody_asked_for(self, path: str, container: Container) -> None:
        assert container.status(path) == "404"

    @pytest.mark.parametrize("path", ["/", "/%zz"])
    def test_an_answer_does_not_tell_what_answers(self, path: str, container: Container) -> None:
        answer = container.host.check_output("curl --silent --include %s", HERE + path).lower()
        assert answer.startswith("http/1.1 40")
        assert (container.name in answer, "server:" in answer) == (False, False)

    def test_the_container_is_there_for_its_own_machine_alone(self, address: str) -> None:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, 8080), timeout=5)

    def test_one_port_is_open(self, host: Host) -> None:
        """None for a shutdown, and none for AJP."""
        sockets = host.check_output("ss --listening --tcp --numeric --no-header --processes").splitlines()
        assert [line.split()[3] for line in sockets if '"java"' in line] == ["[::ffff:127.0.0.1]:8080"]

    def test_each_request_is_a_line_of_json(self, container: Container) -> None:
        container.host.check_output("curl --silent --header 'X-Request-ID: a\"b\\c' %s", HERE + "/logged")
        line = container.last_request("/logged")
        assert (line["request_id"], line["status"]) == ('a"b\\c', 404)

    def test_a_container_that_dies_is_started_again(self, container: Container) -> None:
        container.host.check_output("systemctl kill --signal KILL %s", container.unit)
        eventually(lambda: container.status("/"), "404".__eq__, START_SECONDS, "the container answers again")

    def test_the_service_is_confined(self, container: Container) -> None:
        assert exposure(container.host, container.unit) <= MOST_EXPOSED


class WithClient:
    @pytest.fixture
    def client(self, address: str) -> Iterator[httpx.Client]:
        with plain(f"http://{address}:{PORT}") as client:
            yield client


class ApplicationTests(WithClient):
    """With two applications, pages and probe, the second of which has a pool of one connection."""

    @pytest.mark.parametrize(
        ("path", "media_type", "text"),
        [
            ("/pages/", "text/html", "<title>Pages</title>"),
            ("/pages/style.css", "text/css", "color: black"),
            ("/pages/unpacked/style.css", "text/css", "color: black"),
            ("/probe/client", "text/plain", "http "),
        ],
    )
    def test_an_application_answers_below_its_name(
        self, path: str, media_type: str, text: str, client: httpx.Client
    ) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, media_type)
        assert text in answer.text

    def test_an_error_tells_nothing_about_the_program(self, client: httpx.Client, container: Container) -> None:
        answer = client.get("/probe/broken")
        assert answer.status_code == 500
        assert not [
            word for word in ("developers", "exception", "probe", container.name) if word in answer.text.lower()
        ]

    def test_a_proxy_is_believed_who_asks(self, client: httpx.Client) -> None:
        """The computer of the tests is one."""
        assert client.get("/probe/client", headers=CLAIMS).text == "https 203.0.113.7"

    def test_nobody_else_is_believed_who_asks(self, address: str, host: Host) -> None:
        """The machine itself is no proxy."""
        claims = " ".join(f"--header '{name}: {value}'" for name, value in CLAIMS.items())
        assert host.check_output(f"curl --silent {claims} http://{address}:{PORT}/probe/client") == f"http {address}"

    def test_the_access_log_has_the_client_and_the_peer(self, client: httpx.Client, container: Container) -> None:
        client.get("/pages/none", headers=CLAIMS)
        line = container.last_request("/pages/none")
        assert (line["client"], line["status"]) == ("203.0.113.7", 404)
        assert line["peer"] != line["client"]

    def test_an_application_finds_its_pool(self, client: httpx.Client) -> None:
        assert client.get("/probe/user").text == "probe"

    def test_a_request_waits_for_a_free_connection_as_long_as_it_may(self, client: httpx.Client) -> None:
        """500 ms, which ends before the connection is free."""
        with ThreadPoolExecutor() as pool:
            holder = pool.submit(client.get, "/probe/slow-user")
            refused = eventually(
                lambda: client.get("/probe/user"), lambda seen: seen.status_code == 500, 5, "it is used"
            )
            assert refused.elapsed.total_seconds() >= 0.5
            assert holder.result().text == "probe"
        assert client.get("/probe/user").text == "probe"

    def test_a_stopping_container_lets_a_request_finish(self, client: httpx.Client, container: Container) -> None:
        arrived = f"ss --no-header --tcp state established '( sport = :{PORT} )'"
        with ThreadPoolExecutor() as pool:
            slow = pool.submit(client.get, "/probe/slow")
            # Its first column: bytes that nobody has read yet.
            eventually(
                lambda: container.host.check_output(arrived),
                lambda seen: seen.split()[:1] == ["0"],
                10,
                "the request is read",
            )
            restart = pool.submit(container.host.check_output, f"systemctl restart {container.unit}")
            assert slow.result().text == "done"
            restart.result()
        eventually(lambda: alive(client), bool, START_SECONDS, "the container answers again")


def alive(client: httpx.Client) -> bool:
    try:
        return client.get("/probe/user").text == "probe"
    except httpx.TransportError:
        return False


class LimitTests(WithClient):
    """Clients that do not keep to the rules."""

    head_seconds: ClassVar[float]
    idle_seconds: ClassVar[float]

    @pytest.fixture
    def connection(self, address: str) -> Iterator[socket.socket]:
        with socket.create_connection((address, PORT), timeout=10) as connection:
            yield connection

    @pytest.mark.parametrize(
        "request_text",
        [
            pytest.param("GET / HTTP/1.1\r\n\r\n", id="no Host"),
            pytest.param("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", id="two Hosts"),
            pytest.param("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", id="half an escape"),
            pytest.param("GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", id="above the root"),
            pytest.param(
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", id="two lengths"
            ),
            pytest.param("GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", id="a space in a header's name"),
            pytest.param("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", id="no method"),
        ],
    )
    def test_a_malformed_request_is_refused(self, request_text: str, connection: socket.socket) -> None:
        connection.sendall(request_text.encode())
        head, _, body = rest(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert json.loads(body)["status"] == 400

    def test_half_a_head_is_not_waited_for(self, address: str) -> None:
        begun = time.monotonic()
        with socket.create_connection((address, PORT), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost:")
            rest(connection)
        assert time.monotonic() - begun > self.head_seconds - 0.1

    def test_an_idle_connection_is_closed(self, connection: socket.socket) -> None:
        begun = time.monotonic()
        connection.sendall(b"GET /pages/ HTTP/1.1\r\nHost: a\r\n\r\n")
        assert rest(connection).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - begun > self.idle_seconds - 0.1


def rest(connection: socket.socket) -> bytes:
    """Everything until the container closes the connection, for which the client's patience is the limit."""
    with connection.makefile("rb") as answer:
        return answer.read()


class SecretTests:
    secrets: ClassVar[list[str]]
    """The beginnings of the scenario's secrets, which no file needs to write in another way."""

    program: ClassVar[list[str]]
    """Files and folders that the container runs."""

    def test_no_list_of_processes_shows_a_secret(self, host: Host) -> None:
        processes = host.check_output("runuser -u nobody -- ps axeww")
        assert "java" in processes
        assert [secret for secret in self.secrets if secret in processes] == []

    def test_no_file_that_others_can_read_holds_a_secret(self, host: Host, container: Container) -> None:
        """One that only root can read holds them all: otherwise this would look for the wrong words."""
        kept = container.host.file(f"/etc/{container.unit}/secrets.env").content_string
        assert [secret for secret in self.secrets if secret not in kept] == []
        everywhere = f"/etc /opt /run /tmp /usr/local /var/lib/{container.unit} /var/log"
        words = " ".join(f"--regexp {secret}" for secret in self.secrets)
        found = host.run(
            f"runuser -u nobody -- grep --recursive --files-with-matches --no-messages {words} {everywhere}"
        )
        assert found.stdout == ""

    def test_the_container_cannot_read_the_secrets_of_root(self, container: Container) -> None:
        assert found(container, f"/etc/{container.unit}/secrets.env /etc/shadow", "-readable") == ""

    def test_the_container_cannot_change_what_it_runs(self, container: Container) -> None:
        files = [f"/etc/{container.unit}/server.xml", "/opt/pages.war", *self.program]
        assert found(container, " ".join(files), "-writable") == ""


def found(container: Container, files: str, test: str) -> str:
    """Which of them pass find's test when the container's user makes it; all must be there."""
    search = f"cd / && runuser -u {container.name} -- find {files} -maxdepth 0 {test}"
    return str(container.host.check_output(search))
