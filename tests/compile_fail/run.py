#!/usr/bin/env python3
"""Compile a file twice: as it is (must compile), and with MUST_FAIL defined (must be refused).

What the compiler then says must match the file's line "// expect-error: REGEX", and its first message, the one that a
person reads, has at most 2 KB. Under g++ it must also be what docs/troubleshooting.md says of this file: the words in
backticks of its row, "…" for what is left out, namespaces apart.

usage: run.py COMPILER SOURCE INCLUDES IMPLICIT   (folders separated by ";")
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 2048


def row_of(source: Path) -> str:
    """The first cell of the document's row that names the file."""
    rows = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8").splitlines()
    (row,) = (row for row in rows if f"compile_fail/{source.name})" in row)
    return row.split(" | ")[0]


def unsaid(cell: str, errors: str) -> list[str]:
    """What the document quotes and the compiler does not say."""
    said = re.sub(r"\b(costmodel|boost::units)::", "", errors)
    parts = [part.strip() for quoted in re.findall(r"`([^`]+)`", cell) for part in quoted.split("…")]
    return [part for part in parts if part not in said]


def main(compiler: str, source: str, includes: str, implicit: str) -> int:
    file = Path(source)
    folders = [folder for folder in includes.split(";") if folder and folder not in implicit.split(";")]
    command = [compiler, "-std=c++20", "-fsyntax-only", *(f"-I{folder}" for folder in folders), source]
    environment = {**os.environ, "LC_ALL": "C"}  # one language for the messages

    def compiled(*more: str) -> tuple[bool, str]:
        done = subprocess.run([*command, *more], env=environment, capture_output=True, text=True, encoding="utf-8")
        return done.returncode == 0, done.stderr

    (expected,) = re.findall(r"^// expect-error: (.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    fine, errors = compiled()
    if not fine:
        sys.exit(f"The positive control does not compile:\n{errors}")
    fine, errors = compiled("-DMUST_FAIL")
    if fine:
        sys.exit("The mistake compiles.")
    if not re.search(expected, errors):
        sys.exit(f'The mistake is refused, but not with "{expected}":\n{errors}')
    first = errors[errors.index("error:") :].splitlines()[0]
    if len(first.encode()) > MOST_BYTES:
        sys.exit(f"The message has {len(first.encode())} bytes:\n{first}")
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout
    if "Free Software Foundation" in version and (missing := unsaid(row_of(file), errors)):
        sys.exit(f"docs/troubleshooting.md quotes {missing}, but the compiler says\n{errors}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
