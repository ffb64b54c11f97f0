import json
import socket

import pytest
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

HERE = "http://127.0.0.1:8080"


def status(host: Host, path: str) -> str:
    return str(host.run("curl --silent --output /dev/null --write-out '%%{http_code}' %s", HERE + path).stdout)


@pytest.mark.parametrize("path", ["/", "/index.html", "/root/", "/demo/", "/test/", "/WEB-INF/web.xml"])
def test_there_is_no_application_that_nobody_asked_for(path: str, host: Host) -> None:
    assert status(host, path) == "404"


@pytest.mark.parametrize("path", ["/", "/%zz"])
def test_an_answer_does_not_tell_what_answers(path: str, host: Host) -> None:
    answer = host.check_output("curl --silent --include %s", HERE + path)
    assert "jetty" not in answer.lower()
    assert "server:" not in answer.lower()


def test_the_container_is_there_for_its_own_machine_alone(address: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, 8080), timeout=5)


def test_one_port_is_open(host: Host) -> None:
    sockets = host.check_output("ss --listening --tcp --numeric --no-header --processes").splitlines()
    assert [line.split()[3] for line in sockets if '"java"' in line] == ["[::ffff:127.0.0.1]:8080"]


def test_each_request_is_a_line_of_json(host: Host) -> None:
    host.check_output("curl --silent --header 'X-Request-ID: a\"b\\c' %s", HERE + "/logged")
    line = json.loads(host.check_output("tail -qn 1 /var/log/jetty12/access.*.json"))
    assert (line["request_id"], line["path"], line["status"]) == ('a"b\\c', "/logged", 404)


def test_a_container_that_dies_is_started_again(host: Host) -> None:
    host.check_output("systemctl kill --signal KILL jetty12")
    eventually(lambda: status(host, "/"), lambda seen: seen == "404", 40, "the container answers again")


def test_nothing_else_starts_the_container(host: Host) -> None:
    """The package has a timer of the service's name."""
    assert host.check_output("systemctl list-timers --all --no-legend jetty12.timer") == ""


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "jetty12") <= MOST_EXPOSED
