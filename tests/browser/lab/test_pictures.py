"""The pictures of the documents: WASLAB_PICTURES=docs pytest tests/browser/lab/test_pictures.py."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from visit import Visit

MOST_BYTES = 200_000

PICTURES = {
    "front-page": {"viewport": {"width": 1280, "height": 1240}},
    "front-page-phone": {"viewport": {"width": 360, "height": 1600}},
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_front_page_is_small(visit: Callable[..., Visit], name: str, tmp_path: Path) -> None:
    page = visit(**PICTURES[name], reduced_motion="reduce")
    page.everybody_answers()
    picture = page.page.screenshot(path=Path(os.environ.get("WASLAB_PICTURES", tmp_path)) / f"{name}.png")
    assert len(picture) < MOST_BYTES
