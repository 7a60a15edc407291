"""What an accepted answer costs: at one load term by term, or over many loads as an array."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _core
from .errors import invalid
from .scenario import Arrivals, Scenario, native_of
from .tables import TableByName, flat
from .units import Number, QuantityLike, number_in, numbers_in

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: Anything that NumPy makes an array of, or a `pint` quantity that holds one.
ArrayLike = Union["npt.ArrayLike", QuantityLike]
Per = Literal["accepted_answer", "month", "million_output_tokens"]


class CostTable(TableByName[_core.PathCost]):
    """One row for each path. `costs["cmi"]` finds a path by its id."""

    #: What the rows are the costs of, at which demand if not its own, and whether each path is at one of its own.
    _scenario: Scenario | None = None
    _demand: float | None = None
    _by_load = False

    def to_excel(self, file: str | os.PathLike[str]) -> None:
        """Writes a workbook, whole or not at all: a sheet for each path, with formulas from the cells of its inputs to
        the month and the cost of an accepted answer. What no formula says is a value, marked as such. Needs
        `costmodel[excel]`.

        Raises `InvalidInput` where XlsxWriter is not there, or where the file cannot be written.
        """
        from . import workbook

        workbook.save(file, self._book())

    def _book(self) -> bytes:
        from . import workbook

        if self._scenario is None:
            raise invalid("no-scenario", "costs", "costs without their scenario", "a table of cm.cost or cm.decide")
        scenario = self._scenario if self._demand is None else at_demand(self._scenario, self._demand)
        return workbook.of_costs(scenario, self, by_load=self._by_load)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dictionary for each row; the terms of the bill stand beside each other, 0 where a path has none, and how
        it runs at the load in columns that begin with `operation_`."""
        runs = [dict(flat(row.operation)) if row.operation else {} for row in self]
        running = dict.fromkeys(name for operation in runs for name in operation)
        terms = dict.fromkeys(name for row in self for name in row.terms)
        result = []
        for row, operation in zip(self, runs, strict=True):
            columns = dict(flat(row))
            columns.pop("terms")
            for name in operation or ["operation"]:
                columns.pop(name)
            columns |= {"operation_" + name: operation.get(name) for name in running}
            priced = row.usd_per_month is not None
            columns |= {_column(name): row.terms.get(name, 0.0) if priced else None for name in terms}
            result.append(columns)
        return result


def _column(term: str) -> str:
    return term.replace(" ", "_") + "_usd_per_month"


def cost(
    scenario: Scenario,
    path: str | None = None,
    *,
    utilization: Number | None = None,
    demand_accepted_answers_per_month: Number | None = None,
    arrivals: Arrivals | None = None,
) -> CostTable:
    """What each path costs, or one of them, at one load: USD per accepted answer, per month, and term by term.

        dropped:   [(c+g)·E + (1−P)·L] ÷ P          fallback: (c+g)·E + (1−P)·L

    c serving bill ÷ load, g gate, E tries and P acceptance of a request, L cost of a rejected one. The load is that of
    the scenario's demand; of `demand_accepted_answers_per_month`; or `utilization` × the capacity of one unit of each
    path (a path without a known capacity is then priced at the scenario's demand).

    `arrivals` is "packed" or "poisson"; without it, the scenario's. Returns one row for each path, in order. Where
    there is no answer a row holds None, and its `reasons` say why.
    Raises `InvalidInput` for an unknown path, both kinds of load at once, or a load outside its domain.

    >>> cm.cost(scenario, "spark_llama", utilization=0.2)[0].usd_per_million_output_tokens  # doctest: +ELLIPSIS
    27.1798...
    """
    if utilization is not None and demand_accepted_answers_per_month is not None:
        raise invalid("two-loads", "utilization", "a demand beside it", "one of them")
    u = _number("utilization", utilization)
    demand = _number("demand_accepted_answers_per_month", demand_accepted_answers_per_month)
    rows = _core.costs(native_of(scenario), path, u, demand, arrivals)
    pattern: Arrivals = "poisson" if rows[0].arrivals == "packed" else "packed"
    if arrivals is not None:
        table = cost_table(rows, list, scenario)
    else:
        table = cost_table(rows, lambda: _core.costs_beside(native_of(scenario), rows, pattern), scenario)
    table._demand, table._by_load = demand, u is not None
    return table


def at_demand(scenario: Scenario, demand: float) -> Scenario:
    """The scenario at another demand."""
    return scenario.with_input("/demand/accepted_answers_per_month", demand)


def cost_table(
    rows: list[_core.PathCost],
    other: Callable[[], list[_core.PathCost]],
    scenario: Scenario | None = None,
) -> CostTable:
    """The rows as a table, which shows them beside those under the other arrival pattern."""
    table = CostTable(
        rows,
        "Costs",
        shown=lambda: (
            [_core.cost_table(rows, other())]
            + [
                table
                for table in (_core.not_priced_table(rows), _core.operation_table(rows), _core.price_table(rows))
                if table.rows
            ]
        ),
        json=lambda: _core.costs_json(rows),
    )
    table._scenario = scenario
    return table


def _number(name: str, value: Any) -> float | None:
    return None if value is None else number_in(name, value)


def curve(
    scenario: Scenario,
    path: str,
    *,
    demand_accepted_answers_per_month: ArrayLike | None = None,
    utilization: ArrayLike | None = None,
    per: Per = "accepted_answer",
    arrivals: Arrivals | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """What a path costs over many loads, in USD: per accepted answer, per "month", or per "million_output_tokens".

    The formula is that of `cost`. The load is one of `demand_accepted_answers_per_month` and `utilization`, any array
    or number; C-contiguous float64 is read where it lies. Returns float64 of the same shape, or `out`, as NumPy's
    ufuncs do; a number gives a number. The GIL is released.

    A load above all that the path can carry has no finite cost: it gives `inf`, never NaN.
    Raises `InvalidInput` for an unknown path, one that cannot be priced at all (nothing measured, nothing accepted), a
    load that is NaN, negative or, but for `per="month"`, zero, a utilization where no capacity is known, and arrays of
    what is no number: masked or missing values, truth values, dates, texts.

    >>> cm.curve(scenario, "spark_llama", utilization=[0.1, 0.2], per="million_output_tokens")
    array([54.3596434, 27.1798217])
    """
    import numpy as np

    if (utilization is None) == (demand_accepted_answers_per_month is None):
        raise invalid("one-load", "utilization", "none or two", "utilization or demand_accepted_answers_per_month")
    if per not in ("accepted_answer", "month", "million_output_tokens"):
        raise invalid("unknown-name", "per", repr(per), "accepted_answer, month, million_output_tokens")
    by_utilization = utilization is not None
    if by_utilization:
        x = numbers_in("utilization", utilization)
    else:
        x = numbers_in("demand_accepted_answers_per_month", demand_accepted_answers_per_month)
    if out is not None and out.shape != x.shape:
        raise ValueError(f"out has shape {out.shape}, the loads have {x.shape}")
    direct = out is not None and out.dtype == np.float64 and out.flags.c_contiguous and out.flags.writeable
    y = out if direct and out is not None else np.empty(x.shape)
    _core.curve(native_of(scenario), path, x, y, by_utilization, per, arrivals)
    if out is None:
        return y if y.ndim else float(y)
    if not direct:
        np.copyto(out, y)  # casts and refuses as ufuncs do
    return out


def size(
    scenario: Scenario,
    path: str,
    promises: Sequence[str] = (),
    *,
    demand_accepted_answers_per_month: Number | None = None,
) -> _core.Sizing:
    """Units and month that a path takes to keep promises on waiting, each alone in place of the scenario's own.

    promises    as "p99 wait 2" or "mean first_token 0.5": a percentile or the mean; wait, first_token or answer;
                seconds. Without them the scenario's, and where it has none p95 and p99 of the wait within 0, 1 and 10 s

    Requests come at random, with a line before each unit. Raises `InvalidInput` for an unknown path and a promise that
    is none.
    """
    if demand_accepted_answers_per_month is not None:
        scenario = scenario.with_input("/demand/accepted_answers_per_month", demand_accepted_answers_per_month)
    return _core.size(native_of(scenario), path, list(promises))


def energy(
    scenario: Scenario,
    *,
    watts_beside: Number | None = None,
    facility_factor: Number | None = None,
    grams_co2e_per_kwh: Number | None = None,
    embodied_grams_co2e_per_hour: Number | None = None,
) -> _core.Energy:
    """Electricity and emissions of an accepted answer, at each operating point of which power was measured.

    watts_beside                  power of a unit beside what was measured: host, memory, fans
    facility_factor               power of the whole site ÷ that of its machines (PUE), 1 or more
    grams_co2e_per_kwh            of the grid; without it there are no emissions
    embodied_grams_co2e_per_hour  of making a unit, spread over the hours of its use

    What is not given is that of the scenario (`requirements.energy_counted`), or nothing.

    kWh = power × machine time of the answer × answers for an accepted one. Of time that serves: what idle machines draw
    is not in it. `energy.boundary` says what is counted. Raises `InvalidInput` for numbers outside these domains.
    """
    return _core.energy(
        native_of(scenario),
        _number("watts_beside", watts_beside),
        _number("facility_factor", facility_factor),
        _number("grams_co2e_per_kwh", grams_co2e_per_kwh),
        _number("embodied_grams_co2e_per_hour", embodied_grams_co2e_per_hour),
    )
