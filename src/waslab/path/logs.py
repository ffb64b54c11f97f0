"""Where each server writes its line about a request, and which servers a request meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

LINES = 2000
"""How far back a log is read; a request of this moment is among its last lines."""

EDGE = "HAProxy"
WEB_SERVER = "Nginx"
APACHE = "Apache"
DATABASE = "PostgreSQL"


@dataclass(frozen=True)
class Log:
    """One server's log: in the files of a pattern, in the journal of a unit, or there under an identifier.

    The journal learns the unit of a syslog message only while the process lives; what a short one says has none.
    """

    server: str
    group: str
    files: str = ""
    unit: str = ""
    identifier: str = ""

    @property
    def place(self) -> str:
        return self.files or f"the journal of {self.unit or self.identifier}"

    @property
    def command(self) -> str:
        if self.files:
            return f"tail --quiet --lines {LINES} {self.files}"
        if self.identifier:
            return f"journalctl --identifier {self.identifier} --output json --lines {LINES} --no-pager"
        return f"journalctl --unit {self.unit} --output cat --lines {LINES} --no-pager"

    def since(self, moment: datetime) -> str:
        """The command for all that was written since; files are read as a whole."""
        if self.files:
            return f"cat {self.files}"
        by = f"--identifier {self.identifier} --output json" if self.identifier else f"--unit {self.unit} --output cat"
        return f"journalctl {by} --since @{moment.timestamp():.0f} --no-pager"


@dataclass(frozen=True)
class Container:
    """What runs the servlet application."""

    server: str
    unit: str

    @classmethod
    def of(cls, inventory: Path) -> Container:
        """The one that the inventory in this folder chooses."""
        file = inventory / "group_vars" / "tomcats" / "servlet_container.yml"
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        name = told["servlet_container"]
        return cls(name.capitalize(), told["servlet_container_units"][name])


def logs(container: Container) -> dict[str, Log]:
    """By server; every line but PostgreSQL's is a JSON object with `request_id`, `client` and `status`."""
    return {
        log.server: log
        for log in (
            Log(EDGE, "proxies", files="/var/log/haproxy/access.log"),
            Log(WEB_SERVER, "webservers", files="/var/log/nginx/access.log"),
            Log(APACHE, "tomcats", files="/var/log/apache2/access.json*"),
            Log(container.server, "tomcats", files=f"/var/log/{container.unit}/access.*.json"),
            Log("the servlet application", "tomcats", files=f"/var/log/{container.unit}/requests.*.json"),
            Log("the application on CGI", "tomcats", files="/var/log/apache2/error.log"),
            Log("the application on uWSGI", "tomcats", unit="uwsgi"),
            Log("the application on Gunicorn", "gunicorns", unit="gunicorn"),
            Log("the application on Uvicorn", "gunicorns", unit="uvicorn"),
            Log(DATABASE, "databases", identifier="postgres"),
        )
    }


def servers(container: Container) -> dict[str, tuple[str, ...]]:
    """By execution model, the servers that a request meets before the database; others meet only the first two."""
    front = (EDGE, WEB_SERVER)
    return {
        "cgi": (*front, APACHE, "the application on CGI"),
        "fastcgi": (*front, APACHE, "the application on uWSGI"),
        "wsgi": (*front, "the application on Gunicorn"),
        "asgi": (*front, "the application on Uvicorn"),
        "servlet": (*front, APACHE, container.server, "the servlet application"),
        "": front,
    }
