import pytest
from testinfra.host import Host

HOLD = "python3 -c 'held = [open(\"/dev/null\") for _ in range(%s)]'"
OWN = 20
"""Files that Python holds open for itself, generously counted."""


@pytest.mark.parametrize("user", ["root", "vagrant"])
@pytest.mark.parametrize(("files", "outcome"), [(16384 - OWN, 0), (16384, 1)])
def test_one_process_may_hold_open_as_many_files_as_were_asked_for(
    user: str, files: int, outcome: int, host: Host
) -> None:
    assert host.run("runuser --login %s --command %s", user, HOLD % files).rc == outcome
