#!/usr/bin/env python3
"""Lines have at most 120 characters. Longer may be: a text in quotes, a table or a block of a document, an entry of the
change log, and what somebody else wrote or the program prints. C++ is clang-format's.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 120
KINDS = ("*.py", "*.js", "*.mjs", "*.sh", "*.cmake", "*CMakeLists.txt", "Makefile", "*.toml", "*.md")
OTHERS = ("tests/golden/", "licenses/", "CHANGELOG.md", "docs/results.md")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`')


def inside_texts(source: str) -> set[int]:
    """Lines of Python that lie in a text of several lines which is no docstring."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if node.end_lineno != node.lineno
    }


def too_long(path: str, text: str) -> list[int]:
    found = []
    texts = inside_texts(text) if path.endswith(".py") else set()
    document = path.endswith(".md")
    block = False
    for number, line in enumerate(text.splitlines(), 1):
        if document and line.lstrip().startswith("```"):
            block = not block
        whole = document and (block or line.startswith(("|", "    ")) or "](http" in line)
        if len(line) <= MOST or whole or number in texts:
            continue
        docstring = line.lstrip().startswith('"""')
        if not document and not docstring and len(QUOTED.sub("", line)) < MOST // 2:
            continue
        found.append(number)
    return found


def main() -> int:
    files = subprocess.run(["git", "ls-files", *KINDS], cwd=ROOT, check=True, capture_output=True, text=True)
    problems = 0
    for path in files.stdout.split():
        if not path.startswith(OTHERS):
            for number in too_long(path, (ROOT / path).read_text(encoding="utf-8")):
                print(f"{path}:{number}: more than {MOST} characters")
                problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
