"""python -m oracle.child: runs every command on the scenario files named on the standard input, one a line.

It is a process of its own because a fault may end it. On the standard output it says what it is about to do, and what
was wrong, as lines of JSON; a command that takes more than LIMIT seconds of processor time ends it by SIGVTALRM.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from typing import Any, TextIO

import costmodel as cm
from costmodel import _core

from . import commands

LIMIT = 10.0
MEMORY = 4 << 30


def say(to: TextIO, **words: Any) -> None:
    to.write(json.dumps(words) + "\n")
    to.flush()


def run(arguments: list[str], out: int) -> tuple[int, str]:
    """Exit status and output of a command."""
    os.ftruncate(out, 0)
    os.lseek(out, 0, os.SEEK_SET)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    status = _core.run_cli(arguments, None, False)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    os.lseek(out, 0, os.SEEK_SET)
    return status, os.read(out, 1 << 26).decode()


def data(scenario: cm.Scenario) -> str:
    """What charts are made from, with the parts that take long cut short."""
    options = {"draws": 256, "ribbon_draws": 64, "points": 21, "map_columns": 4}
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    text = _core.report_data(scenario._native, json.dumps(options))
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return text


def wrong(arguments: list[str], status: int, text: str) -> str:
    """What may not be. An axis that cannot be turned, or more requests than can be drawn, may be refused."""
    refused = status == 2 and (arguments[0] in ("winners", "map", "risk") or "--axis" in arguments)
    if refused:
        return ""
    if status not in (0, 1):
        return f"status {status}: {text[-300:]}"
    return commands.odd(text, arguments[-1] == "json")


def main() -> None:
    report = os.fdopen(os.dup(1), "w")
    out = os.open(tempfile.mktemp(prefix="costmodel-"), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        file = line.strip()
        with open(file, encoding="utf-8") as opened:
            made = json.load(opened)
        seed = int(file.rsplit("-", 1)[1].split(".")[0])
        accepted = False
        for arguments in commands.commands(made, file, seed):
            say(report, file=file, command=arguments)
            status, text = run(arguments, out)
            if arguments[0] == "check":
                accepted = status == 0
                if status == 2:
                    break
            if found := wrong(arguments, status, text):
                say(report, file=file, command=arguments, wrong=found)
        if accepted:
            say(report, file=file, command=["report data"])
            if found := commands.odd(data(cm.load(file)), True):
                say(report, file=file, command=["report data"], wrong=found)
        say(report, file=file, done=True, accepted=accepted)


if __name__ == "__main__":
    main()
