"""One measurement of one thing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from measured import WRK, FakeLab, places

from waslab.claims.figures import Figure
from waslab.claims.trials import Asking, BesideSlowClients, BesideStatic, Fetches, Users
from waslab.claims.watched import Watched
from waslab.errors import CannotJudge

PLACES = places()
ASKING = Asking(PLACES.desk, "http://gunicorn1:8000/wsgi/whoami", 8, 2)
GUNICORNS = PLACES.running("wsgi")
STARVED = WRK.replace("1749 requests", "0 requests")


def test_visitors_ask_from_the_learner_s_desk() -> None:
    """By the site's name, whatever the address is."""
    lab = FakeLab()
    assert ASKING.run(lab)[Figure.RATE] == 1749
    [command] = lab.commands
    assert command == (
        "client: timeout 17 wrk --threads 1 --connections 8 --duration 2s --timeout 10s --latency "
        "--header 'Host: www.waslab.test' http://gunicorn1:8000/wsgi/whoami"
    )


def test_no_answer_is_no_figure() -> None:
    """Unless the question is whether there is one."""
    lab = FakeLab(wrk=lambda _: STARVED)
    with pytest.raises(CannotJudge, match="No request got a good answer"):
        ASKING.run(lab)
    assert replace(ASKING, may_starve=True).run(lab)[Figure.RATE] == 0


def test_users_come_with_a_connection_each() -> None:
    """And a few requests."""
    lab = FakeLab()
    assert Users(PLACES.desk, "http://gunicorn1:8000/", 10, 2, 1).run(lab)[Figure.RATE] == 1000
    assert "--clients 10 --requests 20" in lab.commands[0]


def test_static_files_are_fetched_meanwhile() -> None:
    """The figures are those of the dynamic requests; the rate beside them is told too."""
    sample = BesideStatic(ASKING, "https://www.waslab.test/static/measured/1k.bin", 10, 5).run(FakeLab())
    assert (sample[Figure.RATE], sample[Figure.BESIDE]) == (1749, 1000)


@pytest.mark.parametrize("broken", ["wrk", "nothing"])
def test_slow_clients_go_when_the_others_have_ended(broken: str) -> None:
    """Also when the measurement fails."""
    lab = FakeLab(broken=broken)
    with suppress(CannotJudge):
        BesideSlowClients(ASKING, "gunicorn1", 8000, 100).run(lab)
    assert [helper.stops for helper in lab.helpers] == [1]


def test_what_the_services_used_is_told_by_answer() -> None:
    """Of all machines that serve."""
    figures = (Figure.CPU, Figure.STARTED, Figure.MEMORY, Figure.ORIGIN)
    lab = FakeLab()
    sample = Watched(ASKING, GUNICORNS, figures, ("gunicorn.service",)).run(lab)
    assert {figure: sample[figure] for figure in figures} == pytest.approx(
        {
            Figure.CPU: 2 * 874.5 / 1749,
            Figure.STARTED: 4,
            Figure.MEMORY: 181,
            Figure.ORIGIN: 0.02,
        }
    )
    assert [helper.stops for helper in lab.helpers] == [1, 1]


def test_nobody_watches_on_after_a_failure() -> None:
    """The programs on the machines are told to end."""
    lab = FakeLab(broken="wrk")
    with pytest.raises(CannotJudge, match="it is broken"):
        Watched(ASKING, GUNICORNS, (), ()).run(lab)
    assert [helper.stops for helper in lab.helpers] == [1, 1]


def test_fresh_addresses_are_new_in_every_run() -> None:
    """And the others are the same, so that a cache may have them."""
    fetches = Fetches(PLACES.desk, "http://web/x", 3, fresh=True, proxy="http://proxy:3128")
    lab = FakeLab()
    for trial in (fetches, fetches, replace(fetches, fresh=False)):
        trial.run(lab)
    first, second, kept = (command.rpartition(" ")[2] for command in lab.commands)
    assert first.startswith("'http://web/x?")
    assert first != second
    assert kept == "'http://web/x#[1-3]'"
