import ajp
import pytest

PORT = 8109
SECRET = 'ajp-secret "quoted" & <long>'  # noqa: S105 of this scenario alone


def test_the_right_secret_is_let_in(address: str) -> None:
    assert ajp.status((address, PORT), "/pages/", SECRET) == 200


@pytest.mark.parametrize("secret", ["wrong", SECRET + "er", "${TOMCAT_AJP_SECRET}", "", None])
def test_a_wrong_secret_is_refused(secret: str | None, address: str) -> None:
    assert ajp.status((address, PORT), "/pages/", secret) == 403
