from collections.abc import Callable

Render = Callable[..., list[str]]


def test_a_load_generator_may_hold_the_given_number_of_connections(render: Render) -> None:
    assert "* - nofile 2048" in render("desk", "limits.conf.j2", desk_open_files=2048)
