"""The whole story of one request."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from waslab.path.headers import Headers
from waslab.path.visit import Visit
from waslab.path.way import Hop


@dataclass(frozen=True)
class Story:
    visit: Visit
    hops: tuple[Hop, ...]
    headers: Headers

    @property
    def missing(self) -> tuple[Hop, ...]:
        return tuple(hop for hop in self.hops if not hop.found)

    @property
    def whole(self) -> bool:
        """Every hop that the request met told of it."""
        return not self.missing

    @property
    def outside_ms(self) -> float | None:
        """What the visitor waited for besides the first hop: connecting, TLS and the network."""
        inside = self.hops[0].ms
        return None if inside is None else max(0.0, self.visit.ms - inside)

    def as_json(self) -> dict[str, Any]:
        visit = self.visit
        return {
            "whole": self.whole,
            "method": visit.question.method,
            "url": visit.question.url,
            "request_id": visit.request_id,
            "status": visit.status,
            "ms": round(visit.ms, 3),
            "cache": visit.header("X-Cache"),
            "hops": [asdict(hop) for hop in self.hops],
            "headers": asdict(self.headers),
        }
