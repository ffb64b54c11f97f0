"""The Python package behind ./lab, the command of the web-architecture lab."""
