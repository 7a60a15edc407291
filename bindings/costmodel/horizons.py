"""Years, not a month: what to run or buy when, payback, cash flow, and what waiting is worth."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

from . import _core
from .errors import invalid
from .scenario import Scenario, native_of
from .tables import Table


class Years(Table[_core.PathHorizon]):
    """One row for each path over the whole horizon. Shows itself with the plan, payback and the cash flow by year."""

    def __init__(self, scenario: _core.Scenario, native: _core.HorizonAnswer) -> None:
        self._scenario, self._native = scenario, native
        self._report = _core.horizon_report(scenario, native)
        super().__init__(
            native.paths,
            f"Over {native.months} months",
            columns=(
                "id",
                "npv_usd",
                "levelized_usd_per_accepted_answer",
                "equivalent_annual_usd",
                "payback_month",
                "feasible",
            ),
            shown=lambda: [table for section in self._report.sections for table in section.tables],
            json=lambda: _core.horizon_json(native),
        )

    months = property(lambda self: self._native.months, doc="Length of the horizon.")
    plan = property(lambda self: self._native.plan, doc="The best sequence of paths and switching dates.")
    switches = property(lambda self: self._native.switches, doc="The best date for each pair of paths.")
    buying = property(lambda self: self._native.buying, doc="Each bought path against each that is not.")
    layers = property(lambda self: self._native.layers, doc="Who holds each layer over the plan.")
    notes = property(lambda self: self._native.notes, doc="What else is to be known.")

    def cash_flow(self, path: str | None = None) -> Table[_core.HorizonMonth]:
        """The months of the best plan, or of one path alone."""
        if path is None:
            return Table(self._native.plan.by_month, "Cash flow of the plan")
        for one in self._native.paths:
            if one.id == path:
                return Table(one.by_month, f"Cash flow of {path}")
        raise invalid("unknown-path", "path", repr(path), "the id of a path")

    def report(self, format: Literal["text", "md", "html", "latex"] = "text") -> str:
        """All of it, as `costmodel horizon` writes it."""
        return self._report.render(format)

    def chart(self) -> str:
        """Monthly and cumulative cost of the plan and of each path, one above the other, with purchases and resale
        marked: an SVG drawing. Needs `pip install costmodel[report]`."""
        import json

        from . import charts

        cheap = {"draws": 0, "ribbon_draws": 0, "map_columns": 0, "tornado": False, "risk": False, "tables": False}
        data = json.loads(_core.report_data(self._scenario, json.dumps(cheap)))
        return charts.svg(charts.specifications(data)["horizon"])

    def __eq__(self, other: object) -> bool:
        return self._native == other._native if isinstance(other, Years) else NotImplemented

    __hash__ = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Years, (self._scenario, self._native)


def horizon(scenario: Scenario) -> Years:
    """The months of a scenario that has a `horizon`: each path alone, the best plan, switching dates, payback.

    A month is today's bill at that month's demand and prices; purchases, resale, migration and what a contract binds to
    are flows of their own. Raises `InvalidInput` for a scenario without a horizon, and for a demand that grows beyond
    what a scenario takes.

    >>> years = cm.horizon(cm.load("examples/scenarios/three_years.json"))
    >>> [(stage.path, stage.from_month) for stage in years.plan.stages]
    [('api', 1), ('box', 13)]
    """
    native = native_of(scenario)
    return Years(native, _core.horizon(native))


def horizon_uncertainty(scenario: Scenario, *, draws: int = 16384, seed: int = 1) -> _core.HorizonUncertainty:
    """The same over draws of everything that is not known, growth and changes of price among it: what each path may
    turn out to cost, the best switch on average, and what it is worth to wait and decide with growth and prices known
    (an upper bound). Releases the GIL."""
    return _core.horizon_uncertainty(native_of(scenario), draws, seed)


def switching_dates(scenario: Scenario, from_path: str, to: str) -> _core.SwitchSweep:
    """The net present value of going from one path to another after 0, 1, … all months."""
    return _core.switching_dates(native_of(scenario), from_path, to)


def plan_over_ranges(scenario: Scenario) -> Table[_core.PlanOverRange]:
    """What the best plan becomes as each input that is not known moves alone over its range, the widest swing first:
    the plan and its net present value at both ends, and where on the way the sequence of paths becomes another."""
    return Table(_core.plan_over_ranges(native_of(scenario)), "The plan over the range of each input")


@dataclasses.dataclass(frozen=True)
class HorizonCrossovers:
    """Values at which two paths, each over the whole horizon, have the same present cost."""

    axis: str
    domain: tuple[float, float]
    #: Value, and the path that costs less beyond it.
    crossovers: list[tuple[float, str]]
    #: These are all, proven by enclosures.
    complete: bool


def horizon_crossovers(
    scenario: Scenario,
    a: str,
    b: str,
    axis: Literal["growth_per_month", "price_change_per_year"],
    *,
    of: str | None = None,
    domain: tuple[float, float] = (-0.5, 0.5),
) -> HorizonCrossovers:
    """Where two paths cost the same over the whole horizon, along the growth of the demand or the change of price of
    one path (`of`; without it the first).

    >>> found = cm.horizon_crossovers(cm.load("examples/scenarios/three_years.json"), "api", "box",
    ...                               "price_change_per_year")
    >>> [(round(at, 3), path) for at, path in found.crossovers], found.complete
    ([(-0.156, 'box')], True)
    """
    found, complete = _core.horizon_crossovers(native_of(scenario), a, b, axis, of or a, *domain)
    return HorizonCrossovers(axis, domain, found, complete)


def month_of(scenario: Scenario, month: int) -> Scenario:
    """A month, from 1 on, as a scenario of its own: its demand, its prices, its date. Whatever there is for a scenario
    works on it."""
    return Scenario._of(_core.scenario_of_month(native_of(scenario), month))


@dataclasses.dataclass(frozen=True)
class SharedPlan:
    """Units of several paths that share the demand of each month."""

    npv_usd: float
    #: No plan is better by more than this share of the present cost, proven by the solver.
    gap: float
    #: By path: units bought (of an owned path) or in service, by month.
    units: dict[str, list[int]]
    #: By path: accepted answers served, by month.
    answers: dict[str, list[float]]


def shared_plan(scenario: Scenario, paths: Sequence[str], *, gap: float = 1e-9, seconds: float = 60) -> SharedPlan:
    """The cheapest way for units of several paths to share the demand of each month: owned ones are bought when they
    are needed and kept, rented ones and calls come and go. A mixed-integer programme, solved by HiGHS
    (pip install costmodel[plans]); its coefficients are the library's.

    min Σ K n + Σ d (unit N + answer x + fixed y), Σ x = demand, x ≤ capacity N, x ≤ demand y, n and y whole.
    Migration costs are left out, as paths serve side by side. After `seconds` the best plan so far is given, with the
    `gap` that was proven by then. Raises `InvalidInput` ("not-linear") for a path whose
    bill is no line in answers and units."""
    try:
        import highspy
    except ImportError:
        raise ImportError("shared plans need HiGHS: pip install costmodel[plans]") from None
    if isinstance(paths, str) or not paths:
        raise invalid("empty-list", "paths", repr(paths), "a list of one path or more")
    if len(set(paths)) < len(paths):
        raise invalid("duplicate-id", "paths", ", ".join(paths), "each path once")
    if not 0 <= gap < 1:
        raise invalid("out-of-range", "gap", repr(gap), "0 or more, below 1")
    if not seconds > 0:
        raise invalid("out-of-range", "seconds", repr(seconds), "more than 0")
    given = _core.offers_over_time(native_of(scenario), list(paths))
    solver: Any = highspy
    model = solver.Highs()
    model.silent()
    months = range(len(given.demand_accepted_answers_per_month))
    demand, d = given.demand_accepted_answers_per_month, given.discount_factors
    free = solver.kHighsInf
    served: dict[str, list[Any]] = {}
    counted: dict[str, list[Any]] = {}
    whole = False  # whether anything is counted in whole numbers
    for offer in given.offers:
        x = [
            model.addVariable(0, free if may else 0, d[t] * offer.usd_per_accepted_answer[t])
            for t, may in enumerate(offer.may)
        ]
        served[offer.path] = x
        most = free if offer.max_units is None else offer.max_units
        if offer.capacity_accepted_answers_per_month is not None:
            upkeep = [d[t] * offer.usd_per_unit_month[t] for t in months]
            kept = [offer.present_usd_per_unit_bought[t] + sum(upkeep[t:]) for t in months]  # to the end
            costs = kept if offer.owned else upkeep
            n = [model.addIntegral(0, most if offer.may[t] else 0, costs[t]) for t in months]
            counted[offer.path] = n
            whole = True
            for t in months:
                units = model.qsum(n[: t + 1]) if offer.owned else n[t]
                model.addConstr(x[t] - offer.capacity_accepted_answers_per_month * units <= 0)
            if offer.owned and offer.max_units is not None:
                model.addConstr(model.qsum(n) <= most)
        else:  # units that cost nothing of their own
            fixed = [f + u for f, u in zip(offer.usd_per_month, offer.usd_per_unit_month)]
        if offer.capacity_accepted_answers_per_month is not None:
            fixed = list(offer.usd_per_month)
        for t in months:
            if fixed[t] > 0:
                y = model.addBinary(d[t] * fixed[t])
                whole = True
                model.addConstr(x[t] - demand[t] * y <= 0)
    for t in months:
        model.addConstr(model.qsum([x[t] for x in served.values()]) == demand[t])
    model.setOptionValue("mip_rel_gap", gap)
    model.setOptionValue("time_limit", float(seconds))
    model.minimize()
    info, values = model.getInfo(), model.getSolution().col_value
    status = model.getModelStatus()
    if status == solver.HighsModelStatus.kTimeLimit and info.primal_solution_status != 2:
        raise invalid("no-plan", "seconds", repr(seconds), "time enough to find a plan")
    if status not in (solver.HighsModelStatus.kOptimal, solver.HighsModelStatus.kTimeLimit):
        raise invalid("no-plan", "paths", ", ".join(paths), "paths that carry every month together")
    return SharedPlan(
        npv_usd=-info.objective_function_value,
        gap=max(0.0, info.mip_gap) if whole else 0.0,  # a linear programme is solved to its optimum
        units={path: [round(values[v.index]) for v in n] for path, n in counted.items()},
        answers={path: [values[v.index] for v in x] for path, x in served.items()},
    )
