"""The lab's own secrets lie where they must, and nowhere else that anybody could read."""

import subprocess

import pytest
from lab import LAYOUT, TOPOLOGY
from machines import Machines

FOLDER = LAYOUT.kept / "secrets"
PRIVATE = [*FOLDER.iterdir(), LAYOUT.ssh_key, *(LAYOUT.kept / "pki").glob("*.key")]

SECRETS = {file.name: file.read_text().split()[0] for file in FOLDER.iterdir()}
every_machine = pytest.mark.parametrize("name", TOPOLOGY.names)

# The words are read from standard input, so that no list of processes shows them while they are looked for.
LOOK = r"""
words=$(mktemp); trap 'rm -f "$words"' EXIT; cat > "$words"
journalctl --no-pager --output cat | grep --fixed-strings --count --file "$words" | sed 's/^/journal /'
grep --recursive --fixed-strings --files-with-matches --file "$words" /var/log /root/.ansible /home/*/.ansible /tmp \
    --exclude-dir journal --exclude "$(basename "$words")" 2>/dev/null | sed 's/^/file /'
cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n" |
    grep --fixed-strings --count --file "$words" | sed "s/^/processes /"
find / -xdev \( -path /proc -o -path /sys \) -prune -o -type f -perm /o+r -size -1M \
    \( -path '/etc/*' -o -path '/opt/*' -o -path '/run/*' -o -path '/srv/*' -o -path '/var/lib/*' \) -print0 |
    xargs -0 grep --fixed-strings --files-with-matches --file "$words" 2>/dev/null | sed 's/^/everybody reads /'
true
"""


@pytest.fixture(scope="module")
def found(machines: Machines) -> dict[str, list[str]]:
    """By machine, where the secrets were found."""
    words = "\n".join(SECRETS.values()) + "\n"

    def look(name: str) -> list[str]:
        address = machines.addresses[name]
        command = ["ssh", "-i", str(LAYOUT.ssh_key), "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"]
        command += ["-o", "UserKnownHostsFile=/dev/null", f"vagrant@{address}", f"sudo sh -c '{quoted(LOOK)}'"]
        done = subprocess.run(command, input=words, capture_output=True, text=True, check=True, timeout=300)
        return [line for line in done.stdout.splitlines() if line not in {"journal 0", "processes 0"}]

    return machines.everywhere(look)


def quoted(text: str) -> str:
    return text.replace("'", "'\\''")


@every_machine
def test_no_log_process_or_open_file_has_a_secret(name: str, found: dict[str, list[str]]) -> None:
    assert found[name] == []


def test_the_secrets_are_where_they_are_needed(machines: Machines) -> None:
    """So looking for them finds them: an application's settings hold the database's password."""
    group = TOPOLOGY.members("gunicorns")[0].name
    settings = machines[group].check_output("cat /etc/shop/environment")
    assert SECRETS["shop_database"] in settings
    assert machines[group].file("/etc/shop/environment").mode & 0o007 == 0


@pytest.mark.parametrize("file", PRIVATE, ids=lambda file: file.name)
def test_on_this_computer_only_its_owner_reads_them(file: object) -> None:
    assert (PRIVATE[PRIVATE.index(file)].stat().st_mode & 0o077) == 0  # type: ignore[arg-type]


def test_the_repository_has_none() -> None:
    """Of this lab's own. What looks like anybody's, detect-secrets looks for."""
    found = subprocess.run(
        ["git", "grep", "--cached", "--fixed-strings", "--name-only", "-f", "-"],
        input="\n".join(SECRETS.values()),
        cwd=LAYOUT.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout, found.stderr) == ("", "")
    ignored = subprocess.run(["git", "check-ignore", "--quiet", str(FOLDER)], cwd=LAYOUT.root, check=False)
    assert ignored.returncode == 0
