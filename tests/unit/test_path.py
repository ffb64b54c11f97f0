"""One request is followed from line to line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from waslab import cli, inventory, path
from waslab.errors import BadUsage, CannotJudge, Exit
from waslab.layout import Layout
from waslab.path.headers import headers
from waslab.path.logs import Container, logs, servers
from waslab.path.reading import Line
from waslab.path.statements import database_work
from waslab.path.way import Hop, Walk

LAYOUT = Layout.of_this_clone()
TOPOLOGY = inventory.load(LAYOUT)
TOMCAT = Container("Tomcat", "tomcat11")

AT = {machine.name: machine.address for machine in TOPOLOGY.machines}
PORTS = TOPOLOGY.network.service_ports

HAPROXY = Line("proxy", "HAProxy", {"status": 200, "ms": 12, "server": "web", "ms_connect": 0})
EDGE_ALONE = Line("proxy", "HAProxy", {"status": 421, "ms": 0, "server": "<NOSRV>", "ms_connect": -1})
UNREACHED = Line("proxy", "HAProxy", {"status": 503, "ms": 3000, "server": "web", "ms_connect": -1})
APPLICATION: Mapping[str, Any] = {"status": 200, "pid": 7, "thread": "one", "ms": 4.5, "database_ms": 0, "rows": 0}
GUNICORN = Line("gunicorn1", "the application on Gunicorn", APPLICATION)
BUSY = Line("gunicorn1", "the application on Gunicorn", {**APPLICATION, "database_ms": 1.4, "rows": 2})


def nginx(upstream: str = "", connected: str = "", **more: Any) -> Line:
    told = {"status": 200, "ms": 10, "upstream": upstream, "upstream_connect_seconds": connected, **more}
    return Line("web", "Nginx", told)


TO_GUNICORN = nginx(f"{AT['gunicorn1']}:{PORTS['gunicorn']}", "0.001")
TO_APACHE = nginx(f"{AT['tomcat1']}:{PORTS['apache']}", "0.001")


def apache(member: str = "-", program: str = "-") -> Line:
    return Line("tomcat1", "Apache", {"status": 200, "us": 8250, "member": member, "program": program})


def statement(text: str) -> Line:
    return Line("db", "PostgreSQL", {"MESSAGE": f"[31] shop@shop wsgi@gunicorn1 192.168.56.51 LOG:  {text}"})


SELECT = statement("duration: 1.250 ms  statement: SELECT id\n FROM t /* request_id=abc */")


def hops(model: str, *lines: Line) -> tuple[Hop, ...]:
    return Walk(TOPOLOGY, logs(TOMCAT), lines).hops(servers(TOMCAT)[model])


def places(model: str, *lines: Line) -> list[str]:
    return [f"{hop.machine} {hop.server}{'' if hop.found else ' is missing'}" for hop in hops(model, *lines)]


def test_a_page_of_the_web_server_ends_there() -> None:
    """No application and no database."""
    assert places("", HAPROXY, nginx()) == ["proxy HAProxy", "web Nginx"]


def test_a_refusal_at_the_edge_ends_there() -> None:
    """Whatever the prefix is."""
    assert places("wsgi", EDGE_ALONE) == ["proxy HAProxy"]


def test_a_web_server_that_could_not_be_reached_is_no_hop() -> None:
    """The edge answered by itself."""
    assert places("wsgi", UNREACHED) == ["proxy HAProxy"]


def test_an_answer_from_the_cache_ends_at_the_web_server() -> None:
    """Nginx names no upstream then."""
    assert places("wsgi", HAPROXY, nginx(cache="HIT")) == ["proxy HAProxy", "web Nginx"]
    assert hops("wsgi", HAPROXY, nginx(cache="HIT"))[1].cache == "HIT"


def test_a_request_without_statements_has_no_database_hop() -> None:
    """By the application's own line."""
    assert places("wsgi", HAPROXY, TO_GUNICORN, GUNICORN)[-1] == "gunicorn1 the application on Gunicorn"


def test_a_request_with_statements_ends_in_the_database() -> None:
    """Which tells them with their time."""
    found = hops("wsgi", HAPROXY, TO_GUNICORN, BUSY, SELECT)[-1]
    assert (found.machine, found.process, found.ms) == ("db", 31, 1.25)
    assert [told.sql for told in found.statements] == ["SELECT id FROM t"]


def test_each_hop_has_the_time_that_the_next_did_not_take() -> None:
    """In milliseconds."""
    assert [hop.own_ms for hop in hops("wsgi", HAPROXY, TO_GUNICORN, BUSY, SELECT)] == [2, 5.5, 3.25, 1.25]


def test_no_hop_takes_less_than_no_time() -> None:
    """Servers round differently."""
    slow = Line("gunicorn1", "the application on Gunicorn", {**APPLICATION, "ms": 10.4})
    assert hops("wsgi", HAPROXY, TO_GUNICORN, slow)[1].own_ms == 0


@pytest.mark.parametrize(
    ("model", "line", "more"),
    [
        ("cgi", apache(program="/opt/shop/cgi"), ["tomcat1 the application on CGI is missing"]),
        ("fastcgi", apache(program="unix:/run/uwsgi/socket"), ["tomcat1 the application on uWSGI is missing"]),
        ("servlet", apache(member=f"http://{AT['tomcat2']}:8080"), ["tomcat2 Tomcat is missing"]),
        ("servlet", apache(), []),
    ],
    ids=["CGI", "FastCGI", "another machine's container", "Apache itself"],
)
def test_apache_tells_who_comes_next(model: str, line: Line, more: list[str]) -> None:
    """A program on its own machine, a container on any, or nobody."""
    assert places(model, HAPROXY, TO_APACHE, line)[3 : 3 + len(more) or None] == more


def test_the_servlet_s_machine_is_its_container_s() -> None:
    """Tomcat's own line and the application's are two hops."""
    tomcat = Line("tomcat2", "Tomcat", {"status": 200, "ms": 5, "thread": "exec-2"})
    shop = Line("tomcat2", "the servlet application", APPLICATION)
    found = places("servlet", HAPROXY, TO_APACHE, apache(member=f"http://{AT['tomcat2']}:8080"), tomcat, shop)
    assert found[3:] == ["tomcat2 Tomcat", "tomcat2 the servlet application"]


def test_the_upstream_that_answered_is_the_next_hop() -> None:
    """Nginx lists those that refused too."""
    tried = nginx(f"{AT['gunicorn1']}:8000, {AT['gunicorn2']}:8000", "-, 0.001")
    assert places("wsgi", HAPROXY, tried)[2] == "gunicorn2 the application on Gunicorn is missing"


def test_an_upstream_that_nobody_could_connect_to_is_no_hop() -> None:
    """Nginx answered by itself."""
    tried = nginx(f"{AT['gunicorn1']}:8000, {AT['gunicorn2']}:8000", "-, -", status=502)
    assert places("wsgi", HAPROXY, tried) == ["proxy HAProxy", "web Nginx"]


def test_apache_s_microseconds_become_milliseconds() -> None:
    """As the other servers tell them."""
    assert hops("servlet", HAPROXY, TO_APACHE, apache())[-1].ms == 8.25


def test_a_line_of_another_machine_is_of_a_try_that_failed() -> None:
    """It does not stand for the line of the machine that answered."""
    tried = nginx(f"{AT['gunicorn1']}:8000, {AT['gunicorn2']}:8000", "0.001, 0.001")
    assert places("wsgi", HAPROXY, tried, GUNICORN)[2] == "gunicorn2 the application on Gunicorn is missing"


@pytest.mark.parametrize("server", ["HAProxy", "Nginx", "the application on Gunicorn", "PostgreSQL"])
def test_a_missing_line_is_a_hop_that_was_not_found(server: str) -> None:
    """With its machine and its log; the others are found all the same."""
    lines = [line for line in (HAPROXY, TO_GUNICORN, BUSY, SELECT) if line.server != server]
    found = hops("wsgi", *lines)
    assert [hop.server for hop in found if not hop.found] == [server]
    assert len(found) == 4


def test_a_machine_that_no_line_names_is_one_of_its_group() -> None:
    """Both are named."""
    assert places("wsgi", HAPROXY)[2] == "gunicorn1 or gunicorn2 the application on Gunicorn is missing"


def test_preparing_a_statement_counts_as_time_and_not_as_a_statement() -> None:
    """JDBC has each step logged by itself."""
    steps = ("parse <unnamed>", "bind <unnamed>", "execute <unnamed>")
    work = database_work(statement(f"duration: 0.500 ms  {step}: SELECT 1") for step in steps)
    assert work is not None
    assert (work.ms, len(work.statements)) == (1.5, 1)


def test_the_inventory_chooses_the_container(tmp_path: Path) -> None:
    """Its unit names the folder of its logs."""
    file = tmp_path / "group_vars/tomcats/servlet_container.yml"
    file.parent.mkdir(parents=True)
    file.write_text("servlet_container: jetty\nservlet_container_units: {tomcat: tomcat11, jetty: jetty12}\n")
    jetty = Container.of(tmp_path)
    assert servers(jetty)["servlet"][-2:] == ("Jetty", "the servlet application")
    assert logs(jetty)["Jetty"].files == "/var/log/jetty12/access.*.json"


def visit(**more: str) -> path.Visit:
    asked = path.question("/wsgi/orders?limit=1", "www.waslab.test", None, None)
    return path.Visit(asked, 200, tuple(more.items()), 20.0)


def test_headers_are_told_by_the_edge_s_configuration() -> None:
    """Those that are added to answers only where the visitor got them."""
    told = headers(
        "  http-request del-header X-Forwarded- -m beg\n  http-request set-header X-Real %[src]\n"
        "  http-after-response del-header Server\n  http-after-response set-header HSTS on\n"
        "  http-after-response set-header Never yes\n  http-after-response set-header Id 1 unless { it }\n",
        visit(HSTS="on", Id="1"),
    )
    assert (told.request_removed, told.request_added) == (("X-Forwarded-*",), ("X-Real",))
    assert (told.answer_removed, told.answer_added) == (("Server",), ("HSTS",))


@pytest.mark.parametrize(
    "typed",
    ["https://example.com/", "http://www.waslab.test/", "https://www.waslab.test:8443/", "wsgi/orders", "https://["],
)
def test_only_the_lab_s_own_pages_are_followed(typed: str) -> None:
    """Anything else is bad usage."""
    with pytest.raises(BadUsage, match=r"www\.waslab\.test|not an address"):
        path.question(typed, "www.waslab.test", None, None)


@pytest.mark.parametrize(("method", "data", "sent"), [(None, None, "GET"), (None, "{}", "POST"), ("put", "{}", "PUT")])
def test_data_is_posted_unless_another_method_is_named(method: str | None, data: str | None, sent: str) -> None:
    """As curl does."""
    asked = path.question("https://www.waslab.test/wsgi/orders?limit=1", "www.waslab.test", method, data)
    assert (asked.method, asked.prefix, asked.target) == (sent, "wsgi", "/wsgi/orders?limit=1")


def test_a_lab_that_was_never_up_cannot_be_asked(tmp_path: Path) -> None:
    """Its certificate is not there, and nobody is asked without it."""
    with pytest.raises(CannotJudge, match="no root certificate"):
        path.ask(visit().question, AT["proxy"], tmp_path / "root.crt")


def test_the_command_refuses_strange_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and what to type instead."""
    assert cli.run(["path", "https://example.com/"]) == Exit.BAD_USAGE
    assert "./lab path https://www.waslab.test/wsgi/orders" in capsys.readouterr().err


def test_a_method_is_letters() -> None:
    """So that it cannot carry a second line."""
    with pytest.raises(BadUsage, match="not an HTTP method"):
        path.question("/", "www.waslab.test", "GET /\r\n", None)


def test_an_answer_without_an_id_cannot_be_followed() -> None:
    """The lab is at fault."""
    with pytest.raises(CannotJudge, match="no X-Request-ID"):
        visit().request_id  # noqa: B018 - the property raises


def test_json_has_every_hop() -> None:
    """For scripts."""
    story = path.Story(visit(**{"X-Request-ID": "abc"}), hops("wsgi", HAPROXY, TO_GUNICORN, BUSY), headers("", visit()))
    told = json.loads(json.dumps(story.as_json()))
    assert (told["whole"], told["request_id"]) == (False, "abc")
    assert [hop["found"] for hop in told["hops"]] == [True, True, True, False]


def test_the_drawing_names_every_machine_and_what_is_missing() -> None:
    """From the visitor to the database."""
    story = path.Story(visit(**{"X-Request-ID": "abc"}), hops("wsgi", HAPROXY, TO_GUNICORN, BUSY), headers("", visit()))
    drawn = path.terminal(story).plain
    assert [line.split()[:2] for line in drawn.splitlines() if line[:1] in {"▼", "✘"}] == [
        ["▼", "visitor"],
        ["▼", "proxy"],
        ["▼", "web"],
        ["▼", "gunicorn1"],
        ["✘", "db"],
    ]
    assert "no line in the journal of postgres" in drawn
    assert "process 7, thread one" in drawn
