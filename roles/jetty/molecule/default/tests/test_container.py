from servlet_container import BareTests
from testinfra.host import Host


class TestContainer(BareTests):
    """What all servlet containers have in common, and what Jetty has of its own."""

    def test_nothing_else_starts_the_container(self, host: Host) -> None:
        """The package has a timer of the service's name."""
        assert host.check_output("systemctl list-timers --all --no-legend jetty12.timer") == ""
