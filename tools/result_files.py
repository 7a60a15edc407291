#!/usr/bin/env python3
"""Write what is made from the tables of results: the stub of the extension, the JSON Schema of results, and its page.

    python tools/result_files.py [--check]

The tables are in libcostmodel/src/io/*_fields.cpp and libcostmodel/src/import/import_fields.cpp; this asks the package
that is installed, or on PYTHONPATH, for them. With --check nothing is written, and the exit status is 1 where a file is
out of date.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from costmodel import _core

ROOT = Path(__file__).resolve().parent.parent
STUB = ROOT / "bindings" / "costmodel" / "_core.pyi"
SCHEMA = ROOT / "docs" / "results.schema.json"
PAGE = ROOT / "docs" / "results.md"
MARK = "# --- From the tables of results: written by tools/result_files.py, not by hand ---\n"

INTRODUCTION = """# Results

What the commands write with `--format json`, field by field. Numbers are unrounded; null where there is no answer, with
a reason beside it. A name ends in its unit. Python's attributes have the same names; where they cannot, or have another
for one that is nested here, it stands in brackets. [results.schema.json](results.schema.json) is the same as a JSON
Schema.

This page is made from the tables that also make the JSON, the attributes and their type stubs
(`tools/result_files.py`).
"""


def records() -> list[type]:
    return [
        c
        for c in vars(_core).values()
        if isinstance(c, type) and "__annotations__" in vars(c) and hasattr(c, "to_dict")
    ]


def stub(given: str) -> str:
    """The stub with its second part, the records, written anew; the first is functions and what is no record."""
    ours = given.split(MARK)[0]
    aliases = {
        alias: name
        for name, alias in re.findall(r"^(_\w+) = (Literal\[.*?\]|tuple\[float, float, float\])$", ours, re.MULTILINE)
    }
    lines = []
    for record in records():
        methods = f"_{record.__name__}Methods"
        lines.append(f"\nclass {record.__name__}({methods if f'class {methods}(' in ours else '_Record'}):")
        for name, kind in record.__annotations__.items():
            for literal, alias in aliases.items():
                kind = kind.replace(literal, alias)
            line = f"    def {name}(self) -> {kind}: ..."
            if len(line) > 120:
                members = "".join(f"        {one},\n" for one in re.findall(r'"[^"]*"', kind))
                line = f"    def {name}(\n        self,\n    ) -> Literal[\n{members}    ]: ..."
            lines += ["    @property", line]
    return ours + MARK + "\n".join(lines) + "\n"


def kind_of(schema: dict[str, Any]) -> str:
    """A type in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(map(kind_of, schema["anyOf"]))
    if "enum" in schema:
        return ", ".join("null" if one is None else f"`{one}`" for one in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = {"array": "list", "boolean": "true or false", "integer": "whole number", "string": "text"}
    text = " or ".join(words.get(kind, kind) for kind in kinds)
    if "items" in schema:
        of = kind_of(schema["items"])
        text = f"[{', '.join([of] * schema['minItems'])}]" if "minItems" in schema else f"list of {of}"
        text += " or null" if "null" in kinds else ""
    if isinstance(schema.get("additionalProperties"), dict):
        text = f"{kind_of(schema['additionalProperties'])} by name"
    return text


def rows(definition: dict[str, Any], before: str = "") -> list[str]:
    found = []
    for key, field in definition["properties"].items():
        name, python = before + key, f" ({field['x-python']})" if "x-python" in field else ""
        always = "" if key in definition["required"] else " Left out where it says nothing."
        if "prefixItems" in field:
            for place, one in enumerate(field["prefixItems"]):
                found.append(
                    f"| `{name}[{place}]` ({one['x-python']}) | {kind_of(one)} | {one['description']}{always} |"
                )
        elif "properties" in field:
            found += rows(field, name + ".")
        else:
            found.append(f"| `{name}`{python} | {kind_of(field)} | {field.get('description', '')}{always} |")
    return found


def page(schema: dict[str, Any]) -> str:
    parts = [INTRODUCTION, "| command | writes |\n|---|---|"]
    parts[-1] += "".join(f"\n| `{one['title']}` | {kind_of(one)} |" for one in schema["anyOf"]) + "\n"
    for name, definition in schema["$defs"].items():
        table = "\n".join(["| key | value | meaning |", "|---|---|---|", *rows(definition)])
        parts.append(f"## {name}\n\n{definition['description']}\n\n{table}\n")
    return "\n".join(parts)


def made() -> dict[Path, str]:
    """Each file with the text that it should have."""
    schema = _core.results_schema()
    return {STUB: stub(STUB.read_text(encoding="utf-8")), SCHEMA: schema, PAGE: page(json.loads(schema))}


def main(arguments: list[str]) -> int:
    stale = [file for file, text in made().items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    for file in stale:
        if "--check" not in arguments:
            file.write_text(made()[file], encoding="utf-8")
        print(f"{file.relative_to(ROOT)}: {'out of date' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
