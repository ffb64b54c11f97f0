"""Both web servers serve the same static tree in the same way, each asked by a machine that may ask it."""

import json
from dataclasses import dataclass

import pytest
from lab import LAYOUT, NETWORK, TOPOLOGY, only_machine
from machines import Machines

SITE = LAYOUT.root / "apps/site"
FILE = "static/site.css"
ORIGINS = {
    "Nginx": (only_machine("clients").name, f"https://{NETWORK.lab_public_name}"),
    **{
        f"Apache on {machine.name}": (only_machine("webservers").name, f"http://{machine.name}")
        for machine in TOPOLOGY.members("tomcats")
    },
}

every_server = pytest.mark.parametrize("server", ORIGINS)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, list[str]]
    body: str


def get(machines: Machines, server: str, path: str, *headers: str, body: str = "-") -> Answer:
    machine, origin = ORIGINS[server]
    options = " ".join(f"--header '{header}'" for header in headers)
    told = '%{stderr}{"status": %{http_code}, "headers": %{header_json}}'
    done = machines[machine].run(
        f"curl --silent --max-time 10 --output {body} --write-out '{told}' {options} {origin}/{path}"
    )
    return Answer(**json.loads(done.stderr), body=done.stdout)


@every_server
@pytest.mark.parametrize("path", sorted(str(file.relative_to(SITE)) for file in SITE.rglob("*.[chj]*s*")))
def test_every_file_is_there(server: str, path: str, machines: Machines) -> None:
    answer = get(machines, server, path)
    assert (answer.status, answer.body.strip()) == (200, (SITE / path).read_text().strip())


@every_server
def test_who_has_the_file_does_not_get_it_again(server: str, machines: Machines) -> None:
    tag = get(machines, server, FILE).headers["etag"][0]
    again = get(machines, server, FILE, f"If-None-Match: {tag}")
    assert (again.status, again.body) == (304, "")


@every_server
def test_a_part_of_the_file_can_be_had(server: str, machines: Machines) -> None:
    part = get(machines, server, FILE, "Range: bytes=2-5")
    assert (part.status, part.body) == (206, (SITE / FILE).read_text()[2:6])


@every_server
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("cache-control", "public, max-age=3600"),
        ("content-encoding", "gzip"),
        ("vary", "Accept-Encoding"),
        ("x-content-type-options", "nosniff"),
    ],
)
def test_the_file_comes_with(server: str, header: str, value: str, machines: Machines) -> None:
    answer = get(machines, server, FILE, "Accept-Encoding: gzip", body="/dev/null")
    assert answer.headers[header] == [value]
