"""What the vocabulary has no word for."""

from datetime import datetime
from pathlib import Path
from shlex import join

from waslab.errors import CannotJudge
from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import Eyes

COST = Path(__file__).parent / "files" / "cost.sh"

REQUESTS = {"/cgi/whoami": 6, "/fastcgi/whoami": 60}

FACTOR = 4
"""What was measured may be so many times more or less."""

FIRST = "systemctl show --property=MainPID --value uwsgi"


def workers(eyes: Eyes, machines: list[str], count: str) -> Finding:
    """How many processes uWSGI's first one looks after."""
    found = {name: eyes.host(name).run(f"pgrep --count --parent $({FIRST})").stdout.strip() for name in machines}
    saw = ", ".join(f"{name}: {number} below the first one" for name, number in found.items())
    wrong = any(number != count for number in found.values())
    return Finding(f"{' and '.join(machines)}: ps -C uwsgi-core", saw, "more" if wrong else None)


def killed(eyes: Eyes, machine: str) -> Finding:
    """What uWSGI and systemd have told of deaths since the session began."""
    since = int(datetime.fromisoformat(eyes.since).timestamp())
    told = eyes.host(machine).run(f"journalctl --unit uwsgi --since=@{since} --output=cat").stdout.splitlines()
    tried = f"{machine}: journalctl --unit uwsgi"
    for sign, cause in (("died, killed by signal", None), ("Main process exited, code=killed", "master")):
        if line := next((line for line in reversed(told) if sign in line), None):
            return Finding(tried, line.strip()[:120], cause)
    return Finding(tried, "nobody was killed", "nobody")


def ratio(eyes: Eyes, machine: str, key: str) -> Finding:
    """How many times as much processor time CGI takes, held against what the learner measured."""
    noted = Noted.of(eyes, key)
    if noted.missing:
        return noted.missing
    try:
        cgi, fastcgi = (_milliseconds(eyes, machine, path, times) for path, times in REQUESTS.items())
    except CannotJudge as error:
        return Finding(noted.tried, error.what, "differs")
    return noted.against({key: cgi / fastcgi}, FACTOR)


def _milliseconds(eyes: Eyes, machine: str, path: str, times: int) -> float:
    """Of processor time for each request, by the same script that the learner has."""
    done = eyes.host(machine).run(join(["bash", "-c", COST.read_text(encoding="utf-8"), "cost.sh", path, str(times)]))
    words = done.stdout.split()
    if done.rc or not words:
        raise CannotJudge(done.stderr.strip().partition("\n")[0] or "no answer", where=machine, mend="./lab up")
    return float(words[1])
