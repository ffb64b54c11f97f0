"""Rows 3 and 7: who answers static requests."""

from __future__ import annotations

from dataclasses import replace

from waslab.claims.claim import Claim, Question
from waslab.claims.experiment import WARM_UP_SECONDS, Experiment, Side
from waslab.claims.figures import Figure
from waslab.claims.places import GUNICORN_UNIT, Extent, Places, measured_file
from waslab.claims.stats import LESS, MORE, SAME
from waslab.claims.trials import Asking, BesideStatic
from waslab.claims.watched import Watched

AT_ONCE = 8
STATIC_CLIENTS, STATIC_RATE_EACH = 10, 30
KEPT_ALIVE = 16

BY_NGINX = "static files by Nginx"


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    return _separated(places, extent), _tomcat_and_apache(places, extent)


def _separated(places: Places, extent: Extent) -> Claim:
    trials, questions, warm_up = {}, [], []
    gunicorn, tomcat = ("Gunicorn", "wsgi", GUNICORN_UNIT), ("Tomcat", "servlet", places.container_unit)
    for name, model, unit in extent.choose((gunicorn, tomcat), (gunicorn,)):
        asking = Asking(places.desk, places.front(f"/{model}/whoami"), AT_ONCE, extent.seconds)
        warm_up.append(replace(asking, seconds=WARM_UP_SECONDS))
        for kib in extent.choose((1, 64), (64,)):
            condition = f"dynamic requests on {name}, files of {kib} KiB"
            by_nginx, by_itself = Side(BY_NGINX, condition), Side(f"static files by {name}", condition)
            for side, static in ((by_nginx, measured_file(kib)), (by_itself, f"/{model}{measured_file(kib)}")):
                beside = BesideStatic(asking, places.front(static), STATIC_CLIENTS, STATIC_RATE_EACH)
                trials[side] = Watched(beside, places.running(model), (Figure.CPU,), (unit,))
            questions += [
                Question(Figure.RATE, by_nginx, MORE, by_itself),
                Question(Figure.CPU, by_nginx, LESS, by_itself),
            ]
    return Claim(
        row=3,
        title="Why static requests go to a web server",
        says="Letting the web server answer static requests takes load off the application server.",
        experiment=Experiment(
            "static beside dynamic",
            f"{AT_ONCE} visitors ask the application for whoami through the front door, again and again, while "
            f"others fetch {STATIC_CLIENTS * STATIC_RATE_EACH} static files a second: once from Nginx, and once from "
            "the application server itself. The way is the same but for the last server.",
            trials,
            tuple(warm_up),
        ),
        questions=tuple(questions),
        figures=(Figure.RATE, Figure.TIME, Figure.CPU, Figure.BESIDE, Figure.FAILED),
        note="The processor time is that of the application servers alone, on all their machines.",
    )


def _tomcat_and_apache(places: Places, extent: Extent) -> Claim:
    machine = places.running("servlet")[0]
    trials, questions = {}, []
    for kib in extent.choose((1, 64, 1024), (64,)):
        condition = f"files of {kib} KiB"
        tomcat, apache = Side("Tomcat", condition), Side("Apache", condition)
        for side, service, prefix in ((tomcat, "tomcat", "/servlet"), (apache, "apache", "")):
            url = places.direct(machine, service, prefix + measured_file(kib))
            trials[side] = Asking(places.desk, url, KEPT_ALIVE, extent.seconds)
        questions.append(Question(Figure.RATE, tomcat, SAME, apache))
    return Claim(
        row=7,
        title="Tomcat and Apache with static files",
        says="Since version 5.5 Tomcat serves static files as fast as Apache: there is no difference in performance.",
        experiment=Experiment(
            "Tomcat and Apache",
            f"{KEPT_ALIVE} connections, kept alive, fetch one file again and again, directly from Tomcat and directly "
            "from Apache on the same machine.",
            trials,
            tuple(replace(trials[side], seconds=WARM_UP_SECONDS) for side in trials if side.name == "Tomcat"),
        ),
        questions=tuple(questions),
        figures=(Figure.RATE, Figure.TIME, Figure.FAILED),
    )
