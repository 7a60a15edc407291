"""The commands that are asked about any scenario, and what no output may hold."""

from __future__ import annotations

import json
import random
import re
from typing import Any

#: Not a number, in words as C and C++ print them. Infinity has no place in an answer either.
ODD = re.compile(r"(?<![\w-])-?(nan|inf|infinity)(?![\w-])", re.IGNORECASE)

NO_AXIS = re.compile(r"domain|hourly_weights|costmodel|matrix|from_hour|to_hour")


def inputs(node: Any, pointer: str = "") -> list[str]:
    """Pointers of the plain numbers below, and of those with evidence."""
    if isinstance(node, (bool, str)):
        return []
    if isinstance(node, (int, float)) or isinstance(node, dict) and "value" in node:
        return [pointer]
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    return [found for key, entry in entries for found in inputs(entry, f"{pointer}/{key}")]


def commands(scenario: Any, file: str, seed: int) -> list[list[str]]:
    """Argument lists, each with an axis, a path and a format of its own; of the dear questions one."""
    rng = random.Random(f"commands {seed}")
    axes = [name for name in inputs(scenario) if not NO_AXIS.search(name)] + ["demand", "demand"]
    path = rng.choice(scenario["paths"])["id"]
    form = rng.choice(["json", "json", "text", "csv", "md"])
    more = rng.choice([[], [], ["--demand", str(10 ** rng.uniform(-3, 9))]])
    asked = [
        ["check", file],
        ["cost", file, *more, "--format", form],
        ["crossover", file, "--format", form],
        ["decide", file, *more, "--format", form],
        ["explain", file, "--path", path, *more, "--format", form],
        ["winners", file, "--axis", rng.choice(axes), "--format", form],
    ]
    dear = [
        ["cost", file, "--arrivals", "packed", "--format", "json"],
        ["winners", file, "--axis", rng.choice(axes), "--path", path, "--format", "json"],
        ["crossover", file, "--axis", rng.choice(axes), "--format", "json"],
        ["map", file, "--x", rng.choice(axes), "--y", rng.choice(axes), "--format", "json"],
    ]
    asked.append(rng.choice(dear))
    if "horizon" in scenario:
        asked.append(["horizon", file, *more, "--format", form])
    windows = [way["id"] for way in scenario["paths"] if way.get("pricing", {}).get("kind") == "active_window"]
    return asked + [["risk", file, "--path", name, "--format", form] for name in windows[:1]]


def odd(text: str, as_json: bool) -> str:
    """What is wrong with an output: a number that is none. A title or an id never holds one here."""
    if as_json:
        try:
            json.loads(text, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
        except ValueError as wrong:
            return f"JSON: {wrong}"
    found = ODD.search(text)
    return f"{found.group(0)!r} in …{text[max(0, found.start() - 60) : found.end() + 30]!r}" if found else ""
