"""The contract of apps/CONTRACT.md is asked of every prefix, through the lab's front door.

WASLAB_PREFIXES narrows the prefixes, as in WASLAB_PREFIXES=/servlet.
WASLAB_BASE_URL asks an application elsewhere, as in WASLAB_BASE_URL=http://127.0.0.1:8000.
"""

import os
from collections.abc import Iterator

import httpx
import pytest
from front_door import visitor
from storefront import Shop

MODELS = {"/wsgi": "wsgi", "/servlet": "servlet"}
PREFIXES = os.environ.get("WASLAB_PREFIXES", ",".join(MODELS)).split(",")


@pytest.fixture(scope="session")
def browser() -> Iterator[httpx.Client]:
    """HTTP/1.1, because some tests share it between threads."""
    elsewhere = os.environ.get("WASLAB_BASE_URL")
    with httpx.Client(base_url=elsewhere, timeout=10) if elsewhere else visitor(http2=False) as client:
        yield client


@pytest.fixture(params=PREFIXES)
def shop(request: pytest.FixtureRequest, browser: httpx.Client) -> Shop:
    """The application under one of the prefixes."""
    return Shop(browser, request.param, MODELS[request.param])


@pytest.fixture
def shops(browser: httpx.Client) -> list[Shop]:
    """The application under every prefix, for what they share."""
    return [Shop(browser, prefix, MODELS[prefix]) for prefix in PREFIXES]
