"""How one release follows another, and what an application learns of its settings."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playbooks import converge, refusal
from testinfra.host import Host

LEDGER = Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "ledger"
BOOK = "/var/lib/ledger/book"
ENDING = "5f2c9e71"
"""The end of the password, which no file needs to write in another way."""

Release = Callable[[str, str, str], str]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Makes a copy of the application in which a file has something replaced."""

    def make(file: str, old: str, new: str) -> str:
        copy = Path(shutil.copytree(LEDGER, tmp_path / "another"))
        text = (copy / file).read_text()
        assert old in text
        (copy / file).write_text(text.replace(old, new))
        return str(copy)

    return make


def current(host: Host) -> str:
    return str(host.check_output("readlink /opt/ledger/current"))


def test_what_no_machine_needs_stays_behind(host: Host) -> None:
    assert host.check_output("ls /opt/ledger/current").split() == ["count", "ledger"]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("ledger/page.py", "from ledger import WORD", "from ledger import PENCIL as WORD", "'PENCIL'"),
        ("ledger/migrate.py", "from ledger import PAGES", "raise SystemExit('no ink')", "no ink"),
    ],
    ids=["a module that does not load", "a migration that fails"],
)
def test_a_release_that_does_not_work_is_left_out(
    host: Host, release: Release, file: str, old: str, new: str, reason: str
) -> None:
    """Why it does not is told, and no password with it."""
    before = current(host)
    told = refusal(python_app_source=release(file, old, new))
    assert reason in told
    assert ENDING not in told
    assert current(host) == before


def test_the_migrations_ran_with_the_settings(host: Host) -> None:
    assert pages(host) == "12"


def test_releases_follow_each_other_and_back(host: Host, release: Release) -> None:
    """The older one is still on the machine, whole. Migrations count as a change when there was something to do."""
    first = current(host)
    told = converge(python_app_source=release("ledger/migrate.py", "Wrote", "Added"))
    assert (current(host) != first, migrations(told)) == (True, "ok: [app]")
    host.check_output("sed -i 10,12d %s", BOOK)
    told = converge()
    assert (current(host), migrations(told)) == (first, "changed: [app]")
    assert pages(host) == "12"


def pages(host: Host) -> str:
    return str(host.check_output("wc --lines < %s", BOOK))


def migrations(told: str) -> str:
    """What came of the migrations in a run of Ansible."""
    return told.partition("Bring the database up to date]")[2].splitlines()[1]


def test_a_setting_arrives_as_it_was_given(host: Host) -> None:
    """Quotes, a backslash, a dollar and a hash in it."""
    told = host.check_output(
        "systemd-run --quiet --pipe --wait --property EnvironmentFile=/etc/ledger/environment printenv LEDGER_WORD"
    )
    assert told == 'a "secret" \\ $HOME # 5f2c9e71'


def test_a_web_server_s_programs_read_the_settings(host: Host) -> None:
    host.check_output("runuser -u www-data -- cat /etc/ledger/environment")


def test_a_program_stays_one(host: Host) -> None:
    assert host.check_output("/opt/ledger/current/count") == "1"


@pytest.mark.parametrize("place", ["/etc", "/opt", "/run", "/usr/local", "/var"])
def test_another_user_reads_no_password(host: Host, place: str) -> None:
    found = host.run(f"runuser -u nobody -- grep --recursive --files-with-matches {ENDING} {place}")
    assert found.stdout == ""
