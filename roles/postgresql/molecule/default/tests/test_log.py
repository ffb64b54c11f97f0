"""The log tells of every statement, so that a request can be followed into the database."""

import json
import uuid

from patience import eventually
from testinfra.host import Host

ADMINISTRATOR = "runuser -u postgres -- psql --quiet --command %s"
LOGGED = "journalctl --identifier postgres --output json --output-fields MESSAGE --no-pager | grep --fixed-strings %s"
WRITTEN_WITHIN_SECONDS = 5


def test_a_quick_statement_is_logged_whole_with_its_time(host: Host) -> None:
    """In one entry, however many lines it has."""
    mark = f"/* request_id={uuid.uuid4()} */"
    host.check_output(ADMINISTRATOR, f"SELECT 1,\n2 {mark}")
    found = eventually(
        lambda: host.run(LOGGED, mark), lambda done: done.rc == 0, WRITTEN_WITHIN_SECONDS, f"the log has {mark}"
    )
    (message,) = (json.loads(line)["MESSAGE"] for line in found.stdout.splitlines())
    assert "LOG:  duration: " in message
    assert message.split()[-6:] == ["SELECT", "1,", "2", *mark.split()]
