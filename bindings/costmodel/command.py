"""The command `costmodel`: the same one that C++ builds, with charts and the page where `costmodel[report]` is there."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from . import _core


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with these arguments, or those of the process. Returns the exit status: 0 done; 1 done, and no
    path is feasible; 2 bad input. Writes to the process's own stdout and stderr."""
    if arguments is None:
        import signal

        arguments = sys.argv[1:]
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if hasattr(signal, "SIGPIPE"):  # `costmodel … | head` ends as other commands do
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    draw = None
    if "report" in arguments[:1]:
        from . import pages

        if pages.available():
            draw = pages.draw
            pages.prepare()
    ask = sys.stdin is not None and sys.stdin.isatty()
    return _core.run_cli(list(arguments), draw, ask)
