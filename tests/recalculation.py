"""Workbooks as LibreOffice computes them: their cells changed, what the writer said they come to taken away."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value>
</prop></item></oor:items>"""
#: All sheets, or the first; numbers with all their digits; errors as they show.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,"


@dataclass
class Sheets:
    """The XML of the sheets, by name."""

    names: list[str]
    files: list[str]

    @classmethod
    def of(cls, book: zipfile.ZipFile) -> Sheets:
        names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
        return cls(names, [f"xl/worksheets/sheet{i}.xml" for i in range(1, len(names) + 1)])


def unlocked(book: bytes) -> dict[str, int]:
    """Inputs that may be changed: JSON Pointer to row."""
    with zipfile.ZipFile(BytesIO(book)) as opened:
        styles = re.search(r"<cellXfs.*?</cellXfs>", opened.read("xl/styles.xml").decode(), re.S)
        assert styles
        free = {i for i, xf in enumerate(re.findall(r"<xf [^>]*?/>|<xf .*?</xf>", styles[0])) if 'locked="0"' in xf}
        texts = [
            "".join(re.findall(r"<t[^>]*>(.*?)</t>", one, re.S))
            for one in re.findall(r"<si>(.*?)</si>", opened.read("xl/sharedStrings.xml").decode(), re.S)
        ]
        sheet = opened.read("xl/worksheets/sheet2.xml").decode()
    pointers = {int(row): texts[int(i)] for row, i in re.findall(r'<c r="B(\d+)"[^>]*t="s"><v>(\d+)</v>', sheet)}
    cells = re.findall(r'<c r="C(\d+)" s="(\d+)"><v>', sheet)
    return {pointers[int(row)]: int(row) for row, style in cells if int(style) in free}


def changed(book: bytes, cells: Mapping[int, float]) -> bytes:
    """A copy with other values in rows of its inputs, without what its formulas came to, and without charts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as opened, zipfile.ZipFile(out, "w") as copy:
        sheets = Sheets.of(opened).files
        for name in opened.namelist():
            data = opened.read(name)
            if name in sheets:
                text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", data.decode())
                text = re.sub(r"<drawing [^>]*/>", "", text)
                for row, value in cells.items() if name == sheets[1] else ():
                    text, count = re.subn(rf'(<c r="C{row}" s="\d+"><v>)[^<]*', rf"\g<1>{value!r}", text)
                    assert count == 1
                data = text.encode()
            copy.writestr(name, data)
    return out.getvalue()


def recalculated(books: Mapping[str, bytes], folder: Path, sheet: int = 1) -> dict[str, list[list[str]]]:
    """The cells of one sheet of each, from 1 on, as LibreOffice computes them."""
    program = shutil.which("soffice")
    assert program, "LibreOffice computes the workbooks anew: apt-get install libreoffice-calc-nogui"
    (folder / "profile" / "user").mkdir(parents=True, exist_ok=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    for name, book in books.items():
        (folder / f"{name}.xlsx").write_bytes(book)
    files = [str(folder / f"{name}.xlsx") for name in books]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", f"{CSV}{sheet}", "--outdir", str(folder / "out"), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {}
    for name in books:
        written = [
            f for f in (folder / "out").glob("*.csv") if f.name == f"{name}.csv" or f.name.startswith(f"{name}-")
        ]
        assert len(written) == 1, done.stderr
        with open(written[0], encoding="utf-8", newline="") as stream:
            found[name] = list(csv.reader(stream))
    return found


def path_rows(verdict: Iterable[list[str]]) -> list[list[str]]:
    """The rows of the table of paths on the first sheet."""
    return [row for row in verdict if len(row) > 6 and row[6] in ("formulas", "values")]


def number(cell: str) -> float | None:
    """The number of a cell; none where it says that there is none."""
    if cell in ("#N/A", "no number"):
        return None
    return float(cell)
