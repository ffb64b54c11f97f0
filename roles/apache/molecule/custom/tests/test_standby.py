"""A third application server stands by. It tells its name, `spare`, as the one that speaks HTTP tells `app`."""

from collections.abc import Iterator

import httpx
import pytest
from patience import eventually
from testinfra.host import Host

TOMCAT = "from Tomcat\n"
CHANGED_SECONDS = 40


def answered_by(client: httpx.Client) -> set[str]:
    answers = [client.get("/shop/page.txt") for _ in range(6)]
    return {answer.json()["name"] if answer.text.startswith("{") else answer.text for answer in answers}


@pytest.fixture
def _others_away(client: httpx.Client, host: Host) -> Iterator[None]:
    host.check_output("systemctl stop tomcat11 && touch /run/origin/app.alive")
    yield
    host.check_output("rm /run/origin/app.alive && systemctl start tomcat11")
    eventually(lambda: answered_by(client), lambda seen: seen == {TOMCAT, "app"}, CHANGED_SECONDS, "it stands by again")


@pytest.mark.usefixtures("_others_away")
def test_it_has_work_only_while_no_other_can_take_it(client: httpx.Client) -> None:
    eventually(lambda: answered_by(client), lambda seen: seen == {"spare"}, CHANGED_SECONDS, "it has all the work")
