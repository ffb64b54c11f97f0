import pytest
from testinfra.host import Host


@pytest.mark.parametrize(
    ("tool", "answer"), [("jq --null-input 6*7", "42"), ("nc -h 2>&1 | grep --count OpenBSD", "1")]
)
def test_a_tool_that_was_asked_for_works(tool: str, answer: str, host: Host) -> None:
    assert host.check_output(tool) == answer


@pytest.mark.parametrize("tool", ["ab", "h2load", "wrk"])
def test_a_tool_that_was_not_asked_for_is_not_there(tool: str, host: Host) -> None:
    assert not host.exists(tool)


@pytest.mark.parametrize("user", ["root", "vagrant"])
def test_a_login_gets_the_given_limit(user: str, host: Host) -> None:
    assert host.check_output("runuser --login %s --command 'ulimit -n'", user) == "4096"
