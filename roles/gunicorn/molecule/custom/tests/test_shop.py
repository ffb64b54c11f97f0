"""A Django application with a database: what it answers, and what it believes."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from patience import eventually
from testinfra.host import Host
from unfinished import UnfinishedRequest

ORDER = {"product": "pen", "quantity": 1}
STOP_SECONDS = 15
"""Far less than a request may wait for its body, far more than a busy computer needs."""


def test_the_application_reaches_its_database(shop: httpx.Client) -> None:
    """Over verified TLS, with a password that has quotes, a backslash, a dollar and a hash in it."""
    answer = shop.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


def test_an_order_is_kept(shop: httpx.Client) -> None:
    """The migrations have made the tables and what is in them from the start."""
    placed = shop.post("/orders", json=ORDER)
    assert placed.status_code == 201
    assert shop.get(f"/orders/{placed.json()['id']}").json() == placed.json()


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/orders", 405)])
def test_the_application_words_its_own_errors(shop: httpx.Client, method: str, path: str, status: int) -> None:
    answer = shop.request(method, path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_a_malformed_request_is_refused(address: str) -> None:
    with socket.create_connection((address, 8080), timeout=10) as connection:
        connection.sendall(b"GET /shop/whoami HTTP/1.1\r\nContent-Length: -1\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


def test_a_stranger_s_forwarding_headers_are_ignored(shop: httpx.Client) -> None:
    seen = shop.get("/whoami", headers=FORWARDED).json()
    assert seen["client"] != "203.0.113.9"
    assert seen["scheme"] == "http"


def test_a_trusted_web_server_is_believed_about_the_scheme(host: Host, address: str) -> None:
    """The machine itself is the second of the two that are trusted."""
    headers = " ".join(f"--header '{name}: {value}'" for name, value in FORWARDED.items())
    seen = json.loads(host.check_output(f"curl --silent {headers} http://%s:8080/shop/whoami", address))
    assert seen["scheme"] == "https"


def test_there_are_as_many_workers_as_asked_for(host: Host) -> None:
    assert host.check_output("pgrep --count --parent $(systemctl show --property MainPID --value gunicorn)") == "3"


def test_a_stop_does_not_wait_for_ever(host: Host, address: str) -> None:
    """A request that does not end in time is cut off, and so is the service's stop."""
    with UnfinishedRequest(address, 8080, "/shop/orders") as request:
        stopped = host.run("timeout %s systemctl stop gunicorn", str(STOP_SECONDS))
        host.check_output("systemctl start gunicorn")
        assert stopped.rc == 0
        assert request.is_cut_off()


@pytest.fixture
def secret(host: Host) -> str:
    """The end of the password that the running application has: no file needs to write that part in another way."""
    process = host.check_output("systemctl show --property MainPID --value gunicorn")
    environment = str(host.check_output("cat /proc/%s/environ", process)).split("\0")
    return next(variable for variable in environment if variable.startswith("SHOP_DATABASE_PASSWORD=")).split()[-1]


@pytest.mark.parametrize("place", ["/etc", "/opt", "/run", "/usr/local", "/var", "/proc/[0-9]*/environ"])
def test_another_user_reads_no_password(host: Host, secret: str, place: str) -> None:
    found = host.run(f"runuser -u nobody -- grep --recursive --files-with-matches %s {place}", secret)
    assert found.stdout == ""


@pytest.mark.parametrize("question", ["ps -e -o args", "systemctl show gunicorn"])
def test_another_user_is_told_no_password(host: Host, secret: str, question: str) -> None:
    assert secret not in host.check_output(f"runuser -u nobody -- {question}")


@pytest.fixture
def _database_without_tls(host: Host) -> Iterator[None]:
    """The same database, which now takes the application's password in the clear."""
    folder = host.check_output("echo /etc/postgresql/*/main")
    host.check_output("cp --archive %s /root/postgresql", folder)
    host.check_output("sed -i s/hostssl/host/ %s/pg_hba.conf", folder)
    host.check_output("echo ssl = off >> %s/conf.d/server.conf", folder)
    host.check_output("systemctl restart 'postgresql@*'")
    yield
    host.check_output("rm -r %s && mv /root/postgresql %s", folder, folder)
    host.check_output("systemctl restart 'postgresql@*'")


@pytest.mark.usefixtures("_database_without_tls")
def test_a_database_without_tls_is_refused(shop: httpx.Client) -> None:
    eventually(lambda: shop.get("/healthz").status_code, lambda status: status == 503, 20, "the database is refused")
