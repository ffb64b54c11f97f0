"""Where the shop answers.

WASLAB_PREFIXES narrows the prefixes, as in WASLAB_PREFIXES=/servlet.
"""

import os

DEPLOYED = [
    "/wsgi",
    "/servlet",
]
PREFIXES = os.environ.get("WASLAB_PREFIXES", ",".join(DEPLOYED)).split(",")
