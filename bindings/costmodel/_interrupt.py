"""Ctrl-C while the command is being loaded: it ends as other commands do, without a traceback."""

from __future__ import annotations

import os
import signal
import sys
import threading


def is_command() -> bool:
    """Whether this process is the command `costmodel` or `python -m costmodel`, not a program that uses the package."""
    if os.path.splitext(os.path.basename(sys.argv[0]))[0] == "costmodel":
        return True
    module = sys.orig_argv.index("-m") + 1 if "-m" in sys.orig_argv else len(sys.orig_argv)
    return sys.argv[0] == "-m" and sys.orig_argv[module : module + 1] == ["costmodel"]


if getattr(sys, "argv", None) and threading.current_thread() is threading.main_thread() and is_command():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
