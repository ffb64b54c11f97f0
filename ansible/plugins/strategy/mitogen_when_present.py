"""Linear strategy, carried out by Mitogen where it is installed: several times faster, with the same results."""

DOCUMENTATION = """
name: mitogen_when_present
short_description: Runs tasks in lockstep, through Mitogen when it is installed
description:
  - Mitogen keeps one Python process on each machine instead of starting one for every task.
  - Without Mitogen this is the linear strategy.
author: waslab
"""

try:
    from ansible_mitogen.plugins.strategy.mitogen_linear import StrategyModule
except ImportError:
    from ansible.plugins.strategy.linear import StrategyModule

__all__ = ["StrategyModule"]
