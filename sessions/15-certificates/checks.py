"""What the vocabulary has no word for."""

import json
from datetime import UTC, datetime
from typing import Any

from waslab.sessions.checks import Finding
from waslab.sessions.checks.evidence import ANSWERS, answers_of
from waslab.sessions.eyes import Eyes

FOLDER = "/etc/waslab/pki"
ACCESS_LOG = "/var/log/haproxy/access.log"

BEFORE_SECONDS, AFTER_SECONDS = 10, 0.5
"""A request so long before the new certificate was laid out, or later, belongs to the change; one so long after it
is sure to have met it."""

SHOWN = "openssl s_client -connect %s:%s -servername %s {} </dev/null 2>/dev/null | openssl x509 -noout {}"
OK = 200


def has_new_key(eyes: Eyes, machine: str, asker: str) -> Finding:
    """Whether the machine's key is younger than the session, and the one of its PostgreSQL."""
    server = eyes.host(machine)
    made = float(server.run(f"stat --format %.6Y {FOLDER}/leaf.key").stdout)
    tried = f"{asker}: openssl s_client -starttls postgres -connect {machine}:5432"
    if made < _seconds(eyes.since):
        return Finding(tried, f"the key was made on {datetime.fromtimestamp(made, UTC):%Y-%m-%d at %H:%M}", "same_key")
    asked = SHOWN.format("-starttls postgres -verify_return_error -verify_hostname %s", "-pubkey")
    shown = eyes.host(asker).run(asked, machine, "5432", machine, machine).stdout
    kept = server.run(f"openssl pkey -in {FOLDER}/leaf.key -pubout").stdout
    served = bool(kept) and shown == kept
    return Finding(tried, "the new key" if served else "another key", None if served else "not_served")


def predicted_and_measured(eyes: Eyes, key: str) -> Finding:
    told = _told(eyes, key)
    whole = all(isinstance(told.get(name), int) for name in ("predicted", "measured"))
    return Finding(f"{ANSWERS}: {key}", str(told or "nothing"), None if whole else "nothing")


def lives(eyes: Eyes, asker: str, name: str, days: str) -> Finding:
    """Whether the certificate that is shown is valid for so many days."""
    asked = SHOWN.format("", "-startdate -enddate -dateopt iso_8601")
    lines = eyes.host(asker).run(asked, name, "443", name).stdout.splitlines()
    tried = f"{asker}: openssl s_client -connect {name}:443"
    dates = [datetime.fromisoformat(line.partition("=")[2]) for line in lines]
    if len(dates) != len(("from", "to")):
        return Finding(tried, "no certificate", "length")
    found = round((dates[1] - dates[0]).total_seconds() / 86400)
    return Finding(tried, f"valid for {found} days", None if found == int(days) else "length")


def nobody_noticed(eyes: Eyes, machine: str, word: str, key: str) -> Finding:
    """Whether requests came all the time while the machine's HAProxy took up its certificate, and none failed."""
    host = eyes.host(machine)
    laid = float(host.run(f"stat --format %.6Y {FOLDER}/leaf.pem").stdout)
    tried = f"{machine}: {ACCESS_LOG}"
    if _started(eyes, machine) > laid:
        return Finding(tried, "haproxy was started after the certificate was laid out", "cut")
    found = host.run(f"grep --fixed-strings %s {ACCESS_LOG}", f"?{word}").stdout.splitlines()
    lines = [told for told in map(json.loads, found) if told.get("query") == f"?{word}"]
    times = {_seconds(told["time"]) - laid: told["status"] for told in lines}
    asked = {when: status for when, status in times.items() if when > -BEFORE_SECONDS}
    if not asked or min(asked) > 0 or max(asked) < AFTER_SECONDS:
        return Finding(tried, f"{len(asked)} requests, not both before and after", "quiet")
    bad = sum(status != OK for status in asked.values())
    saw = f"{len(asked)} requests, {bad} failed"
    return Finding(tried, saw, "failed" if bad or _told(eyes, key).get("measured") else None)


def _told(eyes: Eyes, key: str) -> dict[str, Any]:
    told = answers_of(eyes).get(key)
    return told if isinstance(told, dict) else {}


def _started(eyes: Eyes, machine: str) -> float:
    ask = "systemctl show --property=ActiveEnterTimestamp --value --timestamp=us+utc haproxy"
    said = eyes.host(machine).run(ask).stdout.strip()
    return datetime.strptime(said, "%a %Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC).timestamp()


def _seconds(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()
