"""The command `costmodel`: the same one that C++ builds, with charts and the page where `costmodel[report]` is
there, and workbooks where `costmodel[excel]` is."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence

from . import _core

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with these arguments, or those of the process. Returns the exit status: 0 done; 1 done, and no
    path is feasible; 2 bad input, or anything else that goes wrong. Writes to the process's own stdout and stderr."""
    if arguments is None:
        import signal

        arguments = sys.argv[1:]
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if hasattr(signal, "SIGPIPE"):  # `costmodel … | head` ends as other commands do
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    try:
        # as bytes: a name of a file need not be UTF-8
        given = [os.fsencode(argument) for argument in arguments]
    except (UnicodeEncodeError, TypeError) as why:
        print(
            f"costmodel: an argument that no command line can hold ({why}) [usage]; see costmodel --help",
            file=sys.stderr,
        )
        return BAD_INPUT
    from .workbook import command as workbooks

    if workbooks.asked(arguments):
        return workbooks.run(arguments)
    draw = None
    if given[:1] == [b"report"]:
        from . import pages

        if pages.available():
            draw = pages.draw
            pages.prepare()
    return _core.run_cli(given, draw, *_answers())


def _answers() -> tuple[bool, bool]:
    """Whether questions can be answered on the standard input, and whether a person does."""
    try:
        interactive = os.isatty(0)
        kind = os.fstat(0).st_mode
    except OSError:
        return False, False
    return interactive or stat.S_ISFIFO(kind) or stat.S_ISREG(kind) or stat.S_ISSOCK(kind), interactive
