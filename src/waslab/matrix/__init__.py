"""Who can talk to whom: every way is tried, and held against the table of flows."""

from waslab.matrix.asking import OverSSH
from waslab.matrix.report import Matrix, draw_up
from waslab.matrix.terminal import terminal

__all__ = ["Matrix", "OverSSH", "draw_up", "terminal"]
