"""One application, started for each request (CGI) and as a server (FastCGI)."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

import httpx
import pytest
from patience import eventually
from testinfra.host import Host

BODY_MAX = 1000
CLAIMS = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Proto": "https"}
SECONDS = 20

both = pytest.mark.parametrize("folder", ["cgi", "fastcgi"])


def raw_status(address: str, target: str) -> int:
    """What comes of a request target that a better client would mend first."""
    with closing(HTTPConnection(address, 8000, timeout=10)) as connection:
        connection.putrequest("GET", target)
        connection.endheaders()
        return connection.getresponse().status


@pytest.fixture
def stopped(host: Host, client: httpx.Client) -> Iterator[None]:
    """The FastCGI server is not there."""
    host.check_output("systemctl stop uwsgi")
    yield
    host.check_output("systemctl start uwsgi")
    assert client.get("/fastcgi/").status_code == 200


def test_each_request_to_cgi_has_a_process_of_its_own(client: httpx.Client) -> None:
    assert len({client.get("/cgi/").json()["process"] for _ in range(3)}) == 3


def test_all_requests_to_fastcgi_have_the_same(client: httpx.Client) -> None:
    assert len({client.get("/fastcgi/").json()["process"] for _ in range(6)}) == 1


@both
@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/", "/"),
        ("/orders/1/", "/orders/1/"),
        ("/two%20words%3F/%C3%A4;d=1", "/two words?/\xc3\xa4;d=1"),
        ("/a%2Fb", "/a%2Fb"),
        ("/a..b/.c/...", "/a..b/.c/..."),
        (f"/{'long' * 200}", f"/{'long' * 200}"),
    ],
)
def test_the_program_sees_the_whole_path(folder: str, path: str, seen: str, client: httpx.Client) -> None:
    """Decoded once, but for a slash."""
    told = client.get(f"/{folder}{path}?q=%20+1").json()
    assert (told["SCRIPT_NAME"], told["PATH_INFO"], told["QUERY_STRING"]) == ("", f"/{folder}{seen}", "q=%20+1")


@both
@pytest.mark.parametrize(
    "target",
    [
        *["/{}", "//{}/", "/x/../{}/", "/x/%2e%2e/{}/", "/{}x/", "/X{}/"],
        *["/{}//", "/{}/a//b", "/{}/.", "/{}/./a", "/{}/../{}/", "/{}/%2E%2e/{}/", "/{}/a/.%2e?b=/"],
    ],
)
def test_a_path_that_is_not_exact_is_not_found(folder: str, target: str, address: str) -> None:
    assert raw_status(address, target.replace("{}", folder)) == 404


@both
@pytest.mark.parametrize("target", ["/{}/a?b=//c/../d", "http://a/{}/a"])
def test_a_path_that_only_looks_like_one_is_found(folder: str, target: str, address: str) -> None:
    assert raw_status(address, target.replace("{}", folder)) == 200


def in_pieces(size: int) -> Iterator[bytes]:
    yield bytes(size // 2)
    yield bytes(size - size // 2)


@both
@pytest.mark.parametrize("size", [0, BODY_MAX])
def test_a_body_arrives(folder: str, size: int, client: httpx.Client) -> None:
    assert client.post(f"/{folder}/", content=bytes(size)).json()["read"] == str(size)


def test_a_body_in_pieces_arrives_at_a_program(client: httpx.Client) -> None:
    assert client.post("/cgi/", content=in_pieces(BODY_MAX)).json()["read"] == str(BODY_MAX)


@pytest.mark.parametrize(
    ("folder", "content", "status"),
    [
        ("cgi", bytes(BODY_MAX + 1), 413),
        ("cgi", in_pieces(BODY_MAX + 1), 413),
        ("fastcgi", bytes(BODY_MAX + 1), 413),
        ("fastcgi", in_pieces(1), 411),
    ],
    ids=["cgi", "cgi, in pieces", "fastcgi", "fastcgi, in pieces"],
)
def test_a_body_has_its_limit(folder: str, content: bytes | Iterator[bytes], status: int, client: httpx.Client) -> None:
    answer = client.post(f"/{folder}/", content=content)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@both
def test_an_answer_is_the_same_whatever_the_web_server_looked_at(folder: str, client: httpx.Client) -> None:
    """Otherwise no cache could keep it."""
    assert "Vary" not in client.get(f"/{folder}/", headers=CLAIMS | {"X-Request-ID": "abc"}).headers


@both
def test_head_has_no_body(folder: str, address: str) -> None:
    """Seen without a client that would leave the body unread."""
    with socket.create_connection((address, 8000), timeout=10) as connection, connection.makefile("rb") as answer:
        connection.sendall(f"HEAD /{folder}/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        head, _, body = answer.read().partition(b"\r\n\r\n")
    assert (head.split()[1], body) == (b"200", b"")


@both
def test_the_program_learns_who_asks_and_how(folder: str, client: httpx.Client) -> None:
    """From a server in front, which the computer of the tests is."""
    told = client.get(f"/{folder}/", headers=CLAIMS).json()
    assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == ("203.0.113.7", "https")
    assert told["HTTP_X_FORWARDED_PROTO"] == "https"


@both
def test_nobody_else_is_believed_who_asks(folder: str, address: str, host: Host) -> None:
    """The machine itself is no server in front."""
    claims = " ".join(f"--header '{name}: {value}'" for name, value in CLAIMS.items())
    told = json.loads(host.check_output(f"curl --silent {claims} http://{address}:8000/{folder}/"))
    assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == (address, "http")
    assert not [name for name in told if name.startswith("HTTP_X_FORWARDED")]


@both
def test_some_headers_become_no_variables(folder: str, client: httpx.Client) -> None:
    names = ["Authorization", "Proxy", "X_Forwarded_For"]
    told = client.get(f"/{folder}/", headers={**dict.fromkeys(names, "word"), "X-Word": "word"}).json()
    assert [name for name, value in told.items() if value == "word"] == ["HTTP_X_WORD"]


def test_a_program_has_its_environment(client: httpx.Client) -> None:
    assert client.get("/cgi/").json()["GIVEN"] == "two words"


def test_a_program_counts_as_the_web_server(client: httpx.Client, host: Host) -> None:
    """So that its memory and its tasks are limited."""
    assert "apache2.service" in client.get("/cgi/").json()["group"]
    limits = host.check_output("systemctl show --property MemoryMax,TasksMax --value apache2").split()
    assert sorted(limits) == sorted([str(200 * 1024 * 1024), "300"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/cgi/crash", 500),
        ("/cgi/garbage", 500),
        ("/cgi/silent", 504),
        ("/fastcgi/crash", 503),
        ("/fastcgi/silent", 504),
    ],
)
def test_a_program_without_an_answer_is_a_problem(path: str, status: int, client: httpx.Client, host: Host) -> None:
    """A CGI program that is still silent then is ended."""
    answer = client.get(path, headers={"X-Request-ID": "abc"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["status"], answer.json()["request_id"]) == (status, "abc")
    running = "pgrep --full /opt/program/current/[p]rogram.py"
    eventually(lambda: host.run(running).stdout, lambda seen: not seen, SECONDS, "no program runs")


@pytest.mark.usefixtures("stopped")
def test_a_server_that_is_gone_is_told_as_unavailable_until_it_is_back(client: httpx.Client) -> None:
    answer = client.get("/fastcgi/")
    assert (answer.status_code, answer.json()["title"]) == (503, "Service Unavailable")


@pytest.mark.parametrize(
    ("folder", "program"), [("cgi", "/opt/program/current/program.py"), ("fastcgi", "unix:/run/uwsgi/socket")]
)
def test_the_access_log_tells_who_answered(folder: str, program: str, client: httpx.Client, host: Host) -> None:
    client.get(f"/{folder}/", headers={"X-Request-ID": "abc"})

    def last() -> dict[str, str]:
        newest = host.check_output("ls --sort=time /var/log/apache2/access.json*").splitlines()[0]
        return dict(json.loads(host.check_output("tail -n 1 %s", newest)))

    line = eventually(last, lambda told: told["program"] == program, SECONDS, "the request is logged")
    assert (line["request_id"], line["member"]) == ("abc", "-")


def test_no_request_to_a_server_fails_while_the_web_server_reloads(address: str, host: Host) -> None:
    """Each on a connection of its own."""
    with ThreadPoolExecutor() as pool:
        reload = pool.submit(host.check_output, "systemctl reload apache2")
        seen = [raw_status(address, "/fastcgi/")]
        while not reload.done():
            seen.append(raw_status(address, "/fastcgi/"))
    assert set(seen) == {200}
