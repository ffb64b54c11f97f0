"""Measures what textbooks claim, and lets the figures judge."""

from waslab.claims.page import page
from waslab.claims.places import Places
from waslab.claims.plan import Plan, plan
from waslab.claims.report import Report
from waslab.claims.run import carry_out, run

__all__ = ["Places", "Plan", "Report", "carry_out", "page", "plan", "run"]
