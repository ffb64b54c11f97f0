"""What the vocabulary has no word for."""

from dataclasses import replace
from shlex import join

from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Asked, Eyes

OK, NOT_MODIFIED = 200, 304
GREETING = "<h1>Hello"

TIMES = 300
FACTOR = 3
IDLE_MS = 40
"""What two servers may spend beside these requests, on other checks and on themselves."""

USED = (
    "find /sys/fs/cgroup -maxdepth 4 -path '*/system.slice/gunicorn.service/cpu.stat'"
    " -exec sed --quiet 's/^usage_usec //p' '{}' +"
)
"""On whichever of the two versions of control groups a machine has."""


def frozen(eyes: Eyes, url: str) -> Finding:
    """Whether the greeting is a file: whoever has it is told so, and does not get it again."""
    first = eyes.ask(Asked(url))[0]
    tried = f"the desk: curl {url}, and again with its ETag"
    if first.status != OK or GREETING not in first.body:
        return Finding(tried, first.error or f"status {first.status}", "gone")
    if not (tag := first.headers.get("etag")):
        return Finding(tried, "no ETag", "changes")
    again = eyes.ask(Asked(url, headers={"If-None-Match": tag}))[0]
    return Finding(tried, f"status {again.status}", None if again.status == NOT_MODIFIED else "changes")


def costs(eyes: Eyes, key: str, path: str) -> Finding:
    """Processor time of all Gunicorns for files, in milliseconds; a wrong prediction is no mistake, none is."""
    noted = Noted.of(eyes, key)
    if noted.missing:
        return replace(noted.missing, cause="nothing")
    figure = _spent_ms(eyes, path)
    low, high = sorted((noted.measured[key] or 0, figure))
    near = high <= IDLE_MS or high <= FACTOR * low
    saw = f"measured {noted.measured[key]:g} ms, the lab measures {figure:.0f} ms"
    return Finding(noted.tried, saw, None if near else "differs")


def _spent_ms(eyes: Eyes, path: str) -> float:
    before = _used_ms(eyes)
    # What stands behind the # is not sent.
    url = f"https://{eyes.topology.network.lab_public_name}{path}#[1-{TIMES}]"
    desk = eyes.host(eyes.topology.members("clients")[0].name)
    desk.run(join(["curl", "--silent", "--user-agent", MARK, "--max-time", "10", "--output", "/dev/null", url]))
    return _used_ms(eyes) - before


def _used_ms(eyes: Eyes) -> float:
    machines = eyes.topology.members("gunicorns")
    return sum(int(eyes.host(machine.name).run(USED).stdout or 0) for machine in machines) / 1000
