import socket


def test_the_service_runs_with_the_changed_setting(address: str) -> None:
    with socket.create_connection((address, 22), timeout=5) as connection:
        assert connection.makefile().readline().strip().endswith(" settled")
