"""Row 15: an application server without a web server in front."""

from __future__ import annotations

from waslab.claims.claim import Claim, Question
from waslab.claims.experiment import Experiment, Side
from waslab.claims.figures import Figure
from waslab.claims.places import Extent, Places
from waslab.claims.rows.waiting import NONE_FAIL
from waslab.claims.stats import NOT_LESS
from waslab.claims.trials import Asking, BesideSlowClients, Trial, Users

CLAIMED_USERS = 700
REQUESTS_EACH = 2
ORDINARY_USERS, SLOW_CLIENTS = 10, 100
BESIDE_SLOW = f"{ORDINARY_USERS} users beside {SLOW_CLIENTS} slow clients"

EXPECTED_RATE = 800
"""Answers a second, for the time that it will take; no verdict depends on it."""


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    trials: dict[Side, Trial] = {}
    questions: list[Question] = []
    for name, model, service in (("Gunicorn", "wsgi", "gunicorn"), ("Uvicorn", "asgi", "uvicorn")):
        machine = places.running(model)[0]
        alone = (f"{name} alone", places.direct(machine, service, f"/{model}/whoami"), machine.name, service)
        behind = (f"{name} behind the front door", places.front(f"/{model}/whoami"), places.desk.host, "https")
        for count in extent.choose((100, 300, CLAIMED_USERS, 1000), (100,)):
            sides = [Side(way[0], f"{count} users") for way in (alone, behind)]
            seconds = count * REQUESTS_EACH / EXPECTED_RATE
            for side, way in zip(sides, (alone, behind), strict=True):
                trials[side] = Users(places.desk, way[1], count, REQUESTS_EACH, seconds)
            if count <= CLAIMED_USERS:
                questions += [
                    Question(Figure.RATE, sides[0], NOT_LESS, sides[1]),
                    Question(Figure.FAILED, sides[0], NONE_FAIL),
                ]
        if extent.quick:
            continue
        sides = [Side(way[0], BESIDE_SLOW) for way in (alone, behind)]
        for side, (_, url, address, port) in zip(sides, (alone, behind), strict=True):
            asking = Asking(places.desk, url, ORDINARY_USERS, extent.seconds, may_starve=True)
            trials[side] = BesideSlowClients(asking, address, places.port(port), SLOW_CLIENTS)
        questions.append(Question(Figure.RATE, sides[0], NOT_LESS, sides[1]))
    claim = Claim(
        row=15,
        title="An application server alone",
        says=f"WSGI or ASGI alone can be the web server: below about {CLAIMED_USERS} users at once no Nginx is needed.",
        experiment=Experiment(
            "with and without a web server",
            f"Many users come at the same moment, each over a connection of their own with {REQUESTS_EACH} requests "
            "for whoami: directly to one application server, and through the front door (HAProxy with TLS, then "
            "Nginx, then two application servers). Then some ordinary users ask again and again while others send "
            "requests that trickle in, a byte every half second, and never end.",
            trials,
        ),
        questions=tuple(questions),
        figures=(Figure.RATE, Figure.TIME, Figure.FAILED),
        note="That no Nginx is needed is taken to mean: without it no more than one request in a hundred fails, and "
        "no fewer are answered. Alone there is no TLS to be done, and no second machine to help. "
        "More users than the claim names are shown and not judged.",
    )
    return (claim,)
