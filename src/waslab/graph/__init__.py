"""Draws the lab from its inventory: in the terminal, as Mermaid and as SVG."""

from waslab.graph.drawing import Drawing, draw, part
from waslab.graph.mermaid import mermaid
from waslab.graph.svg import svg
from waslab.graph.terminal import terminal

__all__ = ["Drawing", "draw", "mermaid", "part", "svg", "terminal"]
