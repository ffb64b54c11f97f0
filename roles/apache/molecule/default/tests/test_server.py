import json

import httpx
import pytest
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

BODY_MAX = 1024 * 1024


@pytest.mark.parametrize(
    "path", ["/", "/app", "/application/", "/APP/", "/server-status", "/balancer-manager", "/etc/passwd"]
)
def test_only_its_path_is_handed_on(path: str, address: str, client: httpx.Client) -> None:
    answer = client.get(f"http://{address}{path}", headers={"X-Request-ID": "abc"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert (answer.json()["status"], answer.json()["request_id"]) == (404, "abc")


@pytest.mark.parametrize("path", ["/app/", "/app/a%2Fb//c;d=1?e=%20+&f", "/app/%C3%A4"])
def test_the_path_arrives_as_it_was_sent(path: str, client: httpx.Client) -> None:
    assert client.get(path).json()["path"] == path


@pytest.mark.parametrize(
    ("method", "size", "status"),
    [("POST", BODY_MAX, 200), ("POST", BODY_MAX + 1, 413), ("TRACE", 0, 405), ("GET", 0, 200), ("PUT", 1, 200)],
)
def test_methods_and_bodies_have_their_limits(method: str, size: int, status: int, client: httpx.Client) -> None:
    assert client.request(method, "/app/", content=bytes(size)).status_code == status


def test_a_body_must_state_its_length(client: httpx.Client) -> None:
    assert client.post("/app/", content=iter([b"body"])).status_code == 411


def test_nobody_is_believed_who_asks(client: httpx.Client, host: Host) -> None:
    claims = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    seen = client.get("/app/", headers=claims).json()["headers"]
    asker = json.loads(last_line(host))["client"]
    assert (seen["X-Forwarded-For"], "X-Forwarded-Proto" in seen) == (asker, False)
    assert asker != "203.0.113.7"


def test_an_answer_does_not_tell_the_version(client: httpx.Client) -> None:
    assert client.get("/").headers["Server"] == "Apache"


def test_each_request_is_a_line_of_json(client: httpx.Client, host: Host) -> None:
    client.get('/app/"quoted"', headers={"X-Request-ID": 'a"b\\c'})
    line = eventually(
        lambda: json.loads(last_line(host)), lambda seen: "quoted" in seen["request"], 20, "the request is logged"
    )
    assert (line["request_id"], line["request"], line["status"]) == ('a"b\\c', "GET /app/%22quoted%22 HTTP/1.1", 200)
    assert line["member"] in {"http://127.0.0.1:8001", "http://127.0.0.1:8002"}


def test_the_error_log_is_rotated(client: httpx.Client, host: Host) -> None:
    """The access log's own program bounds that one."""
    assert host.service("logrotate.timer").is_running
    host.check_output("logrotate --force /etc/logrotate.d/apache2")
    assert host.file("/var/log/apache2/error.log.1").exists
    eventually(lambda: works(client), lambda seen: seen, 20, "the server answers again")


@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_server_that_dies_is_started_again(time: int, client: httpx.Client, host: Host) -> None:  # noqa: ARG001 - again
    """After a restart, at which systemd learns anew which process is the main one."""
    host.check_output("systemctl reset-failed apache2 && systemctl restart apache2")
    host.check_output("systemctl kill --signal KILL apache2")
    eventually(lambda: works(client), lambda seen: seen, 20, "the server answers again")


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "apache2") <= MOST_EXPOSED


def works(client: httpx.Client) -> bool:
    try:
        return client.get("/app/").is_success
    except httpx.TransportError:
        return False


def last_line(host: Host) -> str:
    """The newest of the access log, whose files are filled in turn."""
    newest = host.check_output("ls --sort=time /var/log/apache2/access.json*").splitlines()[0]
    return str(host.check_output("tail -n 1 %s", newest))
