"""Rows 10 to 12: a process for each request, a lasting process, and threads."""

from __future__ import annotations

import math
from collections.abc import Mapping

from waslab.claims.claim import Claim, Question
from waslab.claims.experiment import WARM_UP_SECONDS, Experiment, Side
from waslab.claims.figures import Figure
from waslab.claims.places import FASTCGI_UNIT, GUNICORN_UNIT, WEB_SERVER_UNIT, Extent, Places
from waslab.claims.stats import HALF, LESS, MORE, Allowed
from waslab.claims.trials import Asking, Trial, Users
from waslab.claims.watched import Watched

ONE_EACH = Allowed(0.95, math.inf, "about one for each answer, or more")
HARDLY_ANY = Allowed(0, 0.05, "less than one for twenty answers")

CGI_REQUESTS_EACH = 2
CGI_SECONDS = 0.12
"""About what an answer takes, for the time that it will take; no verdict depends on it."""

CGI, FASTCGI, WSGI, SERVLET = "CGI", "FastCGI", "Gunicorn's threads", "Tomcat's threads"
TOLD = (Figure.STARTED, Figure.CPU, Figure.MEMORY, Figure.SWITCHES)
SHOWN = (Figure.RATE, Figure.TIME, *TOLD, Figure.FAILED)


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    levels = extent.choose((1, 8, 32), (4,))
    servlet = places.direct(places.running("servlet")[0], "tomcat", "/servlet/whoami")
    experiment = Experiment(
        "execution models",
        "Some visitors ask whoami at once and again and again, directly on the machine that runs the model: CGI and "
        "FastCGI from Apache, WSGI from Gunicorn, the servlet from Tomcat. CGI is so slow that each visitor asks it "
        f"{CGI_REQUESTS_EACH} times and all answers are awaited; the others are asked for some seconds.",
        _trials(places, extent, levels),
        (Asking(places.desk, servlet, levels[-1], WARM_UP_SECONDS),),
    )
    return _cgi(experiment, levels), _fastcgi(experiment, levels), _threads(experiment, levels)


def _trials(places: Places, extent: Extent, levels: tuple[int, ...]) -> Mapping[Side, Trial]:
    ways = (
        (CGI, "cgi", "apache", (WEB_SERVER_UNIT,)),
        (FASTCGI, "fastcgi", "apache", (WEB_SERVER_UNIT, FASTCGI_UNIT)),
        (WSGI, "wsgi", "gunicorn", (GUNICORN_UNIT,)),
        (SERVLET, "servlet", "tomcat", (places.container_unit,)),
    )
    trials: dict[Side, Trial] = {}
    for name, model, service, units in ways:
        machine = places.running(model)[0]
        url = places.direct(machine, service, f"/{model}/whoami")
        for level in levels:
            load: Trial = (
                Users(places.desk, url, level, CGI_REQUESTS_EACH, level * CGI_REQUESTS_EACH * CGI_SECONDS)
                if name == CGI
                else Asking(places.desk, url, level, extent.seconds)
            )
            trials[_side(name, level)] = Watched(load, (machine,), TOLD, units)
    return trials


def _side(name: str, level: int) -> Side:
    return Side(name, f"{level} at once")


def _cgi(experiment: Experiment, levels: tuple[int, ...]) -> Claim:
    few, many = _side(CGI, levels[0]), _side(CGI, levels[-1])
    return Claim(
        row=10,
        title="CGI",
        says="Under CGI the web server starts a process for every request, which burdens the server as traffic grows.",
        experiment=experiment,
        questions=(
            *(Question(Figure.STARTED, _side(CGI, level), ONE_EACH) for level in levels),
            *([Question(Figure.MEMORY, many, MORE, few)] if many != few else []),
        ),
        figures=SHOWN,
        note="Threads take a process id too, and so did requests that failed: there may be several for an answer.",
    )


def _fastcgi(experiment: Experiment, levels: tuple[int, ...]) -> Claim:
    questions = []
    for level in levels:
        fastcgi, cgi = _side(FASTCGI, level), _side(CGI, level)
        questions += [
            Question(Figure.STARTED, fastcgi, HARDLY_ANY),
            Question(Figure.CPU, fastcgi, HALF, cgi),
            Question(Figure.MEMORY, fastcgi, HALF, cgi),
        ]
    return Claim(
        row=11,
        title="FastCGI",
        says="Under FastCGI one process serves many requests, with far less resource than CGI.",
        experiment=experiment,
        questions=tuple(questions),
        figures=SHOWN,
        note="Far less is taken as half or less. Apache is counted on both sides.",
    )


def _threads(experiment: Experiment, levels: tuple[int, ...]) -> Claim:
    questions = []
    for name in (WSGI, SERVLET):
        for level in levels:
            threads, cgi = _side(name, level), _side(CGI, level)
            questions += [
                Question(Figure.STARTED, threads, HARDLY_ANY),
                Question(Figure.RATE, threads, MORE, cgi),
                Question(Figure.CPU, threads, LESS, cgi),
                Question(Figure.MEMORY, threads, LESS, cgi),
            ]
    return Claim(
        row=12,
        title="An application server against CGI",
        says="A WAS uses threads, not processes: it is faster and needs fewer resources than CGI.",
        experiment=experiment,
        questions=tuple(questions),
        figures=SHOWN,
    )
