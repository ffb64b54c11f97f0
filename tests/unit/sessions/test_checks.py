"""Each named check: when it is so, and which cause it names when it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import taught
from pydantic import TypeAdapter
from taught import Said

from waslab.sessions.checks import VOCABULARY
from waslab.sessions.eyes import END, MARK, Answer, Asked, answers


def answer(status: int = 200, body: str = "", **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def whoami(**told: Any) -> Answer:
    return answer(body=json.dumps(told))


NONE = Answer(0, {}, "", "Connection refused")
LINE = {"time": "2026-01-01T12:00:05.000Z", "query": "?fjord", "upstream": ""}

Case = tuple[str, dict[str, Any], dict[str, Said | Exception], list[Answer], str | None]

SERVICE = {"machine": "web", "unit": "nginx"}
STOPPED = {**SERVICE, "wanted": "stopped"}
LISTENING = {"machine": "web", "port": "443"}
FILE = {"machine": "web", "path": "/etc/x", "contains": "y"}
DOOR = {"from": "app1", "to": "web", "port": 443}
HTTP = {"url": "/x", "contains": "hello", "times": 2}
JSON = {"url": "/x", "json": {"pid": 7}}
HEADER = {"url": "/x", "name": "ETag", "contains": "a"}
ABSENT = {"url": "/x", "name": "Server", "absent": True}
CACHED = {"url": "/x"}
SERVED = {"url": "/x", "by": ["app1", "web"], "times": 2}
CGI = {"url": "/x", "processes": "for_each_request", "times": 2}
LOG = {"machines": ["web"], "server": "Nginx", "about": {"query": "?fjord"}, "where": {"upstream": ""}}
SQL = {"machine": "web", "query": "select 1", "gives": "1"}
TLS = {"from": "app1", "to": "web", "name": "web"}

CASES: list[Case] = [
    ("service", SERVICE, {"is-active nginx": Said("active\n")}, [], None),
    ("service", SERVICE, {"is-active nginx": Said("failed\n", 3)}, [], "stopped"),
    ("service", STOPPED, {"is-active nginx": Said("active\n")}, [], "running"),
    ("service", STOPPED, {"is-active nginx": Said("inactive\n", 3)}, [], None),
    ("listening", LISTENING, {"sport = :443": Said("LISTEN 0 5 192.168.56.30:443 0.0.0.0:*\n")}, [], None),
    ("listening", LISTENING, {"sport = :443": Said("LISTEN 0 5 *:443 *:*\n")}, [], None),
    ("listening", LISTENING, {"sport = :443": Said("LISTEN 0 5 [::ffff:192.168.56.30]:443 *:*\n")}, [], None),
    ("listening", LISTENING, {"sport = :443": Said("LISTEN 0 5 [::ffff:127.0.0.1]:443 *:*\n")}, [], "loopback"),
    ("listening", LISTENING, {"sport = :443": Said("LISTEN 0 5 127.0.0.1:443 0.0.0.0:*\n")}, [], "loopback"),
    ("listening", LISTENING, {}, [], "closed"),
    ("reaches", DOOR, {}, [], None),
    ("reaches", DOOR, {"/dev/tcp/web/443": Said(rc=124)}, [], "shut"),
    ("refused", DOOR, {"/dev/tcp/web/443": Said(rc=124)}, [], None),
    ("refused", DOOR, {}, [], "open"),
    ("file", FILE, {"cat -- /etc/x": Said("xyz")}, [], None),
    ("file", FILE, {"cat -- /etc/x": Said("abc")}, [], "text"),
    ("file", FILE, {"cat -- /etc/x": Said(rc=1)}, [], "missing"),
    ("http", HTTP, {}, [answer(body="hello"), answer(body="hello")], None),
    ("http", HTTP, {}, [answer(body="hello"), answer(body="bye")], "body"),
    ("http", HTTP, {}, [answer(body="hello"), answer(502, "hello")], "status"),
    ("http", HTTP, {}, [NONE, answer(body="hello")], "no_answer"),
    ("http", JSON, {}, [whoami(pid=7)], None),
    ("http", JSON, {}, [whoami(pid=8)], "body"),
    ("header", HEADER, {}, [answer(etag='"a"')], None),
    ("header", HEADER, {}, [answer(etag='"b"')], "value"),
    ("header", HEADER, {}, [answer()], "missing"),
    ("header", HEADER, {}, [NONE], "no_answer"),
    ("header", ABSENT, {}, [answer()], None),
    ("header", ABSENT, {}, [answer(server="x")], "present"),
    ("cached", CACHED, {}, [answer(x_cache="MISS"), answer(x_cache="HIT")], None),
    ("cached", CACHED, {}, [answer(), answer()], "fetched"),
    ("cached", {**CACHED, "wanted": False}, {}, [answer(x_cache="MISS"), answer(x_cache="HIT")], "kept"),
    ("served_by", SERVED, {}, [whoami(machine="app1"), whoami(machine="web")], None),
    ("served_by", SERVED, {}, [whoami(machine="app1"), whoami(machine="app1")], "missing"),
    ("served_by", SERVED, {}, [whoami(machine="app1"), whoami(machine="db")], "stranger"),
    ("served_by", SERVED, {}, [whoami(machine="app1"), answer(502)], "no_answer"),
    ("process_model", CGI, {}, [whoami(requests=1), whoami(requests=1)], None),
    ("process_model", CGI, {}, [whoami(requests=1), whoami(requests=2)], "lasting"),
    ("process_model", {**CGI, "processes": "lasting"}, {}, [whoami(requests=1), whoami(requests=1)], "each_time"),
    ("log_has", LOG, {"access.log": Said(json.dumps(LINE))}, [], None),
    ("log_has", LOG, {"access.log": Said(json.dumps({**LINE, "upstream": "app1:8000"}))}, [], "other"),
    ("log_has", LOG, {"access.log": Said(json.dumps({**LINE, "user_agent": MARK}))}, [], "nothing"),
    ("log_has", LOG, {"access.log": Said(json.dumps({**LINE, "time": "2026-01-01T11:59:59.000Z"}))}, [], "nothing"),
    ("log_has", LOG, {"access.log": Said("no JSON about ?fjord")}, [], "nothing"),
    ("sql", SQL, {"psql": Said("1\n")}, [], None),
    ("sql", SQL, {"psql": Said("2\n")}, [], "differs"),
    ("sql", SQL, {"psql": Said(rc=1, stderr="ERROR: no")}, [], "error"),
    ("tls", TLS, {"s_client": Said("Verification: OK\n")}, [], None),
    ("tls", TLS, {"s_client": Said("certificate verify failed\n", 1)}, [], "untrusted"),
    ("tls", TLS, {"s_client": Said("connect error\n", 1)}, [], "no_answer"),
]


@pytest.mark.parametrize(("name", "arguments", "replies", "given", "cause"), CASES)
def test_a_check_names_its_cause(
    tmp_path: Path,
    name: str,
    arguments: dict[str, Any],
    replies: dict[str, Said | Exception],
    given: list[Answer],
    cause: str | None,
) -> None:
    (tmp_path / "group_vars" / "tomcats").mkdir(parents=True)
    container = "servlet_container: tomcat\nservlet_container_units: {tomcat: tomcat11}\n"
    (tmp_path / "group_vars" / "tomcats" / "servlet_container.yml").write_text(container)
    fact = TypeAdapter(VOCABULARY[name]).validate_python(arguments)
    found = fact.judge(taught.eyes(tmp_path, replies, *given))
    assert found.cause == cause
    assert found.tried
    assert found.saw
    assert cause is None or cause in fact.causes


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        (b"", "nothing"),
        (b"colour:", "nothing"),
        (b"colour: Red", None),
        (b"colour: blue", "wrong"),
        ("colour: 빨강".encode("cp949"), "nothing"),
        (b"day: 2026-13-45", "nothing"),
    ],
)
def test_an_answer_is_read_from_the_learner_s_file(tmp_path: Path, written: bytes, cause: str | None) -> None:
    (tmp_path / "answers.yml").write_bytes(written)
    fact = TypeAdapter(VOCABULARY["answer"]).validate_python({"key": "colour", "right": "red"})
    assert fact.judge(taught.eyes(tmp_path)).cause == cause


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("way: {predicted: , measured: }", "nothing"),
        ("way: {predicted: 3, measured: }", "unmeasured"),
        ("way: {predicted: 3, measured: 3}", "differs"),
        ("way: {predicted: 3, measured: 2}", None),
        ("way: 2", "nothing"),
        ("way: [", "nothing"),
    ],
)
def test_a_wrong_prediction_is_no_mistake_but_a_wrong_measurement_is(
    tmp_path: Path, written: str, cause: str | None
) -> None:
    (tmp_path / "answers.yml").write_text(written)
    fact = TypeAdapter(VOCABULARY["predicted"]).validate_python({"key": "way", "measure": {"servers": "/x"}})
    assert fact.judge(taught.eyes(tmp_path)).cause == cause


def test_every_request_of_a_check_says_that_it_is_one() -> None:
    assert f"--user-agent {MARK}" in Asked("/x").command("https://www.waslab.test/x")


def test_what_curl_wrote_becomes_answers() -> None:
    one = f'hello{END}200 0.025 \n{{"etag":["a"]}}\n{END}'
    none = f"{END}0 1.0 Connection refused\n{{}}\n{END}"
    assert answers(one + none) == [
        Answer(200, {"etag": "a"}, "hello", "", 0.025),
        Answer(0, {}, "", "Connection refused", 1.0),
    ]


def test_every_cause_is_told_in_both_languages() -> None:
    words = [words for check in VOCABULARY.values() for words in check.causes.values()]
    assert all(words.en and words.ko for words in words)
