#!/usr/bin/env python3
"""What each public header costs its includer: preprocessed lines, which unlike seconds are the same every time.

usage: bench/headers.py [--write]    print the table; --write: record it in bench/headers.tsv
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import check_layering  # noqa: E402

INCLUDE = ROOT / "libcostmodel" / "include"
TABLE = ROOT / "bench" / "headers.tsv"
PEER = "Boost.Units alone"
UMBRELLA = "costmodel/costmodel.hpp"
EIGEN = next((p for p in ("/usr/include/eigen3", "/usr/local/include/eigen3") if os.path.isdir(p)), "/usr/include")


def preprocess(text: str, *options: str) -> str:
    command = [
        os.environ.get("CXX", "g++"),
        "-std=c++20",
        "-E",
        "-P",
        f"-I{INCLUDE}",
        "-isystem",
        EIGEN,
        *options,
        "-x",
        "c++",
        "-",
    ]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def lines(header: str) -> int:
    if header == PEER:
        return preprocess((ROOT / "bench" / "peers" / "boost_units.hpp").read_text()).count("\n")
    return preprocess(f"#include <{header}>\n").count("\n")


def public_headers() -> list[str]:
    """In the order of the theory, as the build lists them."""
    rooms = check_layering.listed((ROOT / "libcostmodel" / "CMakeLists.txt").read_text(), ROOT / "libcostmodel")
    return [header for header in rooms.headers if header.startswith("costmodel/")] + [UMBRELLA]


def toolchain() -> str:
    """Other compilers and other Boosts have other numbers."""
    macros = preprocess("#include <boost/version.hpp>\n", "-dM")
    value = dict(re.findall(r"^#define (\w+) (.+)$", macros, re.MULTILINE))
    compiler = "clang++" if "__clang__" in value else "g++"
    major = value["__clang_major__" if "__clang__" in value else "__GNUC__"]
    return f"{compiler} {major}, Boost {value['BOOST_LIB_VERSION'].strip(chr(34)).replace('_', '.')}"


def recorded() -> tuple[str, dict[str, int]]:
    """The toolchain of the record, and the lines of each header with it."""
    first, *rows = TABLE.read_text().splitlines()
    return first.removeprefix("# "), {name: int(count) for name, count in (row.split("\t") for row in rows)}


def main(arguments: list[str]) -> None:
    now = {header: lines(header) for header in [PEER, *public_headers()]}
    if "--write" in arguments:
        TABLE.write_text(f"# {toolchain()}\n" + "".join(f"{h}\t{n}\n" for h, n in now.items()))
    made_with, before = recorded() if TABLE.exists() else ("", {})
    print(f"{'preprocessed lines':40}{'now':>8}{'recorded':>10}   (recorded with {made_with})")
    for header, count in now.items():
        print(f"{header:40}{count:8}{before.get(header, '-'):>10}")


if __name__ == "__main__":
    main(sys.argv[1:])
