"""What one path is billed under every rule that its provider's wording allows, for random or recorded requests."""

from __future__ import annotations

import os
from typing import Any, Literal

from . import _core
from ._core import Trace
from .costs import _number
from .path import Workload
from .scenario import Scenario, native_of
from .tables import Table
from .units import Number

TimeUnit = Literal["second", "millisecond", "microsecond", "nanosecond"]


class BillingRisk(Table[_core.RiskRow]):
    """One row for each billing rule. Shows itself with the wording that each rule takes, and the spread between
    them."""

    def __init__(self, native: _core.BillingRiskNumbers) -> None:
        self._native = native
        super().__init__(
            native.rules,
            "Billing risk",
            shown=lambda: _core.billing_risk_tables(native),
            json=lambda: _core.billing_risk_json(native),
        )

    @property
    def path(self) -> str:
        """Id of the path."""
        return self._native.path

    @property
    def arrivals(self) -> str:
        """When requests came, in words."""
        return self._native.arrivals

    @property
    def load_answers_per_month(self) -> float:
        """Attempts that were billed."""
        return self._native.load_answers_per_month

    @property
    def demand_accepted_answers_per_month(self) -> float:
        """Accepted answers that come of them."""
        return self._native.demand_accepted_answers_per_month

    @property
    def utilization_of_one_copy(self) -> float:
        """Load ÷ capacity of one copy."""
        return self._native.utilization_of_one_copy

    @property
    def usd_per_month_packed(self) -> float | None:
        """The bill for the work alone: the least that any rule bills. None without rows."""
        return self._native.usd_per_month_packed

    @property
    def usd_per_month_least(self) -> float | None:
        """The lowest bill of the rules that fit the wording. None without rows."""
        return self._native.usd_per_month_least

    @property
    def usd_per_month_most(self) -> float | None:
        """The highest bill of the rules that fit the wording. None without rows."""
        return self._native.usd_per_month_most

    # Former names.
    utilization = utilization_of_one_copy
    packed_usd_per_month = usd_per_month_packed
    least_usd_per_month = usd_per_month_least
    most_usd_per_month = usd_per_month_most

    @property
    def spread_usd_per_month(self) -> float | None:
        """Most less least. None without rows."""
        return self._native.spread_usd_per_month

    @property
    def other_paths(self) -> list[_core.OtherPath]:
        """What the same requests would have cost on each other path, the owned box among them."""
        return self._native.other_paths

    others = other_paths  # former name

    @property
    def prices_by_date(self) -> list[_core.DatedPrice]:
        """Inputs that were picked by their date."""
        return self._native.prices_by_date

    @property
    def notes(self) -> list[str]:
        """What else is to be known of the numbers."""
        return self._native.notes

    @property
    def no_bill_because(self) -> str | None:
        """Why there are no rows. None where there are."""
        return self._native.no_bill_because or None

    why_not = no_bill_because  # former name

    def __eq__(self, other: object) -> bool:
        return self._native == other._native if isinstance(other, BillingRisk) else NotImplemented

    __hash__ = None

    def __reduce__(self) -> tuple[Any, ...]:
        return BillingRisk, (self._native,)


def billing_risk(
    scenario: Scenario,
    path: str,
    *,
    trace: Trace | None = None,
    demand_accepted_answers_per_month: Number | None = None,
    seed: int = 1,
    threads: int = 1,
) -> BillingRisk:
    """The bill of a path under each rule that its provider's wording allows: USD per month, and the spread.

        spread = dearest − cheapest of the rules that fit the wording

    Requests come at random at the load that the demand needs, or as in `trace`, repeated through the month; a trace is
    stretched in time to meet `demand_accepted_answers_per_month`, if that is given. A closed form is used where one
    holds; elsewhere requests are drawn from `seed` and replayed until the 95 % interval is within 1 %. `threads`
    changes how long that takes, not what comes out. The GIL is released.

    Returns a table with one row for each rule; without rows, `no_bill_because` says why.
    Raises `InvalidInput` for an unknown path, one that is not billed by windows, or an empty trace.

    >>> risk = cm.billing_risk(scenario, "cmi")
    >>> risk[0].rule, risk.usd_per_month_least <= risk.usd_per_month_most
    ('packed', True)
    """
    demand = _number("demand_accepted_answers_per_month", demand_accepted_answers_per_month)
    return BillingRisk(_core.billing_risk(native_of(scenario), path, trace, demand, seed, threads))


def read_trace(
    file: str | os.PathLike[str],
    *,
    timestamp: str = "",
    input_tokens: str = "",
    output_tokens: str = "",
    unit: TimeUnit = "second",
    most_tokens: int = 10_000_000,
    skip_bad_rows: bool = False,
) -> Trace:
    """Reads recorded requests from a CSV file (RFC 4180): Azure's LLM inference traces, BurstGPT, or a plain layout.

    timestamp, input_tokens, output_tokens   names of the columns; without them those of the known layouts are found
    unit                                     what a timestamp counts that is a number and not a date
    most_tokens                              of one request; more is refused
    skip_bad_rows                            count rows that cannot be read, instead of failing

    Returns a `Trace`: NumPy columns in order of time, and a `report` of what was found. The GIL is released.
    Raises `InvalidInput` for a file that cannot be read, missing or doubled columns, no rows, times with and without a
    zone, and, unless they are to be skipped, bad rows: the first 20 with file and line, and a count of each reason.

    >>> cm.billing_risk(scenario, "cmi", trace=cm.read_trace("requests.csv"))                   # doctest: +SKIP
    """
    return _core.read_trace(os.fspath(file), timestamp, input_tokens, output_tokens, unit, most_tokens, skip_bad_rows)


def workload_of(trace: Trace, *, classes: int = 10) -> Workload:
    """The requests of a trace as a workload: their means, and `classes` by size, each with about as many tokens.

    trace     a `cm.read_trace`
    classes   1 to 100; fewer where many requests are alike

    `length_variation` is what outputs vary by within the classes, so that the variation of all of them is that of the
    trace. Raises `InvalidInput` for a trace without output tokens.

    >>> cm.Scenario("mine", paths, workload=cm.workload_of(trace))  # doctest: +SKIP
    """
    return Workload.from_dict(_core.workload_of(trace, classes))
