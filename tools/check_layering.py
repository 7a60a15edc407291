#!/usr/bin/env python3
"""Check that a header includes only headers above it in libcostmodel/CMakeLists.txt.

The list read top to bottom is the theory; this script keeps its arrows pointing up. It also holds
each layer to its own third-party libraries (only sweep.hpp may know Eigen, no public header may
know nlohmann_json), and the umbrella to the list.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "libcostmodel"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
EIGEN_ALLOWED = {"costmodel/sweep.hpp"}
UMBRELLA = "costmodel/costmodel.hpp"


def listed_headers(cmake_text: str) -> list[str]:
    text = re.sub(r"#.*", "", cmake_text)
    return re.findall(r"\binclude/(costmodel/[\w/]+\.hpp)", text)


def problems(headers: list[str], read) -> list[str]:
    """Every broken rule as "header: what is wrong"; `read` gives a header's text."""
    rank = {header: place for place, header in enumerate(headers)}
    found = [f"{h}: listed twice" for h in rank if headers.count(h) > 1]
    for header in rank:
        for included in INCLUDE.findall(read(header)):
            if included.startswith("costmodel/"):
                if included not in rank:
                    found.append(f"{header}: includes {included}, which is not in the list")
                elif rank[included] >= rank[header]:
                    found.append(f"{header}: includes {included}, which is not above it")
            elif included.startswith(("Eigen/", "unsupported/Eigen")):
                if header not in EIGEN_ALLOWED:
                    found.append(f"{header}: includes {included}; only sweep.hpp may")
            elif included.startswith(("nlohmann/", "CLI/", "pybind11/", "boost/math")):
                found.append(f"{header}: includes {included}; no public header may")
            elif included.endswith((".hpp", ".h")) and not included.startswith("boost/"):
                found.append(f"{header}: includes {included}; write it as costmodel/…")
    if UMBRELLA in rank:
        above = headers[: rank[UMBRELLA]]
        included = [i for i in INCLUDE.findall(read(UMBRELLA)) if i.startswith("costmodel/")]
        if included != above:
            found.append(f"{UMBRELLA}: should include, in this order: {', '.join(above)}")
    return found


def main() -> int:
    headers = listed_headers((LIBRARY / "CMakeLists.txt").read_text())
    missing = [h for h in headers if not (LIBRARY / "include" / h).is_file()]
    if missing:
        print(f"listed, but not on disk: {', '.join(missing)}")
        return 1
    found = problems(headers, lambda h: (LIBRARY / "include" / h).read_text())
    for problem in found:
        print(problem)
    print(f"{len(headers)} headers, {len(found)} problems")
    return 1 if found or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
