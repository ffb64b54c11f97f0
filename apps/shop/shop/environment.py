"""The shop's configuration: environment variables, each checked when the process starts."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Self

from django.core.exceptions import ImproperlyConfigured

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Environment:
    """Reads typed values; what is missing or malformed is named in the error."""

    variables: Mapping[str, str]

    @classmethod
    def of_process(cls, variables: Mapping[str, str]) -> Self:
        """The process's own variables, and for what these leave open the file that SHOP_ENVIRONMENT_FILE names."""
        file = variables.get("SHOP_ENVIRONMENT_FILE")
        return cls({**_variables_in(Path(file)), **variables} if file else variables)

    def optional_text(self, name: str) -> str | None:
        return self.variables.get(name) or None

    def text(self, name: str) -> str:
        value = self.variables.get(name, "")
        if not value:
            raise ImproperlyConfigured(f"{name} is not set: apps/shop/README.md lists the variables of the shop.")
        return value

    def number(self, name: str, otherwise: int | None = None) -> int:
        if otherwise is not None and not self.optional_text(name):
            return otherwise
        value = self.text(name)
        if not (value.isascii() and value.isdigit()):
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number.")
        return int(value)

    def prefix(self, name: str) -> str:
        """A URL path such as ``/wsgi``: one leading slash, none at the end."""
        value = self.text(name)
        if not value.startswith("/") or value.endswith("/") or "//" in value:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must look like /wsgi.")
        return value

    def addresses(self, name: str) -> frozenset[Address]:
        """IP addresses separated by commas."""
        try:
            return frozenset(ip_address(item.strip()) for item in self.text(name).split(","))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}. It must be IP addresses separated by commas.") from error


def _variables_in(file: Path) -> dict[str, str]:
    """Lines like ``NAME="a value"``, as systemd reads them from the same file."""
    try:
        words = shlex.split(file.read_text(), comments=True)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"SHOP_ENVIRONMENT_FILE: {file} cannot be read: {error}.") from error
    pairs = [word.partition("=") for word in words]
    if odd := next((name for name, equals, _ in pairs if not equals), None):
        raise ImproperlyConfigured(f"SHOP_ENVIRONMENT_FILE: {file} has {odd!r} where NAME=value must stand.")
    return {name: value for name, _, value in pairs}
