from collections.abc import Callable

Render = Callable[..., list[str]]


def test_loopback_has_no_name_but_its_own(render: Render) -> None:
    lines = render("base", "hosts.j2", base_hosts=[{"address": "192.0.2.30", "names": ["web", "www.example.test"]}])
    assert [line for line in lines if line.startswith(("127.", "::1"))] == [
        "127.0.0.1 localhost",
        "::1 localhost ip6-localhost ip6-loopback",
    ]
    assert lines[-1] == "192.0.2.30 web www.example.test"


def test_without_a_list_every_user_may_log_in(render: Render) -> None:
    assert not [line for line in render("base", "sshd.conf.j2") if line.startswith("AllowUsers")]


def test_only_the_given_users_may_log_in(render: Render) -> None:
    assert "AllowUsers deploy operator" in render("base", "sshd.conf.j2", base_ssh_allowed_users=["deploy", "operator"])
