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


def test_ssh_agrees_on_what_is_given_best_first(render: Render) -> None:
    lines = render("base", "sshd.conf.j2", base_ssh_ciphers=["aes256-ctr", "aes128-ctr"])
    assert "Ciphers aes256-ctr,aes128-ctr" in lines


def test_apt_fetches_everything_through_the_proxy(render: Render) -> None:
    """Sources may speak HTTPS too."""
    lines = render("base", "apt-proxy.conf.j2", base_apt_proxy="http://192.0.2.20:3128")
    assert [line for line in lines if line.startswith("Acquire")] == [
        'Acquire::http::Proxy "http://192.0.2.20:3128";',
        'Acquire::https::Proxy "http://192.0.2.20:3128";',
    ]
