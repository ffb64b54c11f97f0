"""Logging: one JSON object a line."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """A record's ``fields`` (given by ``extra``) become fields of the line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "pid": record.process,
            "thread": record.threadName,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
