"""Checks of the host: what stands in the lab's way, and the command that mends it."""

from waslab.doctor.check import Check, Report, State
from waslab.doctor.examination import blocking, examine
from waslab.doctor.patient import Patient

__all__ = ["Check", "Patient", "Report", "State", "blocking", "examine"]
