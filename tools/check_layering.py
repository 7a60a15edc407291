#!/usr/bin/env python3
"""Check that every arrow of the project points up the list in libcostmodel/CMakeLists.txt.

The list read top to bottom is the theory: rooms from the ground up, and in each room its headers, each of which
includes only headers above it. Sources include headers of their own room and of rooms above. Public headers know no
private ones, and third-party libraries only where the table below says so. The umbrella is the list of what is not
opt-in. Around the
library: it includes nothing of the command line or the bindings, and no modules of the Python package import each other
in a circle. `--dot` draws the rooms for Graphviz.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
UMBRELLA = "costmodel/costmodel.hpp"
#: The umbrella ends with this room; what comes after it, and what needs Eigen, is opt-in.
LAST_ROOM_OF_UMBRELLA = "decide"
EIGEN_ALLOWED = {"costmodel/solve/sweep.hpp"}
NEVER_PUBLIC = ("nlohmann/", "CLI/", "pybind11/", "boost/math")


@dataclass
class Rooms:
    """Files in the order of the list. Headers are named as they are included."""

    order: list[str] = field(default_factory=list)  # names of rooms
    headers: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    room: dict[str, int] = field(default_factory=dict)  # of a file, as its place in `order`

    def rank(self, header: str) -> int:
        return self.headers.index(header)


def listed(cmake: str, library: Path) -> Rooms:
    """The calls of costmodel_room."""
    rooms = Rooms(headers=["costmodel/version.hpp"], room={"costmodel/version.hpp": -1})
    text = re.sub(r"#.*", "", cmake)
    for room, files in re.findall(r"^costmodel_room\(\w+\s+(\w+)\s([^)]*)\)", text, re.MULTILINE):
        place = len(rooms.order)
        rooms.order.append(room)
        for name in files.split():
            public = (library / "include" / "costmodel" / room / name).is_file()
            file = f"costmodel/{room}/{name}" if public else f"{room}/{name}"
            (rooms.sources if name.endswith(".cpp") else rooms.headers).append(file)
            rooms.room[file] = place
    return rooms


def problems(rooms: Rooms, read) -> list[str]:
    """Every broken rule as "file: what is wrong"; `read` gives a file's text by its name."""
    found = [f"{h}: listed twice" for h in set(rooms.headers) if rooms.headers.count(h) > 1]
    for file in rooms.headers + rooms.sources:
        public, header = file.startswith("costmodel/"), file.endswith(".hpp")
        for included in INCLUDE.findall(read(file)):
            if included in rooms.room:
                if rooms.room[included] > rooms.room[file]:
                    found.append(f"{file}: includes {included}, of a room below")
                elif header and rooms.rank(included) >= rooms.rank(file):
                    found.append(f"{file}: includes {included}, which is not above it")
                elif public and not included.startswith("costmodel/"):
                    found.append(f"{file}: includes {included}, which is private")
            elif included.startswith("costmodel/"):
                found.append(f"{file}: includes {included}, which is not in the list")
            elif public and included.startswith(("Eigen/", "unsupported/Eigen")):
                if file not in EIGEN_ALLOWED:
                    found.append(f"{file}: includes {included}; only sweep.hpp may")
            elif public and included.startswith(NEVER_PUBLIC):
                found.append(f"{file}: includes {included}; no public header may")
            elif included.endswith(".hpp") and not included.startswith(("boost/", "nlohmann/")):
                found.append(f"{file}: includes {included}; write it as ROOM/…")
    return found


def umbrella_problems(rooms: Rooms, text: str) -> list[str]:
    last = rooms.order.index(LAST_ROOM_OF_UMBRELLA)
    wanted = [
        h for h in rooms.headers if h.startswith("costmodel/") and rooms.room[h] <= last and h not in EIGEN_ALLOWED
    ]
    included = [i for i in INCLUDE.findall(text) if i.startswith("costmodel/")]
    return [] if included == wanted else [f"{UMBRELLA}: should include, in this order: {', '.join(wanted)}"]


def imports(package: Path) -> dict[str, set[str]]:
    """Module of the package → modules of it that it imports, at once, later, or for its types alone."""
    graph: dict[str, set[str]] = {}
    for file in sorted(package.rglob("*.py")):
        module = ".".join(file.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        graph[module] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level > 0:
                above = (
                    module.split(".") if file.name == "__init__.py" and module != "__init__" else module.split(".")[:-1]
                )
                above = above[: len(above) - node.level + 1]
                base = [*above, *(node.module or "").split(".")] if node.module else above
                names = [".".join(base)] if node.module else [".".join([*base, alias.name]) for alias in node.names]
                graph[module] |= set(names)
    return {module: {name for name in names if name in graph} for module, names in graph.items()}


def circles(graph: dict[str, set[str]]) -> list[str]:
    """Modules that reach themselves."""
    found = []
    for start in graph:
        seen, ahead = set(), list(graph[start])
        while ahead:
            module = ahead.pop()
            if module not in seen:
                seen.add(module)
                ahead += graph[module]
        if start in seen:
            found.append(f"{start}: imports itself by way of others")
    return found


def arrows(rooms: Rooms, read) -> dict[tuple[str, str], int]:
    """(room, room that it includes) → how many includes."""
    found: dict[tuple[str, str], int] = {}
    for file in rooms.headers + rooms.sources:
        for included in INCLUDE.findall(read(file)):
            if included in rooms.room and min(rooms.room[included], rooms.room[file]) >= 0:
                ends = rooms.order[rooms.room[file]], rooms.order[rooms.room[included]]
                if ends[0] != ends[1]:
                    found[ends] = found.get(ends, 0) + 1
    return found


def floors(between: dict[tuple[str, str], int]) -> int:
    """The longest way down."""
    below: dict[str, set[str]] = {}
    for room, on in between:
        below.setdefault(room, set()).add(on)

    def height(room: str) -> int:
        return 1 + max((height(on) for on in below.get(room, ())), default=0)

    return max(map(height, below), default=1)


def drawn(between: dict[tuple[str, str], int]) -> str:
    lines = [f'  {room} -> {on} [label="{count}"];' for (room, on), count in sorted(between.items())]
    return "\n".join(["digraph rooms {", "  node [shape=box];", *lines, "}"])


def main(*options: str) -> int:
    library = ROOT / "libcostmodel"
    rooms = listed((library / "CMakeLists.txt").read_text(), library)
    where = {
        f: library / ("include" if f.startswith("costmodel/") else "src") / f for f in rooms.headers + rooms.sources
    }
    missing = [f for f, path in where.items() if not path.is_file()]
    if missing or not rooms.order:
        print(f"listed, but not on disk: {', '.join(missing)}")
        return 1

    def read(file: str) -> str:
        return where[file].read_text(encoding="utf-8")

    found = problems(rooms, read)
    found += umbrella_problems(rooms, (library / "include" / UMBRELLA).read_text(encoding="utf-8"))
    graph = imports(ROOT / "bindings" / "costmodel")
    found += circles(graph)
    if not found:  # else there may be a circle
        between = arrows(rooms, read)
        if "--dot" in options:
            print(drawn(between))
            return 0
        print(f"{len(rooms.order)} rooms on {floors(between)} floors, {len(between)} arrows between them, 0 upward")
    for problem in found:
        print(problem)
    files = f"{len(rooms.headers)} headers, {len(rooms.sources)} sources, {len(graph)} Python modules"
    print(f"{files}, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
