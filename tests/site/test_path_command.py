"""`./lab path` on the running lab: the servers' real lines make whole stories."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stories
from lab import NETWORK, only_machine
from machines import Machines

from waslab import cli

Path = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def path(capsys: pytest.CaptureFixture[str]) -> Path:
    """The command's exit code and what it tells a script."""

    def command(*words: str) -> tuple[int, dict[str, Any]]:
        code = cli.run(["path", *words, "--json"])
        out, err = capsys.readouterr()
        assert out, err
        return code, json.loads(out)

    return command


@pytest.mark.parametrize("model", NETWORK.execution_models)
@pytest.mark.usefixtures("machines")
def test_every_hop_of_an_order_tells_of_it(model: str, path: Path) -> None:
    code, told = path(f"/{model}/orders", "--data", '{"product": "cup", "quantity": 1}')
    assert [hop["server"] for hop in told["hops"] if not hop["found"]] == []
    assert [hop["server"] for hop in told["hops"]] == [*stories.SERVERS[model], "PostgreSQL"]
    assert (code, told["status"]) == (0, 201)
    assert told["hops"][-2]["rows"] >= 2
    assert any("INSERT INTO" in statement["sql"] for statement in told["hops"][-1]["statements"])


@pytest.mark.parametrize(
    ("target", "servers"),
    [
        ("/static/site.css", ["HAProxy", "Nginx"]),
        ("/wsgi/whoami", ["HAProxy", "Nginx", "the application on Gunicorn"]),
    ],
)
@pytest.mark.usefixtures("machines")
def test_a_request_has_the_hops_that_it_needs_and_no_more(target: str, servers: list[str], path: Path) -> None:
    code, told = path(f"{target}?{uuid.uuid4()}")
    assert (code, [hop["server"] for hop in told["hops"]]) == (0, servers)


def test_an_answer_from_the_cache_ends_at_the_web_server(path: Path, front_door: httpx.Client) -> None:
    target = f"/wsgi/hello?name={uuid.uuid4()}"
    front_door.get(target)
    _, told = path(target)
    assert told["cache"] in {"HIT", "STALE", "UPDATING"}
    assert [hop["server"] for hop in told["hops"]] == ["HAProxy", "Nginx"]
    assert told["hops"][-1]["cache"] == told["cache"]


def test_a_log_that_is_not_written_is_named(machines: Machines, path: Path) -> None:
    """Nginx writes to the file that it opened, which has another name for a while."""
    log = stories.LOGS["Nginx"].files
    name = only_machine("webservers").name
    web = machines[name]
    web.check_output(f"mv {log} {log}.aside")
    try:
        code, told = path("/static/site.css")
    finally:
        web.check_output(f"mv {log}.aside {log}")
    assert code == 1
    assert [(hop["machine"], hop["log"]) for hop in told["hops"] if not hop["found"]] == [(name, log)]
