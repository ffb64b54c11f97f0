"""Row 14: requests that wait, on threads and on an event loop."""

from __future__ import annotations

from waslab.claims.claim import Claim, Question
from waslab.claims.experiment import Experiment, Side
from waslab.claims.figures import Figure
from waslab.claims.places import Extent, Places
from waslab.claims.stats import MORE, Allowed
from waslab.claims.trials import Asking

WAIT_MS = 100
NONE_FAIL = Allowed(0, 0.01, "at most one in a hundred")


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    machine = places.running("asgi")[0]
    ways = (("Uvicorn", "asgi", "uvicorn"), ("Gunicorn", "wsgi", "gunicorn"))
    bridged = ("the WSGI application under Uvicorn", "wsgi", "wsgi_under_asgi")
    trials, questions = {}, []
    for level in extent.choose((10, 50, 200), (50,)):
        condition = f"{level} at once"
        sides = {name: Side(name, condition) for name, _, _ in (*ways, bridged)}
        for name, model, service in (*ways, bridged):
            url = places.direct(machine, service, f"/{model}/slow?ms={WAIT_MS}")
            trials[sides[name]] = Asking(places.desk, url, level, extent.seconds)
        questions += [
            Question(Figure.RATE, sides["Uvicorn"], MORE, sides["Gunicorn"]),
            Question(Figure.FAILED, sides[bridged[0]], NONE_FAIL),
        ]
    claim = Claim(
        row=14,
        title="ASGI and WSGI",
        says="ASGI overcomes WSGI's limit of one request at a time for each thread, and is a superset of WSGI.",
        experiment=Experiment(
            "requests that wait",
            f"Some visitors ask at once for a page that waits {WAIT_MS} ms and does nothing else, directly on one "
            "machine: on Uvicorn's event loop, on Gunicorn's threads, and the WSGI application under Uvicorn.",
            trials,
        ),
        questions=tuple(questions),
        figures=(Figure.RATE, Figure.TIME, Figure.FAILED),
        note="That ASGI is a superset is taken to mean that an ASGI server can serve a WSGI application without "
        "failures; such an application still holds a thread while it waits.",
    )
    return (claim,)
