"""What the web server keeps of the shop's answers, seen from the front door."""

import uuid

import httpx
import pytest
from lab import NETWORK

every_prefix = pytest.mark.parametrize("prefix", [f"/{name}" for name in NETWORK.execution_models])

FROM_THE_CACHE = {"HIT", "STALE", "UPDATING"}
"""An answer of hello is fresh for one second only: on a busy computer it is already too old the second time."""


@pytest.fixture
def greeting() -> str:
    """A path below the prefix that nobody has asked for yet."""
    return f"hello?name={uuid.uuid4()}"


@every_prefix
def test_a_page_for_everybody_is_made_once(prefix: str, greeting: str, front_door: httpx.Client) -> None:
    first, again = (front_door.get(f"{prefix}/{greeting}") for _ in range(2))
    assert (first.status_code, first.headers["X-Cache"]) == (200, "MISS")
    assert again.headers["X-Cache"] in FROM_THE_CACHE
    assert first.text == again.text


@every_prefix
def test_a_kept_page_has_the_id_of_its_own_request(prefix: str, greeting: str, front_door: httpx.Client) -> None:
    first, again = (front_door.get(f"{prefix}/{greeting}").headers for _ in range(2))
    assert first["X-Request-ID"] != again["X-Request-ID"]


@every_prefix
@pytest.mark.parametrize("personal", [{"Cookie": "a=b"}, {"Authorization": "Basic YTpi"}], ids=str)
def test_a_personal_request_goes_to_the_shop(
    prefix: str, personal: dict[str, str], greeting: str, front_door: httpx.Client
) -> None:
    first, own = (front_door.get(f"{prefix}/{greeting}", headers=headers) for headers in ({}, personal))
    assert own.headers["X-Cache"] == "BYPASS"
    assert first.text != own.text


@every_prefix
def test_what_is_never_kept_has_no_cache(prefix: str, front_door: httpx.Client) -> None:
    assert "X-Cache" not in front_door.get(f"{prefix}/whoami").headers
