"""Follows one request through the logs of every server on its way."""

from waslab.path.follow import follow
from waslab.path.story import Story
from waslab.path.terminal import terminal
from waslab.path.visit import Question, Visit, ask, question

__all__ = ["Question", "Story", "Visit", "ask", "follow", "question", "terminal"]
