"""The front page shows who really serves."""

from collections.abc import Callable

import pytest
from lab import NETWORK, TOPOLOGY
from visit import Visit


@pytest.mark.parametrize("look", ["whoami", "hello", "visits", "slow"])
def test_every_model_of_the_lab_answers_the_page(visit: Callable[..., Visit], look: str) -> None:
    """By a machine of its group, and the browser has nothing to complain of."""
    page = visit()
    page.page.get_by_label("Ask for").select_option(label=look)
    page.everybody_answers()
    for name, model in NETWORK.execution_models.items():
        (machine,) = page.machines_lit_for(name)
        assert machine in [member.name for member in TOPOLOGY.members(model.group)]
    assert page.machines_lit_for("static") == [machine.name for machine in TOPOLOGY.members("webservers")]
    assert page.complaints == []
