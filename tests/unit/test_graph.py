"""The picture follows from the inventory alone."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import fakes
import pytest
from rich.console import Console

from waslab import graph, inventory
from waslab.graph import Drawing
from waslab.layout import Layout


@pytest.fixture
def drawing(tmp_path: Path) -> Drawing:
    playbooks = tmp_path / "ansible"
    playbooks.mkdir()
    (playbooks / "site.yml").write_text("- import_playbook: proxies.yml\n")
    (playbooks / "aside.yml").write_text("- hosts: proxies\n  roles: [squid]\n")
    (playbooks / "proxies.yml").write_text("- hosts: proxies\n  roles: [base, {role: haproxy}, squid]\n")
    return graph.draw(fakes.topology(tmp_path), playbooks)


def test_columns_follow_the_requests(drawing: Drawing) -> None:
    """Each group stands right of those that talk to it."""
    assert [[group.name for group in column] for column in drawing.columns] == [["clients"], ["proxies"], ["apps"]]


def test_groups_show_their_software(drawing: Drawing) -> None:
    """From the roles in the group's playbook, as far as it is part of the site."""
    assert {group.name: group.software for group in drawing.groups}["proxies"] == "HAProxy, Squid"


def test_flows_in_a_circle_do_not_hang(tmp_path: Path) -> None:
    """Applications answer to proxies and ask them too."""
    network = fakes.NETWORK + "  - {from: apps, to: proxies, to_ports: [https], why: back}\n"
    layout = fakes.clone(tmp_path, network=network)
    (tmp_path / "site.yml").write_text("[]")
    assert len(graph.draw(inventory.load(layout), tmp_path).groups) == 3


def test_the_terminal_shows_each_machine_with_its_address(drawing: Drawing) -> None:
    """Within 80 columns."""
    out = io.StringIO()
    Console(file=out, width=80).print(graph.terminal(drawing))
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    for shown in (*fakes.NAMES, "192.168.56.51", "HAProxy, Squid", "clients ▼ 443", "host to all machines: 22"):
        assert shown in text


def test_mermaid_joins_neighbours_where_a_group_talks_to_itself(drawing: Drawing) -> None:
    """It cannot draw an arrow from a group to itself."""
    source = graph.mermaid(drawing)
    assert source.startswith("flowchart LR\n")
    assert "clients -- 443 --> proxies" in source
    assert "app1 <-- 8000 --> app2" in source


def test_svg_is_well_formed_and_the_same_each_time(drawing: Drawing) -> None:
    """It is kept in the repository: a picture that changed by itself would be noise."""
    picture = graph.svg(drawing)
    assert graph.svg(drawing) == picture
    texts = [element.text for element in ET.fromstring(picture).iter() if element.text and element.text.strip()]  # noqa: S314
    for shown in (*fakes.NAMES, "192.168.56.52", "443, 8404"):
        assert shown in texts


def test_svg_keeps_everything_inside_the_paper(drawing: Drawing) -> None:
    """No box hangs over the edge."""
    root = ET.fromstring(graph.svg(drawing))  # noqa: S314
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 <= float(box.attrib["x"]) <= width - float(box.attrib["width"])
        assert 0 <= float(box.attrib["y"]) <= height - float(box.attrib["height"])


def test_the_lab_s_own_picture_has_five_columns() -> None:
    """client, proxy, web, application servers, database."""
    layout = Layout.of_this_clone()
    drawing = graph.draw(inventory.load(layout), layout.playbooks)
    assert [len(column) for column in drawing.columns] == [1, 1, 1, 2, 1]


def test_the_picture_of_the_readme_is_today_s() -> None:
    """Mended by: ./lab graph --format svg >docs/topology.svg."""
    layout = Layout.of_this_clone()
    kept = (layout.root / "docs/topology.svg").read_text(encoding="utf-8")
    assert kept == graph.svg(graph.draw(inventory.load(layout), layout.playbooks))
