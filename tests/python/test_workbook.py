"""Workbooks: their formulas, computed anew by LibreOffice, come to what the library says."""

import json
import random

import costmodel as cm
import openpyxl
import pytest
from costmodel import workbook
from recalculation import changed, number, path_rows, recalculated, unlocked

from oracle import scenarios

COUNT, CHUNK = 200, 25
SPARE = 60  # seeds beyond, for those that the library refuses


def accepted_scenarios():
    """The first random scenarios that the library accepts."""
    found = []
    for seed in range(COUNT + SPARE):
        made = scenarios.scenario(seed)
        try:
            found.append((seed, cm.loads(json.dumps(made))))
        except cm.InvalidInput:
            continue
        if len(found) == COUNT:
            return found
    raise AssertionError("most random scenarios must be accepted")


def with_five_changes(seed, scenario, book):
    """The scenario, and the workbook, with five of its free cells at other values."""
    rng, cells, rows = random.Random(f"workbook {seed}"), {}, unlocked(book)
    pointers = sorted(rows)
    rng.shuffle(pointers)
    values = {given["pointer"]: given["value"] for given in inputs(scenario)}
    for pointer in pointers:
        value = values[pointer] * rng.uniform(0.8, 1.25)
        if pointer.endswith(("/accepted", "/of")):
            value = float(round(value))
        try:
            other = scenario.with_input(pointer, value)
            cm.cost(other)
        except cm.InvalidInput:
            continue  # out of its domain, or against another input
        scenario, cells[rows[pointer]] = other, value
        if len(cells) == 5:
            break
    return scenario, changed(book, cells), len(cells)


def inputs(scenario):
    from costmodel.workbook.lines import inputs_of

    return [{"pointer": one.pointer, "value": one.value} for one in inputs_of(scenario.to_dict(), scenario.inputs)]


def per_currency(scenario):
    rate = (scenario.to_dict().get("presentation") or {}).get("usd_per_currency_unit", 1.0)
    return rate["value"] if isinstance(rate, dict) else rate


def near(cell, usd, rate):
    """Whether a cell in the currency that is shown is an amount in USD."""
    if usd is None or number(cell) is None:
        return usd is None and number(cell) is None
    return abs(number(cell) * rate - usd) <= 1e-9 * abs(usd)


def unlike(scenario, verdict):
    """Where the table of paths is not what the library says, and how many rows of formulas it has."""
    found, formulas = [], 0
    rows = path_rows(verdict)
    costs = cm.cost(scenario)
    assert len(rows) == len(costs)
    for cells, row in zip(rows, costs):
        if cells[6] == "values":
            continue
        formulas += 1
        rate = per_currency(scenario)
        if not near(cells[1], row.usd_per_month, rate) or not near(cells[2], row.usd_per_accepted_answer, rate):
            found.append(f"{row.id}: {cells[1:3]} against {row.usd_per_month!r} {row.usd_per_accepted_answer!r}")
        if row.units is not None and number(cells[3]) != pytest.approx(row.units, rel=1e-12):
            found.append(f"{row.id}: {cells[3]} units against {row.units!r}")
    return found, formulas


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_formulas_follow_the_library(first, tmp_path):
    """As they stand, and with five cells changed; of random scenarios over every field."""
    books, said, formulas, changes = {}, {}, 0, 0
    for seed, scenario in accepted_scenarios()[first : first + CHUNK]:
        costs = cm.cost(scenario)
        book = workbook.of_costs(scenario, costs, by_load=False)
        books[f"{seed}a"], said[f"{seed}a"] = changed(book, {}), scenario
        other, books[f"{seed}b"], count = with_five_changes(seed, scenario, book)
        said[f"{seed}b"] = other
        changes += count
    wrong = []
    for name, verdict in recalculated(books, tmp_path).items():
        found, count = unlike(said[name], verdict)
        formulas += count
        wrong += [f"{name}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)
    assert formulas > 2 * CHUNK * 1.5, "most paths must have formulas"
    assert changes >= 4 * CHUNK
