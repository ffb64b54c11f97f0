"""The command line: one file per command, which parses and wires; this one starts them and exits."""

from __future__ import annotations

import errno
import signal
import sys
import traceback
from types import FrameType
from typing import Any, NoReturn

import typer

from waslab import say, symptoms
from waslab.cli import (
    claims,
    connect,
    destroy,
    doctor,
    down,
    drill,
    graph,
    matrix,
    path,
    session,
    setup,
    status,
    test,
    up,
    verify,
)
from waslab.cli.common import console, error_console
from waslab.errors import BadUsage, CannotJudge, Exit, Interrupted, LabError
from waslab.layout import Layout

app = typer.Typer(
    name="lab",
    help="A web-architecture lab that you can boot. Begin with: ./lab up",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for module in (
    up,
    down,
    destroy,
    status,
    doctor,
    verify,
    connect,
    graph,
    matrix,
    path,
    claims,
    drill,
    session,
    test,
    setup,
):
    module.register(app)


USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""What typer raises for everything typed wrong; it exports only this one of its kinds."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command; every failure becomes a message and one of the exit codes."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def _stop(_number: int, _frame: FrameType | None) -> None:
    """To be ended, or to lose the terminal, is to be stopped by Ctrl-C: children are ended in good order."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    try:
        code = app(arguments or ["--help"], standalone_mode=False, prog_name="./lab")
        # typer makes a return value of Ctrl-C.
        return _interrupted() if code == Exit.INTERRUPTED else int(code or 0)
    except LabError as error:
        say.error(error_console(), error)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except USAGE_ERROR as error:
        say.error(error_console(), _usage(error))
        return Exit.BAD_USAGE
    except OSError as error:
        return _operating_system(error)
    except Exception:  # noqa: BLE001 - the user gets a message; the traceback goes to a log for those who mend the lab
        return _own_mistake()


def _interrupted() -> int:
    stopped = Interrupted("Stopped. What was begun is taken up by the next run.", mend="./lab up")
    say.error(error_console(), stopped)
    return stopped.exit_code


def _usage(error: Any) -> BadUsage:
    context = getattr(error, "ctx", None)
    return BadUsage(error.format_message(), mend=f"{context.command_path if context else './lab'} --help")


def _own_mistake() -> int:
    log = Layout.of_this_clone().logs / "mistake.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(traceback.format_exc(), encoding="utf-8")
    problem = CannotJudge("This is a mistake in the lab's own program.", where=str(log), mend="./lab doctor")
    say.error(error_console(), problem)
    return problem.exit_code


def _operating_system(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        return Exit.HOLDS
    full = symptoms.DISK_FULL
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        problem = CannotJudge(full.what, where=error.filename, mend=full.mend)
    elif error.errno in (errno.EACCES, errno.EPERM):
        owner = f"sudo chown -R $(id -un) {Layout.of_this_clone().root}"
        problem = CannotJudge("The file may not be read or written by you.", where=error.filename, mend=owner)
    else:
        problem = CannotJudge(f"{error.strerror or error}.", where=error.filename, mend="./lab doctor")
    say.error(error_console(), problem)
    return problem.exit_code


__all__ = ["app", "console", "main", "run"]
