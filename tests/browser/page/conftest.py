"""The front page on a made-up lab: no machine is needed."""

from collections.abc import Iterator

import fake_lab
import pytest


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    with fake_lab.running() as address:
        yield address
