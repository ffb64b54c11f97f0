"""The shop's configuration: environment variables, each checked when the process starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.core.exceptions import ImproperlyConfigured

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Environment:
    """Reads typed values; what is missing or malformed is named in the error."""

    variables: Mapping[str, str]

    def text(self, name: str) -> str:
        value = self.variables.get(name, "")
        if not value:
            raise ImproperlyConfigured(f"{name} is not set: apps/shop/README.md lists the variables of the shop.")
        return value

    def number(self, name: str) -> int:
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
