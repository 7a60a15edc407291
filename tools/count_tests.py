#!/usr/bin/env python3
"""Count what the JUnit files of a folder say, and end with one line: N passed, N failed, N skipped.

Fails where a test failed, where none ran, and, in CI, where one was skipped: on a fresh machine everything that the
tests need is installed, so a skipped test is a fault of ours.
"""

from __future__ import annotations

import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return "failed"
    not_run = case.get("status") in ("notrun", "disabled") or case.get("result") in ("skipped", "suppressed")
    return "skipped" if case.find("skipped") is not None or not_run else "passed"


def main(folder: Path) -> int:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for file in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            kind = outcome(case)
            counts[kind] += 1
            if kind == "skipped":
                print(f"skipped: {case.get('classname', '')}.{case.get('name')}")
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()))
    skipped = counts["skipped"] > 0 and os.environ.get("CI", "") not in ("", "false", "0")
    return 1 if counts["failed"] or skipped or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
