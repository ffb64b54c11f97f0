"""Linear strategy, carried out by Mitogen where it is installed: several times faster, with the same results."""

from typing import Any

from ansible.collections.list import list_collection_dirs

from ansible.plugins.strategy import linear

try:
    from ansible_mitogen.plugins.strategy import mitogen_linear
except ImportError:
    mitogen_linear = None

DOCUMENTATION = """
name: mitogen_when_present
short_description: Runs tasks in lockstep, through Mitogen when it is installed
description:
  - Mitogen keeps one Python process on each machine instead of starting one for every task.
  - Without Mitogen this is the linear strategy.
author: waslab
"""


class StrategyModule((mitogen_linear or linear).StrategyModule):  # type: ignore[misc] # neither library has types
    """The better of the two strategies, with one look at the installed collections for all tasks."""

    def run(self, iterator: Any, play_context: Any, result: int = 0) -> Any:
        # Mitogen looks at every collection again in each forked worker that runs a collection's module
        # (a third of a second each time); what this process has loaded, its workers need not load.
        list(list_collection_dirs())
        return super().run(iterator, play_context, result)


__all__ = ["StrategyModule"]
