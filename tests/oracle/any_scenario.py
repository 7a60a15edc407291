"""Random scenarios over every domain, in processes that may end; what went wrong is kept in a file for reproduction."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import domains

BATCH = 25


class Outcome:
    """How many scenarios were asked about, how many of them `check` accepts, and what was wrong."""

    def __init__(self) -> None:
        self.asked, self.accepted = 0, 0
        self.wrong: list[str] = []


def _child(files: list[str]) -> tuple[list[dict[str, Any]], int]:
    """What the child said, and how it ended: 0, or minus the signal."""
    here = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    ended = subprocess.run(
        [sys.executable, "-m", "oracle.child"],
        input="\n".join(files),
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    return [json.loads(line) for line in ended.stdout.splitlines()], ended.returncode


def _why(status: int) -> str:
    if status == -signal.SIGVTALRM:
        return "more than 10 s"
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"the process ended with {status}"


def ask(schema: Any, seeds: Iterable[int], folder: Path) -> Outcome:
    """Asks everything about the scenarios of these seeds. Files of those that went wrong stay in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    outcome, files = Outcome(), []
    for seed in seeds:
        file = folder / f"scenario-{seed}.json"
        file.write_text(json.dumps(domains.scenario(schema, seed), indent=1), encoding="utf-8")
        files.append(str(file))
    kept = set()
    while files:
        said, status = _child(files[:BATCH])
        finished = [line["file"] for line in said if line.get("done")]
        outcome.asked += len(finished)
        outcome.accepted += sum(bool(line.get("accepted")) for line in said)
        for line in said:
            if "wrong" in line:
                kept.add(line["file"])
                outcome.wrong.append(f"costmodel {' '.join(line['command'])}\n    {line['wrong']}")
        files = [file for file in files if file not in finished]
        if status != 0:
            last = said[-1] if said else {"file": files[0], "command": ["?"]}
            kept.add(last["file"])
            outcome.wrong.append(f"costmodel {' '.join(last['command'])}\n    {_why(status)}")
            files = [file for file in files if file != last["file"]]
        for file in finished:
            if file not in kept:
                os.remove(file)
    return outcome
