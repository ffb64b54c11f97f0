"""The key that prepare.yml gave to everybody on the machine."""

import os
from pathlib import Path

import pytest
import yaml


@pytest.fixture(scope="session")
def key() -> Path:
    booted = yaml.safe_load(Path(os.environ["MOLECULE_INSTANCE_CONFIG"]).read_text())
    return Path(booted[0]["identity_file"])
