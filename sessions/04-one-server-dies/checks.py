"""What the vocabulary has no word for."""

from datetime import UTC, datetime

from waslab.sessions.checks import Finding
from waslab.sessions.eyes import Eyes


def started_again(eyes: Eyes, machine: str, unit: str) -> Finding:
    """Whether the unit's last start is younger than the session."""
    ask = "systemctl show --property=ActiveEnterTimestamp --value --timestamp=us+utc %s"
    said = eyes.host(machine).run(ask, unit).stdout.strip()
    tried = f"{machine}: systemctl status {unit}"
    if not said:
        return Finding(tried, "it was never started", "never_died")
    started = datetime.strptime(said, "%a %Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    younger = started > datetime.fromisoformat(eyes.since)
    return Finding(tried, f"runs since {started:%H:%M:%S}", None if younger else "never_died")
