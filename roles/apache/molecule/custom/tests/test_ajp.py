"""One application server speaks AJP (Tomcat, with a page), the other HTTP (with JSON)."""

import json
from collections.abc import Iterator

import httpx
import pytest
from patience import eventually
from testinfra.host import Host

SITE = "/etc/apache2/sites-available/site.conf"
TOMCAT, OTHER = (200, "from Tomcat\n"), (200, "JSON")
BACK_SECONDS = 40


def answers(client: httpx.Client) -> set[tuple[int, str]]:
    """What comes of several requests for Tomcat's page, so that each server is asked."""
    seen = [client.get("/shop/page.txt") for _ in range(6)]
    return {(answer.status_code, "JSON" if answer.text.startswith("{") else answer.text) for answer in seen}


@pytest.fixture
def wrong_secret(client: httpx.Client, host: Host) -> Iterator[None]:
    """The web server has another secret than Tomcat."""
    host.check_output("sed -i.right 's/secret=[^ ]*/secret=wrong/' %s && systemctl reload apache2", SITE)
    yield
    host.check_output("mv %s.right %s && systemctl reload apache2", SITE, SITE)
    eventually(lambda: answers(client), lambda seen: seen == {TOMCAT, OTHER}, BACK_SECONDS, "both work again")


def test_the_right_secret_is_let_in(client: httpx.Client) -> None:
    eventually(lambda: answers(client), lambda seen: seen == {TOMCAT, OTHER}, BACK_SECONDS, "both answer")


@pytest.mark.usefixtures("wrong_secret")
def test_with_a_wrong_secret_the_client_is_refused(client: httpx.Client) -> None:
    """As soon as no process of before the reload answers any more."""
    eventually(
        lambda: answers(client),
        lambda seen: {status for status, _ in seen} == {200, 403} and TOMCAT not in seen,
        BACK_SECONDS,
        "Tomcat refuses",
    )


def test_a_dead_container_is_left_out_and_taken_back(client: httpx.Client, host: Host) -> None:
    host.check_output("systemctl stop tomcat11")
    without = answers(client)
    host.check_output("systemctl start tomcat11")
    assert without == {OTHER}
    eventually(lambda: answers(client), lambda seen: seen == {TOMCAT, OTHER}, BACK_SECONDS, "Tomcat has work again")


def test_the_container_learns_who_asks(client: httpx.Client, host: Host) -> None:
    for _ in range(2):
        client.get("/shop/page.txt", headers={"X-Forwarded-For": "203.0.113.7", "X-Request-ID": "abc"})

    def last() -> dict[str, str]:
        return dict(json.loads(host.check_output("tail -qn 1 /var/log/tomcat11/access.*.json").splitlines()[-1]))

    line = eventually(last, lambda told: told["request_id"] == "abc", BACK_SECONDS, "the request is logged")
    assert line["client"] == "203.0.113.7"


@pytest.mark.parametrize("user", ["nobody", "www-data"])
def test_only_root_can_read_the_secret(user: str, host: Host) -> None:
    """Root finds it: otherwise this would look for the wrong words."""
    search = "grep --recursive --files-with-matches --no-messages the-right-secret /etc/apache2 /var/log/apache2 /run"
    assert host.check_output(search) == SITE
    assert host.run(f"runuser -u {user} -- {search}").stdout == ""


def test_no_list_of_processes_shows_the_secret(host: Host) -> None:
    processes = host.check_output("runuser -u nobody -- ps axeww")
    assert "/usr/sbin/apache2" in processes
    assert "the-right-secret" not in processes
