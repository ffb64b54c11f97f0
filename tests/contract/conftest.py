"""The contract of apps/CONTRACT.md is asked of every prefix, through the lab's front door.

WASLAB_PREFIXES narrows the prefixes, as in WASLAB_PREFIXES=/servlet.
WASLAB_BASE_URL asks an application elsewhere, as in WASLAB_BASE_URL=http://127.0.0.1:8000.
"""

import os
from collections.abc import Iterator

import front_door as http
import httpx
import pytest
from lab import LAYOUT, NETWORK, only_machine
from storefront import Shop

MODELS = {"/wsgi": "wsgi", "/servlet": "servlet"}
PREFIXES = os.environ.get("WASLAB_PREFIXES", ",".join(MODELS)).split(",")


@pytest.fixture(scope="session")
def browser() -> Iterator[httpx.Client]:
    elsewhere = os.environ.get("WASLAB_BASE_URL")
    if elsewhere:
        with httpx.Client(base_url=elsewhere, timeout=10) as client:
            yield client
        return
    name = NETWORK.lab_public_name
    addresses = {name: str(only_machine("proxies").address)}
    with http.client(LAYOUT.root_certificate, addresses, f"https://{name}") as client:
        yield client


@pytest.fixture(params=PREFIXES)
def shop(request: pytest.FixtureRequest, browser: httpx.Client) -> Shop:
    """The application under one of the prefixes."""
    return Shop(browser, request.param, MODELS[request.param])


@pytest.fixture
def shops(browser: httpx.Client) -> list[Shop]:
    """The application under every prefix, for what they share."""
    return [Shop(browser, prefix, MODELS[prefix]) for prefix in PREFIXES]
