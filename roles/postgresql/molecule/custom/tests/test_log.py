"""Only what is slow is logged."""

import uuid
from collections.abc import Callable

from patience import eventually
from testinfra.host import Host

LOGGED = "journalctl --identifier postgres --no-pager | grep --fixed-strings %s"
WRITTEN_WITHIN_SECONDS = 5


def test_a_slow_statement_is_logged_and_a_quick_one_is_not(host: Host, administer: Callable[[str], str]) -> None:
    mark = str(uuid.uuid4())
    administer(f"SELECT 'quick {mark}'")
    administer(f"SELECT pg_sleep(1.7), 'slow {mark}'")
    eventually(
        lambda: host.run(LOGGED, f"slow {mark}").rc, lambda code: code == 0, WRITTEN_WITHIN_SECONDS, "it is logged"
    )
    assert host.run(LOGGED, f"quick {mark}").rc == 1
