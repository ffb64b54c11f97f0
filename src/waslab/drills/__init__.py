"""Drills: load on the front door, one fault, and what its users felt."""

from waslab.drills.catalogue import Drill, choose
from waslab.drills.page import keep
from waslab.drills.report import Report
from waslab.drills.run import Ground, heal, run
from waslab.drills.timeline import line, marks

__all__ = ["Drill", "Ground", "Report", "choose", "heal", "keep", "line", "marks", "run"]
