"""The C interface through ctypes says what the Python package says, to the byte, and exports what its header
declares."""

import ctypes
import json
import re
import subprocess
from pathlib import Path

import costmodel as cm
import pytest
from costmodel import _core

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "build" / "dev" / "c" / "libcostmodel_c.so"
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.json"))

pytestmark = pytest.mark.skipif(
    not LIBRARY.exists(), reason="no C interface (cmake --build --preset dev --target costmodel_c)"
)


@pytest.fixture(scope="module")
def c():
    library = ctypes.CDLL(str(LIBRARY))
    library.costmodel_version.restype = ctypes.c_char_p
    return library


class Scenario:
    def __init__(self, c, text: bytes) -> None:
        self.c, self.handle, error = c, ctypes.c_void_p(), ctypes.c_char_p()
        assert (
            c.costmodel_parse(text, ctypes.c_size_t(len(text)), ctypes.byref(self.handle), ctypes.byref(error)) == 0
        ), error.value

    def ask(self, question: str, **options: object) -> str:
        answer, error = ctypes.c_void_p(), ctypes.c_void_p()
        status = getattr(self.c, f"costmodel_{question}")(
            self.handle, json.dumps(options).encode() if options else None, ctypes.byref(answer), ctypes.byref(error)
        )
        text = ctypes.string_at(answer if status == 0 else error).decode()
        self.c.costmodel_free(answer)
        self.c.costmodel_free(error)
        if status != 0:
            raise ValueError(text)
        return text


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_it_says_what_python_says(c, file: Path) -> None:
    scenario, here = Scenario(c, file.read_bytes()), cm.load(file)
    assert scenario.ask("decide") == cm.decide(here).to_json()
    options = {"draws": 64, "ribbon_draws": 64, "points": 11, "map_columns": 0}
    assert scenario.ask("report_data", **options) == _core.report_data(here._native, json.dumps(options))
    costs = json.loads(scenario.ask("cost", demand_accepted_answers_per_month=1000))["paths"]
    there = {row.id: row for row in cm.cost(here, demand_accepted_answers_per_month=1000)}
    assert [row["id"] for row in costs] == list(there)
    for row in costs:
        assert row["usd_per_month"] == there[row["id"]].usd_per_month


def test_problems_come_as_json(c) -> None:
    with pytest.raises(ValueError) as refused:
        Scenario(c, SCENARIOS[0].read_bytes()).ask("cost", utilization="much", utilisation=1)
    problems = json.loads(str(refused.value))["problems"]
    assert [(p["id"], p["where"]) for p in problems] == [
        ("wrong-type", "options/utilization"),
        ("unknown-key", "options/utilisation"),
    ]


def test_it_exports_what_the_header_declares(c) -> None:
    declared = set(re.findall(r"\bCOSTMODEL_API [^;(]*?\b(costmodel_\w+)\(", (ROOT / "c" / "costmodel.h").read_text()))
    listed = subprocess.run(
        ["nm", "-D", "--defined-only", "--without-symbol-versions", LIBRARY], capture_output=True, text=True, check=True
    ).stdout
    exported = {line.split()[2] for line in listed.splitlines() if line.split()[1] in "TW"}
    assert exported == declared and len(declared) == 12
    assert c.costmodel_version().decode() == cm.__version__
