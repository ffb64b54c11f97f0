"""What the vocabulary has no word for."""

from dataclasses import replace
from random import randrange
from shlex import quote

from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Asked, Eyes

MORE_THAN_THREADS = 3
"""Requests at once beyond the threads that are wanted."""

PRODUCTS = ("tomcat", "jetty")

# As the learner's rush.sh and files.sh.
RUSH = """
began=${EPOCHREALTIME/[.,]/}
for number in $(seq 12); do
  curl --silent --output /dev/null 'http://%(machine)s:%(port)s/servlet/slow?ms=500' &
done
wait
echo $(((${EPOCHREALTIME/[.,]/} - began) / 1000))
"""
FILES = """
took() {
  local began=${EPOCHREALTIME/[.,]/}
  curl --silent --output /dev/null "$1?[1-400]"
  echo $((${EPOCHREALTIME/[.,]/} - began))
}
for round in 1 2 3 4 5; do
  echo $(took http://%(machine)s:%(apache)s/static/site.css) $(took http://%(machine)s:%(tomcat)s/servlet/static/site.css)
done
"""
THREADS = """
for number in $(seq %(times)s); do
  curl --silent --output /dev/null --header 'X-Request-ID: %(mark)s' 'http://%(machine)s:%(port)s/servlet/slow?ms=300' &
done
wait
sleep 0.1
grep --no-filename --fixed-strings '"%(mark)s"' /var/log/tomcat11/access.*.json |
  grep --only-matching '"thread":"[^"]*"' | sort --unique | wc --lines
"""


def threads_at_once(eyes: Eyes, machine: str, port: str, wanted: str) -> Finding:
    """How many threads share the work when more requests come at once than there should be threads."""
    times = int(wanted) + MORE_THAN_THREADS
    mark = f"{MARK}-{randrange(10**9)}"  # noqa: S311 - no secret
    threads = _alone(eyes, machine, THREADS % {"times": times, "mark": mark, "machine": machine, "port": port})
    return Finding(f"{machine}: {times} requests at once", f"{threads} threads", None if threads == wanted else "other")


def rush(eyes: Eyes, machine: str, port: str, key: str) -> Finding:
    """The learner's time for twelve requests at once, against the lab's."""
    noted = Noted.of(eyes, key)
    if noted.missing:
        return replace(noted.missing, cause="unmeasured")
    took = float(_alone(eyes, machine, RUSH % {"machine": machine, "port": port}) or 0)
    return noted.against({key: took}, factor=1.4)


def files(eyes: Eyes, machine: str, ports: str, key: str) -> Finding:
    """The learner's ratio of Tomcat's rate to Apache's, against the lab's."""
    noted = Noted.of(eyes, key)
    if noted.missing:
        return replace(noted.missing, cause="unmeasured")
    apache, tomcat = ports.split()
    rounds = _alone(eyes, machine, FILES % {"machine": machine, "apache": apache, "tomcat": tomcat}).splitlines()
    best = [min(map(int, times)) for times in zip(*(line.split() for line in rounds), strict=True)]
    return noted.against({key: best[0] / best[1] if best else 0}, factor=2)


def both_products(eyes: Eyes, url: str) -> Finding:
    """Which servlet containers answer visitors."""
    told = [str(answer.told().get("server", "")) for answer in eyes.ask(Asked(url, times=6))]
    seen = [product for product in PRODUCTS if any(product in server.lower() for server in told)]
    saw = ", ".join(sorted(set(told))) or "no answer"
    return Finding(f"the desk: curl {url}, 6 times", saw, None if len(seen) == len(PRODUCTS) else "one")


def _alone(eyes: Eyes, machine: str, script: str) -> str:
    """What the script prints. Checks run side by side, and two at once would take each other's threads."""
    said: str = eyes.host(machine).run(f"flock /etc/tomcat11/server.xml bash -c {quote(script)}").stdout
    return said.strip()
