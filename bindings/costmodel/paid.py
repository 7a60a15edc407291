"""Prices that were published, bills that were paid, and numbers back to their inputs."""

from __future__ import annotations

import json as _json
import os
from typing import Any, Union

from . import _core
from .costs import _number
from .scenario import Scenario, native_of
from .tables import Table, TableByName
from .units import Number

File = Union[str, os.PathLike[str]]


class Explanation(TableByName[_core.ExplainedNumber]):
    """One row for each number, the one that was asked for first. `explanation["capacity"]` finds a number by its
    name."""

    _name = "name"

    @property
    def inputs(self) -> list[_core.Input]:
        """Every input that enters, once, with its evidence."""
        found: list[_core.Input] = []
        for row in self:
            found += [one for one in row.inputs if one not in found]
        return found

    @property
    def why_not(self) -> str | None:
        """Why there is no such number. None where there is."""
        return _json.loads(self.to_json())["why_not"] or None


def explain(
    scenario: Scenario,
    path: str | None = None,
    number: str = "usd_per_accepted_answer",
    *,
    demand_accepted_answers_per_month: Number | None = None,
) -> Explanation:
    """One number back to its formula, the numbers that it is made of, and the inputs that enter each, with evidence.

    `number` is "usd_per_accepted_answer", "usd_per_month", "usd_per_million_output_tokens", a term of the bill, "load",
    "units", "capacity", "busy_time", "open_fraction", "answers_per_accepted_answer", or "crossover:ID"; of a scenario
    with a horizon also "present_usd", the present cost of its best plan, of which the rows stand after those of the
    default number. Without a `path` it is the one that is decided for. Which input enters which number is found by
    exact derivatives.

    Returns a table with one row for each number; without rows, `why_not` says why. The GIL is released.
    Raises `InvalidInput` for an unknown path or number, with the nearest.

    >>> cm.explain(scenario, "cmi", "active windows")[0].formula
    'copies × price × units per copy × month × open fraction'
    """
    demand = _number("demand_accepted_answers_per_month", demand_accepted_answers_per_month)
    title, rows, tables, json, _ = _core.explain(native_of(scenario), path, number, demand)
    return Explanation(
        rows, f"{title}: {number}", shown=lambda: tables or [_core.Table("numbers", title, [], [])], json=lambda: json
    )


class Prices(Table[_core.ImportedPrice]):
    """One row for each price."""


def read_prices(file: File, model: str = "", *, on: str = "") -> Prices:
    """Prices in a file: genai-prices, LiteLLM's map, llm-prices, a SkyPilot catalogue, or an AWS price list.

    Nothing is fetched: a file, or the data file of an installed package. `model` is a model or instance type, or a part
    of its name; `on` a day (ISO) on which the prices hold. What a file does not state has no row, and is never 0.

    Returns a table with one row for each price in US dollars, and what they buy. The GIL is released.
    Raises `InvalidInput` for a file of another format, and for a model that it does not have.

    >>> cm.read_prices("prices.json", "llama", on="2026-11-21")                                 # doctest: +SKIP
    """
    rows, tables, json, _ = _core.read_prices(os.fspath(file), model, on)
    return Prices(rows, "Prices", shown=lambda: tables, json=lambda: json)


class BillComparison(TableByName[_core.BillDifference]):
    """One row for each term of the bill, the largest difference first. `comparison["output tokens"]` finds a term."""

    _name = "term"

    def _value(self, key: str) -> Any:
        return _json.loads(self.to_json())[key]

    @property
    def paid_usd_per_accepted_answer(self) -> float:
        """What was paid for one: the actual point of the path."""
        return float(self._value("paid_usd_per_accepted_answer"))

    @property
    def modelled_usd_per_accepted_answer(self) -> float | None:
        """What the model says at the same demand; None where it has no answer."""
        value = self._value("modelled_usd_per_accepted_answer")
        return None if value is None else float(value)

    @property
    def accepted_answers(self) -> float:
        """How many accepted answers the bill's period gave."""
        return float(self._value("accepted_answers"))

    @property
    def demand_accepted_answers_per_month(self) -> float:
        """The demand that both are at: accepted answers ÷ months of the period."""
        return float(self._value("demand_accepted_answers_per_month"))

    @property
    def notes(self) -> list[str]:
        """What else is to be known."""
        return list(self._value("notes"))


def compare_bill(
    scenario: Scenario,
    path: str,
    file: File,
    *,
    accepted_answers: Number | None = None,
    service: str = "",
    model: str = "",
    resource: str = "",
    bill_currency: str = "",
) -> BillComparison:
    """What was paid for an accepted answer (FOCUS 1.0–1.3, gzip, Parquet) against what the model says, term by term.

    Cost is EffectiveCost of usage and of unused commitments. `accepted_answers` is how many the bill's period gave;
    without it, output tokens of the bill ÷ output tokens per answer ÷ answers per accepted answer. What was paid stays
    as it was; the model's month is scaled to the hours of the period. `service`, `model`
    and `resource` pick the charges that are meant; `bill_currency` is "USD" where the bill names none, as OpenCost's.

    Returns a table with one row for each term; the differences add up to paid − modelled. The GIL is released.
    Raises `InvalidInput` for a bill that cannot be read or added up, an unknown path, and where the demand is not
    known.

    >>> cm.compare_bill(scenario, "bedrock_base", "focus.csv").paid_usd_per_accepted_answer     # doctest: +SKIP
    """
    accepted = _number("accepted_answers", accepted_answers)
    rows, tables, json = _core.compare_bill(
        native_of(scenario), path, os.fspath(file), accepted, service, model, resource, bill_currency
    )
    return BillComparison(rows, "Bill", shown=lambda: tables, json=lambda: json)
