"""The claims, a module for each experiment or two."""

from __future__ import annotations

from waslab.claims.claim import Claim
from waslab.claims.places import Extent, Places
from waslab.claims.rows import alone, caches, models, runserver, static_files, waiting


def claims(places: Places, extent: Extent) -> tuple[Claim, ...]:
    """By row."""
    made = [
        claim
        for module in (static_files, models, waiting, alone, runserver, caches)
        for claim in module.claims(places, extent)
    ]
    return tuple(sorted(made, key=lambda claim: claim.row))
