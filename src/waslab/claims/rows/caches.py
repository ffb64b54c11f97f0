"""Row 17: proxies that keep what they fetched."""

from __future__ import annotations

from waslab.claims.claim import Claim, Question
from waslab.claims.experiment import Experiment, Side
from waslab.claims.figures import Figure
from waslab.claims.places import Extent, Places, measured_file
from waslab.claims.stats import LESS, Allowed
from waslab.claims.trials import Desk, Fetches
from waslab.claims.watched import Watched
from waslab.topology import Machine

FETCHES = 40
KEPT, FRESH = "kept", "never fetched before"
MOSTLY_HITS = Allowed(0.5, 1, "at least every second answer")


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    web = places.web_server
    cached: list[tuple[str, str, str | None, tuple[Machine, ...]]] = [
        (f"Squid, files of {kib} KiB", f"http://{web.name}{measured_file(kib)}", places.forward_proxy, (web,))
        for kib in extent.choose((1, 64), (64,))
    ]
    cached.append(("Nginx, the page hello", places.front("/wsgi/hello"), None, places.running("wsgi")))
    trials, questions = {}, []
    for condition, url, proxy, origin in cached:
        kept, fresh = Side(KEPT, condition), Side(FRESH, condition)
        for side in (kept, fresh):
            trials[side] = _fetches(places.desk, url, proxy, origin, fresh=side is fresh)
        questions += [
            Question(Figure.HITS, kept, MOSTLY_HITS),
            Question(Figure.TIME, kept, LESS, fresh),
            Question(Figure.ORIGIN, kept, LESS, fresh),
        ]
    claim = Claim(
        row=17,
        title="Proxies with a cache",
        says="A proxy is a go-between; some keep what they fetched in a cache, and so save time and outside traffic.",
        experiment=Experiment(
            "caches",
            f"{FETCHES} fetches, one after the other over one connection: the same address each time, so that the "
            "cache may have it, or a new address each time, so that it cannot. Squid fetches from Nginx, Nginx from "
            "Gunicorn.",
            trials,
        ),
        questions=tuple(questions),
        figures=(Figure.HITS, Figure.TIME, Figure.ORIGIN),
        note="All machines are near each other here: across a real distance a cache saves more time than this.",
    )
    return (claim,)


def _fetches(desk: Desk, url: str, proxy: str | None, origin: tuple[Machine, ...], *, fresh: bool) -> Watched:
    return Watched(Fetches(desk, url, FETCHES, fresh=fresh, proxy=proxy), origin, (Figure.ORIGIN,))
