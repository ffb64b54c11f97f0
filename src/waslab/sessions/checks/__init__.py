"""The vocabulary of named checks."""

from __future__ import annotations

from collections.abc import Mapping

from waslab.sessions.checks.claimed import Predicted
from waslab.sessions.checks.evidence import Answered, LogHas, Sql, Tls
from waslab.sessions.checks.fact import Fact, Finding, Layer
from waslab.sessions.checks.machine import AWAY, File, Listening, Reached, Reaches, Refused, Service
from waslab.sessions.checks.own import Own
from waslab.sessions.checks.web import Cached, Header, Http, ProcessModel, ServedBy

VOCABULARY: Mapping[str, type[Fact]] = {
    "service": Service,
    "file": File,
    "listening": Listening,
    "reaches": Reaches,
    "refused": Refused,
    "tls": Tls,
    "header": Header,
    "cached": Cached,
    "http": Http,
    "served_by": ServedBy,
    "process_model": ProcessModel,
    "log_has": LogHas,
    "sql": Sql,
    "answer": Answered,
    "predicted": Predicted,
    "own": Own,
}
"""By the name that session.yml uses."""

__all__ = ["AWAY", "VOCABULARY", "Fact", "Finding", "Layer", "Own", "Reached"]
