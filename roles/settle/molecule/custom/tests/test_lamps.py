"""What each lamp has read since prepare.yml, and so how often it was started."""

import pytest
from testinfra.host import Host


@pytest.mark.parametrize(
    ("lamp", "settings"),
    [
        ("fresh", ["old"]),
        ("stale", ["old", "new"]),
        ("below", ["old", "old"]),
        ("linked", ["old", "old"]),
        ("told", ["old", "new"]),
        ("told-and-stale", ["old", "new", "newest"]),
        ("off", ["old"]),
        ("pair-1", ["old", "new"]),
        ("pair-2", ["old", "new"]),
        ("dimmed", ["old", "old"]),
        ("undimmed", ["old", "old"]),
    ],
)
def test_a_lamp_was_restarted_once_when_it_was_behind(lamp: str, settings: list[str], host: Host) -> None:
    assert host.check_output("cat /run/lamp/%s", lamp).split() == settings


@pytest.mark.parametrize(("lamp", "lit"), [("fresh", "active"), ("stale", "active"), ("off", "inactive")])
def test_nothing_is_started_that_was_stopped(lamp: str, lit: str, host: Host) -> None:
    assert host.run("systemctl is-active lamp@%s", lamp).stdout.strip() == lit


@pytest.mark.parametrize("lamp", ["dimmed", "undimmed"])
def test_a_drop_in_is_in_force(lamp: str, host: Host) -> None:
    assert host.check_output("ps -o ni= -p $(systemctl show --property MainPID --value lamp@%s)", lamp).strip() == "5"
