"""Where the shop answers.

WASLAB_PREFIXES narrows the prefixes, as in WASLAB_PREFIXES=/servlet.
"""

import os

from lab import NETWORK

DEPLOYED = [f"/{model}" for model in NETWORK.execution_models]
PREFIXES = os.environ.get("WASLAB_PREFIXES", ",".join(DEPLOYED)).split(",")
