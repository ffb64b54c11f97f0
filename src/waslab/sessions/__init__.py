"""Hands-on sessions: a guide, tasks that the lab checks, and a lab that is left as it was."""
