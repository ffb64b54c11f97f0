import pytest
from testinfra.host import Host

SECRET = "database-secret"  # noqa: S105 of this scenario alone


def test_no_list_of_processes_shows_the_secret(host: Host) -> None:
    assert SECRET not in host.check_output("runuser -u nobody -- ps axeww")


def test_no_file_that_others_can_read_holds_the_secret(host: Host) -> None:
    """One that only root can read holds it: otherwise this would look for the wrong words."""
    everywhere = "/etc /opt /run /tmp /usr/local /var/lib/jetty12 /var/log"
    assert host.check_output("grep --recursive --files-with-matches %s /etc", SECRET) == "/etc/jetty12/secrets.env"
    assert host.run(f"runuser -u nobody -- grep --recursive --no-messages {SECRET} {everywhere}").stdout == ""


@pytest.mark.parametrize("path", ["/etc/jetty12/secrets.env", "/etc/shadow"])
def test_the_container_cannot_read_the_secrets_of_root(path: str, host: Host) -> None:
    assert host.run("runuser -u jetty -- cat %s", path).rc != 0


@pytest.mark.parametrize(
    "path", ["/etc/jetty12/server.xml", "/etc/jetty12/applications.xml", "/opt/pages.war", "/usr/local/lib/jetty12"]
)
def test_the_container_cannot_change_what_it_runs(path: str, host: Host) -> None:
    assert host.run("runuser -u jetty -- test -w %s", path).rc != 0
