from ipaddress import ip_address
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.environment import Environment


@pytest.mark.parametrize("variables", [{}, {"SHOP_MACHINE": ""}])
def test_a_missing_variable_is_named(variables: dict[str, str]) -> None:
    """The error of a missing or empty variable says which it is and where it is described."""
    with pytest.raises(ImproperlyConfigured, match=r"SHOP_MACHINE is not set: apps/shop/README\.md"):
        Environment(variables).text("SHOP_MACHINE")


@pytest.mark.parametrize("value", ["ten", "-1", "1.5", "²"])
def test_a_number_is_made_of_digits(value: str) -> None:
    """Anything but a whole number is refused with the variable's name."""
    with pytest.raises(ImproperlyConfigured, match=r"PORT is .* must be a whole number"):
        Environment({"PORT": value}).number("PORT")


@pytest.mark.parametrize("variables", [{}, {"PATIENCE": ""}])
def test_a_number_that_may_be_left_out_has_another(variables: dict[str, str]) -> None:
    """What was not given is the default, and what was given wrongly is no default."""
    assert Environment(variables).number("PATIENCE", otherwise=2) == 2
    assert Environment({"PATIENCE": "30"}).number("PATIENCE", otherwise=2) == 30


@pytest.mark.parametrize("value", ["wsgi", "/wsgi/", "//wsgi", "/"])
def test_a_prefix_has_one_leading_slash(value: str) -> None:
    """A prefix that the URL table could not use is refused."""
    with pytest.raises(ImproperlyConfigured, match="must look like /wsgi"):
        Environment({"PREFIX": value}).prefix("PREFIX")


def test_addresses_are_read_from_a_list() -> None:
    """Addresses are separated by commas; spaces do not matter."""
    expected = {ip_address("192.0.2.30"), ip_address("2001:db8::1")}
    assert expected == Environment({"PROXIES": "192.0.2.30, 2001:db8::1"}).addresses("PROXIES")


def test_a_name_is_no_address() -> None:
    """Trust is given to addresses, never to names."""
    with pytest.raises(ImproperlyConfigured, match=r"PROXIES: .*'web'"):
        Environment({"PROXIES": "web"}).addresses("PROXIES")


def test_a_file_tells_what_the_process_was_not_told(tmp_path: Path) -> None:
    """One file is for all programs of a machine; what a program is told itself goes before it."""
    file = tmp_path / "environment"
    file.write_text('# a comment\nSHOP_MODEL=manage\nSHOP_SECRET_KEY="two words #1"\n')
    environment = Environment.of_process({"SHOP_ENVIRONMENT_FILE": str(file), "SHOP_MODEL": "cgi"})
    assert (environment.text("SHOP_MODEL"), environment.text("SHOP_SECRET_KEY")) == ("cgi", "two words #1")


@pytest.mark.parametrize("text", ["two words", 'SHOP_MODEL="open'])
def test_other_lines_in_the_file_are_refused(tmp_path: Path, text: str) -> None:
    """The error names the file."""
    file = tmp_path / "environment"
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=str(file)):
        Environment.of_process({"SHOP_ENVIRONMENT_FILE": str(file)})


def test_a_file_that_is_not_there_is_named() -> None:
    """And so is the variable that named it."""
    with pytest.raises(ImproperlyConfigured, match="SHOP_ENVIRONMENT_FILE: /nowhere/environment"):
        Environment.of_process({"SHOP_ENVIRONMENT_FILE": "/nowhere/environment"})
