"""Who is cheapest where: along an input, for one path to win, over two inputs at once; and how far a crossover
spreads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from .scenario import Arrivals, Scenario, native_of
from .tables import Table
from .units import Number, number_in, numbers_in

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Domain = tuple[Number, Number]


def _domain(name: str, domain: Domain | None) -> tuple[float, float] | None:
    if domain is None:
        return None
    key = name.rsplit("/", 1)[-1]
    return number_in(key, domain[0]), number_in(key, domain[1])


class Winners(Table[_core.WinnerBand]):
    """Bands of an axis in order, each with the path that is cheapest in it; without a path where none is feasible."""

    def __init__(self, native: _core.WinnerBands) -> None:
        super().__init__(
            native.bands,
            f"Winners along {native.axis}",
            shown=lambda: [_core.winner_table(native)],
            json=lambda: _core.winner_bands_json(native),
        )
        self._native = native

    axis = property(lambda self: self._native.axis, doc="The input.")
    unit = property(lambda self: self._native.unit, doc="What it is counted in.")
    complete = property(lambda self: self._native.complete, doc="No change of winner was missed.")
    low = property(lambda self: self._native.low, doc="Start of the domain.")
    high = property(lambda self: self._native.high, doc="Its end.")
    domain_ends_because = property(
        lambda self: self._native.domain_ends_because, doc="Why the model has no meaning beyond it."
    )
    unsettled = property(lambda self: self._native.unsettled, doc="Where the order could not be told: (from, to).")
    paths_left_out = property(lambda self: self._native.paths_left_out, doc="Paths that came nowhere near to winning.")
    measured_at_unlike_load = property(
        lambda self: self._native.measured_at_unlike_load,
        doc="Neighbours that were measured at unlike operating points.",
    )

    sampled = property(
        lambda self: self._native.sampled,
        doc="What was looked at at some values alone, so that a change between two of them is missed.",
    )

    # Former names.
    ends_because = domain_ends_because
    unlike = measured_at_unlike_load

    def __reduce__(self) -> tuple[Any, ...]:
        return Winners, (self._native,)


def winners(
    scenario: Scenario, axis: str = "demand", *, domain: Domain | None = None, arrivals: Arrivals | None = None
) -> Winners:
    """The cheapest feasible path along any input, at the scenario's demand.

    axis      "demand", "acceptance of PATH", or any input: its pointer, "path/pricing/usd_per_unit_hour", the last part
              of its name; inputs that share one unknown move together
    domain    (low, high); without it value ÷ 100 to value × 100, as far as the model has a meaning
              (`domain_ends_because`)

    Where a path stops being feasible (quality bar, capacity, quota, budget, …) is a border too. Raises `InvalidInput`
    for an axis that nothing is called, with the nearest, and for a domain of zero width.

    >>> [(band.path, round(band.high)) for band in cm.winners(scenario, "demand", domain=(1, 1000))]
    [('cmi', 184), ('spark_llama', 1000)]
    """
    return Winners(_core.winner_bands(native_of(scenario), axis, _domain(axis, domain), arrivals))


def winning_values(
    scenario: Scenario, path: str, axis: str, *, domain: Domain | None = None, arrivals: Arrivals | None = None
) -> _core.WinningValues:
    """The inverse question: the values of an input (price, throughput, acceptance, budget, …) at which a path becomes
    the cheapest feasible one, and ceases to be it. Names and domain as in `winners`.

    >>> cm.winning_values(scenario, "cmi", "cmi/pricing/usd_per_unit_minute").ceases_to_be_at  # doctest: +ELLIPSIS
    [0.00...]
    """
    return _core.winning_values(native_of(scenario), path, axis, _domain(axis, domain), arrivals)


def winner_map(
    scenario: Scenario,
    x: str,
    y: str,
    *,
    x_domain: Domain | None = None,
    y_domain: Domain | None = None,
    columns: int = 32,
    tolerance: float = 1e-3,
) -> _core.WinnerMap:
    """Who wins where over two inputs: regions as polygons, and the borders between them. Every point of a border is a
    crossing that was solved, not a raster's; columns are added until a chord is within `tolerance` of the border.

    >>> area = cm.winner_map(scenario, "demand", "cmi/pricing/usd_per_unit_minute",
    ...                      x_domain=(10, 1000), y_domain=(0.001, 0.1), columns=8)
    >>> sorted({region.path for region in area.regions})
    ['cmi', 'spark_llama']
    """
    return _core.winner_map(native_of(scenario), x, y, _domain(x, x_domain), _domain(y, y_domain), columns, tolerance)


def crossover_spread(
    scenario: Scenario,
    a: str,
    b: str,
    *,
    arrivals: Arrivals | None = None,
    domain_accepted_answers_per_month: Domain | None = None,
    draws: int = 16384,
    seed: int = 1,
    threads: int = 1,
) -> _core.CrossoverSpread:
    """Where two paths cost the same, when not every input is known: every crossing over demand in each draw, by
    direction and number, with the share of the draws in which it exists. The same draws as `uncertainty`. Releases the
    GIL.

    >>> spread = cm.crossover_spread(scenario, "spark_llama", "cmi", draws=1024)
    >>> spread.crossings[0].cheaper_below, spread.probability_none
    ('cmi', 0.0)
    """
    domain = _domain("accepted_answers_per_month", domain_accepted_answers_per_month)
    return _core.crossover_spread(native_of(scenario), a, b, arrivals, domain, draws, seed, threads)


def cost_at_shares(scenario: Scenario, path: str, shares: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """USD per accepted answer of a path, for many states of what is not known at once.

    shares    rows of numbers between 0 and 1, one for each of `uncertainty(scenario).unknowns`: the share of its
              distribution that lies below its value; 0.5 is the median

    Infinite where the path is saturated. Raises `InvalidInput` for a path that cannot be priced.
    """
    import numpy as np

    return _core.costs_at_shares(native_of(scenario), path, np.atleast_2d(numbers_in("shares", shares)))


class SobolIndex:
    """How much of the variance of a cost one unknown accounts for."""

    def __init__(
        self, unknown: str, first: float, first_half_width: float, total: float, total_half_width: float
    ) -> None:
        self.unknown = unknown
        self.first = first
        self.first_half_width = first_half_width
        self.total = total
        self.total_half_width = total_half_width

    def to_dict(self) -> dict[str, Any]:
        """The attributes by name."""
        return dict(vars(self))

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, SobolIndex) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"SobolIndex({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


def sobol_indices(scenario: Scenario, path: str, *, samples: int = 1024, seed: int = 1) -> Table[SobolIndex]:
    """Sobol indices of the cost of an accepted answer on a path, one row for each unknown, the greatest total first.

        first    Var(E[cost | x]) ÷ Var(cost);  total    E[Var(cost | all but x)] ÷ Var(cost)

    samples    a power of 2; the path is priced samples × (unknowns + 2) times. Half widths are of 95 % intervals.

    Estimated by SALib (`pip install costmodel[sensitivity]`) on the library's own vectorised evaluation; unknowns are
    taken as independent. Sources: Saltelli et al., Comput. Phys. Commun. 181 (2010) 259; Herman & Usher, J. Open Source
    Softw. 2 (2017) 97.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    names = [unknown.name for unknown in _core.unknowns(native_of(scenario))]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    shares = sampling.sample(problem, samples, calc_second_order=False, seed=seed)
    costs = cost_at_shares(scenario, path, shares.clip(1e-12, 1 - 1e-12))
    found = analysis.analyze(problem, costs, calc_second_order=False, seed=seed)
    rows = [
        SobolIndex(name, *(float(found[key][i]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for i, name in enumerate(names)
    ]
    return Table(sorted(rows, key=lambda row: -row.total), "Sobol indices")
