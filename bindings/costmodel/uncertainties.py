"""How sure a decision is, what it hangs on, and what it would be worth to know more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from .scenario import Scenario, native_of
from .tables import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Uncertainty:
    """What the same draws of every unknown say of every feasible path. `print` shows it, Jupyter shows it as a
    table."""

    def __init__(self, native: _core.Uncertainty) -> None:
        self._native = native

    @property
    def draws(self) -> int:
        """How often every unknown was drawn."""
        return self._native.draws

    @property
    def unknowns(self) -> Table[_core.Unknown]:
        """What was drawn: inputs with a range or a distribution, and counted acceptances."""
        return Table(self._native.unknowns, "Unknowns")

    @property
    def paths(self) -> Table[_core.PathSpread]:
        """One row for each path that is feasible now or in some draw: how likely it is the cheapest at the demand, and
        what it may cost."""
        names = (
            "id",
            "probability_feasible",
            "probability_cheapest",
            "expected_usd_per_month",
            "usd_per_accepted_answer_5_50_95",
        )
        return Table(self._native.paths, "Uncertainty", columns=names)

    @property
    def decision(self) -> str | None:
        """Id of the path with the least expected cost. None where there is none."""
        return self._native.decision or None

    @property
    def probability_right(self) -> float | None:
        """That the decision carries the demand and no feasible path costs less, over what `coverage` says. None where
        nothing was drawn; `no_probability_because` says why."""
        return self._native.probability_right

    @property
    def no_probability_because(self) -> str:
        """Why there is no `probability_right`; empty where there is one."""
        return self._native.no_probability_because

    @property
    def coverage(self) -> _core.Coverage:
        """What the probabilities are over: counted acceptances and ranges, beside inputs that matter and have no
        range."""
        return self._native.coverage

    @property
    def unproven(self) -> Table[_core.UnprovenPath]:
        """Paths that nothing but the quality rule keeps out: what each would save, and how many answers to judge for
        the rule to hold."""
        return Table(self._native.unproven, "Not proven")

    @property
    def expected_regret_usd_per_month(self) -> float:
        """What deciding now costs on average above hindsight: the expected value of perfect information."""
        return self._native.expected_regret_usd_per_month

    @property
    def worth_knowing(self) -> Table[_core.KnowledgeValue]:
        """What it is worth to know each unknown exactly before deciding, most valuable first."""
        return Table(self._native.worth_knowing, "Worth knowing")

    @property
    def worth_judging(self) -> Table[_core.SampleValue]:
        """What it is worth to judge some more answers of each counted acceptance, most valuable first."""
        return Table(self._native.worth_judging, "Worth judging")

    @property
    def cheapest_measurement(self) -> _core.Measurement | None:
        """The measurement that is worth most: judging more answers of a path, or finding out an input. None where none
        is worth a cent."""
        return self._native.cheapest_measurement

    @property
    def demands_accepted_answers_per_month(self) -> npt.NDArray[np.float64]:
        """The grid of demands over the scenario's domain, evenly spaced in the logarithm."""
        import numpy as np

        return np.array(self._native.demands_accepted_answers_per_month, dtype=np.float64)

    @property
    def probability_cheapest(self) -> npt.NDArray[np.float64]:
        """Probability that each path is the cheapest at each demand of the grid: paths × demands, ready for
        `stackplot`."""
        import numpy as np

        rows = [path.probability_cheapest_at for path in self._native.paths]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self._native.demands_accepted_answers_per_month))

    def __eq__(self, other: object) -> bool:
        return self._native == other._native if isinstance(other, Uncertainty) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Uncertainty, (self._native,)

    def __repr__(self) -> str:
        return repr(self.paths)

    def _repr_html_(self) -> str:
        return self.paths.to_html()

    def _repr_markdown_(self) -> str:
        return self.paths.to_markdown()


def uncertainty(
    scenario: Scenario, *, draws: int = 16384, seed: int = 1, threads: int = 1, demand_points: int = 64
) -> Uncertainty:
    """How sure the decision is: every unknown drawn, and every path that may be feasible priced with the same draws.

        regret   E[cost of the decision − min over feasible paths of the cost], USD per month
        worth of knowing x    E[max over feasible paths of E[cost of the decision − cost | x]], USD per month

    Feasible is what can be decided on what is known, as in `decide`: the quality rule P(acceptance ≥ bar) ≥ confidence
    holds or not by the counts, whatever acceptance is drawn from them. In a draw a feasible path drops out where it
    does not carry the drawn demand; where a requirement or a bare rate has a range, the rules are applied with what is
    drawn of it. A path that fails the rule is never the cheapest; `unproven` says what it would save. Regret and worth
    are against hindsight, which may take any path whose drawn acceptance is at least the bar, and count money in the
    draws in which the decision itself is one of those.

    Unknown are inputs with a distribution or, counted as uniform, a range (one draw for those that name the same
    `shared`), and acceptances that were counted, by the Jeffreys posterior. The worth of judging n more answers weighs
    the same conditional means by the posterior after each possible count (beta-binomial).

    draws           Sobol points, shifted at random by the seed: 64 to 100,000,000
    seed            another seed gives other draws; the same gives the same result
    threads         changes how long it takes, not what comes out
    demand_points   of the grid over the demand domain

    Returns an `Uncertainty`. The GIL is released.
    Raises `InvalidInput` for options out of range, and for inputs that share a draw but not a distribution.
    Sources: Raiffa & Schlaifer, Applied Statistical Decision Theory (1961); Strong & Oakley, Med. Decis. Making 33
    (2013) 755, for conditional means out of one sample.

    >>> sure = cm.uncertainty(scenario, draws=1024)
    >>> sure.decision, sure.probability_cheapest.shape
    ('spark_llama', (3, 64))
    """
    return Uncertainty(_core.uncertainty(native_of(scenario), draws, seed, threads, demand_points))


def sensitivity(scenario: Scenario, path: str) -> Table[_core.Sensitivity]:
    """What the cost of an accepted answer on a path hangs on, at the scenario's demand.

        elasticity = (∂cost ÷ ∂input) · input ÷ cost: % that the cost moves for 1 % of the input

    One row for each input that the cost depends on, the widest swing first, then the greatest elasticity. `value` is in
    the unit that the input's key names. Where the input is not known exactly, `value_5_50_95` are three quantiles of it
    and `usd_per_accepted_answer_5_50_95` the cost at those. Derivatives are exact: dual numbers through the formulas
    of `cost`. Empty where the path cannot be priced.

    Raises `InvalidInput` for an unknown path.

    >>> row = cm.sensitivity(scenario, "spark_llama")[0]
    >>> row.input, row.value, round(row.elasticity, 2)
    ('/paths/2/pricing/flat_usd_per_month', 200.0, 1.0)
    """
    names = ("input", "value", "elasticity", "value_5_50_95", "usd_per_accepted_answer_5_50_95")
    return Table(_core.sensitivity(native_of(scenario), path), "Sensitivity", columns=names)
