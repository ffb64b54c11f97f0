"""Logs are read side by side, until all hops have told."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeRunner, Reply

from waslab import inventory, path
from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.path.logs import LINES, Container
from waslab.path.reading import Machines

TOPOLOGY = inventory.load(Layout.of_this_clone())
VISIT = path.Visit(path.question("/index.html", "www.waslab.test", None, None), 200, (("X-Request-ID", "abc"),), 20.0)

HAPROXY = 'HAProxy\t{"request_id": "abc", "status": 200, "ms": 3, "server": "web", "ms_connect": 0}\n'
NGINX = 'Nginx\t{"request_id": "abc", "status": 200, "ms": 1, "upstream": "", "upstream_connect_seconds": ""}\n'


def follow(seconds: float = 0, **replies: Reply) -> tuple[path.Story, FakeRunner]:
    runner = FakeRunner({f"{TOPOLOGY.machine(name).address} sudo sh -c 'tail": said for name, said in replies.items()})
    story = path.follow(VISIT, TOPOLOGY, Container("Tomcat", "tomcat11"), Machines(Layout(Path()), runner), seconds)
    return story, runner


def test_the_logs_of_all_machines_make_one_story() -> None:
    """Lines that are no JSON are of no use, and do no harm."""
    story, _ = follow(proxy=(0, f"HAProxy\tnot JSON abc\n{HAPROXY}"), web=(0, NGINX))
    assert [(hop.machine, hop.own_ms) for hop in story.hops] == [("proxy", 2), ("web", 1)]
    assert story.whole


def test_a_line_that_never_comes_makes_the_story_less_than_whole() -> None:
    """When the time is over."""
    story, _ = follow(proxy=(0, HAPROXY))
    assert [(hop.machine, hop.log) for hop in story.missing] == [("web", "/var/log/nginx/access.log")]


def test_a_line_that_comes_late_is_waited_for() -> None:
    """Nginx writes its lines in batches."""
    asked: list[str] = []

    class Late(FakeRunner):
        def _reply(self, command):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
            done = super()._reply(command)
            if "nginx" in " ".join(command):
                asked.append("nginx")
                if len(asked) > 1:
                    return type(done)(done.command, 0, NGINX)
            return done

    runner = Late({f"{TOPOLOGY.machine('proxy').address} sudo sh -c 'tail": (0, HAPROXY)})
    story = path.follow(VISIT, TOPOLOGY, Container("Tomcat", "tomcat11"), Machines(Layout(Path()), runner), 60)
    assert story.whole
    assert len(asked) == 2


def test_a_machine_that_lets_nobody_in_is_named() -> None:
    """The lab is at fault, not the hop."""
    with pytest.raises(CannotJudge, match=r"web \(192\.168\.56\.30\) cannot be read: .*"):
        follow(proxy=(0, HAPROXY), web=(255, ""))


def test_only_the_end_of_a_log_is_read() -> None:
    """However long it has become."""
    _, runner = follow(proxy=(0, HAPROXY), web=(0, NGINX))
    searches = [line for line in runner.ran if "grep" in line]
    assert searches
    assert all(f"--lines {LINES}" in line for line in searches)
