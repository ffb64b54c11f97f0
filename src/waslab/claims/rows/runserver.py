"""Row 16: Django's development server."""

from __future__ import annotations

from waslab.claims.claim import Claim, Question
from waslab.claims.experiment import Experiment, Side
from waslab.claims.figures import Figure
from waslab.claims.places import Extent, Places
from waslab.claims.stats import MORE
from waslab.claims.trials import Asking


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    machine = places.running("wsgi")[0]
    trials, questions = {}, []
    for level in extent.choose((1, 8, 64), (8,)):
        sides = {service: Side(name, f"{level} at once") for service, name in NAMES.items()}
        for service, side in sides.items():
            trials[side] = Asking(places.desk, places.direct(machine, service, "/wsgi/whoami"), level, extent.seconds)
        questions.append(Question(Figure.RATE, sides["gunicorn"], MORE, sides["runserver"]))
    claim = Claim(
        row=16,
        title="Django's runserver",
        says="runserver is for development only, and not a web server to use.",
        experiment=Experiment(
            "runserver",
            "Some visitors ask whoami again and again, directly from runserver and from Gunicorn on the same machine.",
            trials,
        ),
        questions=tuple(questions),
        figures=(Figure.RATE, Figure.TIME, Figure.FAILED),
        note="Speed is the part of this claim that can be measured. The other part stands in Django's documentation: "
        "nobody has checked runserver for safety or for how it behaves under load, so it must not be put before users.",
    )
    return (claim,)


NAMES = {"gunicorn": "Gunicorn", "runserver": "runserver"}
