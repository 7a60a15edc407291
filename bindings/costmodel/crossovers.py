"""Where two paths cost the same."""

from __future__ import annotations

from typing import Any, Literal

from . import _core
from .errors import invalid
from .scenario import Arrivals, Scenario, native_of
from .tables import Table, flat
from .units import Number, number_in

Axis = Literal["demand", "utilization", "traffic_multiplier", "usd_per_rejected_request"]

# Columns of a data frame for the attributes of `Side`.
_SIDE = {"a": "usd_per_month_a", "b": "usd_per_month_b", "slope_a": "slope_a", "slope_b": "slope_b"}
_UNIT_NAMES = {"demand": "demand_accepted_answers_per_month"}


class CrossoverTable(Table[_core.Comparison]):
    """One row for each pair of paths (and each arrival pattern that makes a difference); `row.crossings` has every
    crossover of the pair, and `row.never` says why there is none. Data frames have one row for each crossover."""

    @property
    def axis(self) -> str | None:
        """The axis along which the paths were compared."""
        return self[0].axis if self else None

    @property
    def complete(self) -> bool:
        """Nothing was missed in the domain."""
        return all(row.complete for row in self)

    @property
    def at(self) -> list[float]:
        """Where all the crossovers are, on the axis."""
        return [crossing.at for row in self for crossing in row.crossings]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dictionary for each crossover, and one for each pair without."""
        result: list[dict[str, Any]] = []
        for row in self:
            pair = {
                "a": row.a,
                "b": row.b,
                "axis": row.axis,
                "arrivals": row.arrivals or "any",
                "measured_at_unlike_load": row.measured_at_unlike_load,
            }
            for x in row.crossings:
                found = {name: value for name, value in flat(x) if name not in _SIDE}
                for side, values in (("below", x.below), ("above", x.above)):
                    found |= {f"{_SIDE[name]}_{side}": value for name, value in values.to_dict().items()}
                result.append({**pair, **found, "utilization_of": row.utilization_of, "never": ""})
            if not row.crossings:
                result.append({**pair, "at": None, "utilization_of": row.utilization_of, "never": row.never})
        columns = dict.fromkeys(name for found in result for name in found)
        return [{name: found.get(name) for name in columns} for found in result]


def crossover(
    scenario: Scenario,
    a: str | None = None,
    b: str | None = None,
    *,
    axis: Axis | str = "demand",
    arrivals: Arrivals | None = None,
    domain: tuple[Number, Number] | None = None,
) -> CrossoverTable:
    """Every point at which two paths, or all pairs of them, change order along an axis, at equal demand.

    axis       "demand" (accepted answers per month), "utilization" (of the owned path; else the provisioned, else the
               windowed one), "traffic_multiplier" (of the scenario's demand), "usd_per_rejected_request"; or any input:
               its pointer, "path/pricing/flat_usd_per_month", the last part of its name, or "acceptance of PATH"
    arrivals   "packed" or "poisson"; without it both, packed first, where they make a difference
    domain     (low, high) on the axis; without it the scenario's demand domain, utilization 0 to 1, or value ÷ 100 to
               value × 100 of an input

    Between two steps of the bills the difference of the curves is cut into monotone pieces with at most one root each,
    so that none is missed (Alefeld, Potra & Shi, ACM TOMS 21 (1995) 327, for the root). Returns one row for each
    comparison: crossings, jumps where a bill steps, and why there is none. Releases the GIL.
    Raises `InvalidInput` for unknown paths or axes, and a path against itself.

    >>> cm.crossover(scenario, "spark_llama", "cmi", axis="utilization", arrivals="packed").at  # doctest: +ELLIPSIS
    [0.197356...]
    """
    if (a is None) != (b is None):
        raise invalid("one-path", "b" if b is None else "a", None, "two paths, or none for all pairs")
    pair = None if a is None or b is None else (a, b)
    name = _UNIT_NAMES.get(axis, axis.rsplit("/", 1)[-1])
    bounds = None if domain is None else (number_in(name, domain[0]), number_in(name, domain[1]))
    return crossover_table(_core.comparisons(native_of(scenario), pair, axis, arrivals, bounds, True))


def crossover_table(rows: list[_core.Comparison]) -> CrossoverTable:
    """The comparisons as a table."""
    return CrossoverTable(
        rows,
        "Crossovers",
        shown=lambda: [_core.crossover_table(rows), _core.never_table(rows)],
        json=lambda: _core.comparisons_json(rows),
    )
