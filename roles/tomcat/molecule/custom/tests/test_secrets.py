import pytest
from testinfra.host import Host

EACH_SECRET = pytest.mark.parametrize("secret", ["ajp-secret", "database-secret"])


@EACH_SECRET
def test_no_list_of_processes_shows_a_secret(secret: str, host: Host) -> None:
    assert secret not in host.check_output("runuser -u nobody -- ps axeww")


@EACH_SECRET
def test_no_file_that_others_can_read_holds_a_secret(secret: str, host: Host) -> None:
    """One that only root can read holds it: otherwise this would look for the wrong words."""
    everywhere = "/etc /opt /run /tmp /var/lib/tomcat11 /var/log"
    assert host.check_output("grep --recursive --files-with-matches %s /etc", secret) == "/etc/tomcat11/secrets.env"
    assert host.run(f"runuser -u nobody -- grep --recursive --no-messages {secret} {everywhere}").stdout == ""


@pytest.mark.parametrize("path", ["/etc/tomcat11/secrets.env", "/etc/shadow"])
def test_the_container_cannot_read_the_secrets_of_root(path: str, host: Host) -> None:
    assert host.run("runuser -u tomcat -- cat %s", path).rc != 0


@pytest.mark.parametrize(
    "path", ["/etc/tomcat11/server.xml", "/etc/tomcat11/Catalina/localhost/pages.xml", "/opt/pages.war"]
)
def test_the_container_cannot_change_what_it_runs(path: str, host: Host) -> None:
    assert host.run("runuser -u tomcat -- test -w %s", path).rc != 0
