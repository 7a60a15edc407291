"""Cascades and mixes: answers that several paths give together."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _core
from .errors import invalid
from .scenario import Scenario, native_of
from .units import Number

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: What is assumed of a path on the requests that come to it, where nobody judged that.
Together = Literal["independent", "nested", "disjoint"]
#: How calls spread within an hour.
WithinTheHour = Literal["even", "no_queue"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class CascadeMember:
    """One path of a cascade. Its acceptance is the share of all requests that it answers rightly.

    given_rejected            the same of the requests that those before it rejected, from paired verdicts
    sensitivity, specificity  of the gate behind it: share of right answers that it accepts, of wrong ones it rejects
    """

    path: str
    given_rejected: float | None = None
    sensitivity: float = 1
    specificity: float = 1


def _members(given: Sequence[str | CascadeMember]) -> list[tuple[str, float | None, float, float]]:
    members = [CascadeMember(path=m) if isinstance(m, str) else m for m in given]
    return [(m.path, m.given_rejected, m.sensitivity, m.specificity) for m in members]


def _at(scenario: Scenario, demand: Number | None) -> Scenario:
    return scenario if demand is None else scenario.with_input("/demand/accepted_answers_per_month", demand)


def cascade(
    scenario: Scenario,
    members: Sequence[str | CascadeMember],
    *,
    demand_accepted_answers_per_month: Number | None = None,
) -> _core.CascadeCost:
    """What a cascade costs: each request goes to the first path, what it rejects to the next. Each is asked once.

    Bills are those of the paths, each at its share of the load: calls = A ÷ P · Π (1 − a) of the paths before. Where
    nobody judged what a path accepts of the requests that come to it, the cost is an interval, and `independent` is one
    assumption within it. Raises `InvalidInput` for paths that are none or that cannot be priced, for a path that is
    asked twice, and for a `given_rejected` that its acceptance on all requests rules out.

    >>> lab = cm.load("examples/scenarios/fine_tune_economics.json")
    >>> cost = cm.cascade(lab, ["bedrock_base", "spark_llama"])
    >>> round(cost.least.accepted, 2), round(cost.independent.accepted, 2), round(cost.most.accepted, 2)
    (1.0, 0.84, 0.7)
    """
    return _core.cascade_cost(native_of(_at(scenario, demand_accepted_answers_per_month)), _members(members))


class CascadeCrossovers(NamedTuple):
    """Demands at which a cascade and a path cost the same."""

    accepted_answers_per_month: list[float]
    domain: tuple[float, float]
    #: These are all, proven by enclosures.
    complete: bool


def cascade_crossover(
    scenario: Scenario, members: Sequence[str | CascadeMember], path: str, *, together: Together = "independent"
) -> CascadeCrossovers:
    """Every demand of the scenario's domain at which a cascade and a path alone cost the same."""
    return CascadeCrossovers(*_core.cascade_crossover(native_of(scenario), _members(members), path, together))


def cascade_worth_it_from(
    scenario: Scenario,
    members: Sequence[str | CascadeMember],
    path: str,
    *,
    together: Together = "independent",
    demand_accepted_answers_per_month: Number | None = None,
) -> float | None:
    """USD that a rejected request must cost for the cascade to be worth it against a path alone. 0 where it costs no
    more as it is; None where both reject as many."""
    native = native_of(_at(scenario, demand_accepted_answers_per_month))
    return _core.cascade_worth_it_from(native, _members(members), path, together)


class CascadeChoice(NamedTuple):
    """An order of offers, and what comes of it."""

    order: tuple[str, ...]
    usd_per_request: float
    #: Share of the requests that are answered rightly.
    right: float
    #: Why it is never worth it; empty on the frontier of cost against right answers.
    never_because: str


def cascade_frontier(
    offers: Sequence[tuple[str, float, float]], *, together: Together = "independent"
) -> list[CascadeChoice]:
    """Every order of every subset of at most six offers (name, share right, USD a call), the cheapest first.

    >>> choices = cm.cascade_frontier([("small", 0.5, 0.001), ("large", 0.9, 0.01)], together="nested")
    >>> [choice.order for choice in choices if not choice.never_because]
    [('small',), ('small', 'large')]
    >>> print(choices[2].never_because)
    large: never worth it, because small, then large costs 0.00400 USD less a request and is right as often
    """
    names = [name for name, _, _ in offers]
    rows = _core.cascade_frontier(names, [right for _, right, _ in offers], [usd for _, _, usd in offers], together)
    return [CascadeChoice(tuple(names[i] for i in order), usd, right, why) for order, usd, right, why in rows]


def break_even_escalation(*, gate_usd: float, cost_usd: float, again: float) -> float | None:
    """Share of the requests that a gate must catch to be worth its price: g ÷ ((1 − r) c − r g), with g the price of
    the gate, c the cost of what it saves, r the share of the caught that comes again. None where it never pays.

    >>> round(cm.break_even_escalation(gate_usd=0.02, cost_usd=0.5, again=0.25), 5)
    0.05405
    """
    return _core.break_even_escalation(gate_usd, cost_usd, again)


def mix(
    scenario: Scenario,
    base: str,
    burst: str,
    *,
    units: int | None = None,
    within_the_hour: WithinTheHour = "even",
    demand_accepted_answers_per_month: Number | None = None,
) -> _core.ComposedCost:
    """Units of one path carry the base, another path what is beyond; without `units` the number of least cost.

    "even": only what an hour (by the scenario's weights) brings beyond the units' capacity goes over. "no_queue": calls
    come at random, and who finds no place on the units goes over at once (Erlang B, for any length of a call). Raises
    `InvalidInput` for a base whose units do not stand all month.
    """
    native = native_of(_at(scenario, demand_accepted_answers_per_month))
    return _core.mix_cost(native, base, burst, units, within_the_hour)


def overflow_share(*, offered_calls: float, places: int, waiting: int = 0) -> float:
    """Share of calls at random that find neither a place nor room to wait: Erlang B, or M/M/c/c+K with room.

    >>> round(cm.overflow_share(offered_calls=6, places=8), 9)
    0.121875784
    """
    return _core.overflow_share(offered_calls, places, waiting)


def commitment(
    *,
    mean: float | None = None,
    standard_deviation: float | None = None,
    need: Sequence[float] | None = None,
    committed_usd: float,
    on_demand_usd: float,
    whole: bool = False,
) -> tuple[float, float]:
    """Units to commit to, and what an hour costs so: the quantile 1 − committed ÷ on demand of the need (newsvendor),
    which is normal, or `need`, one number for each of hours that count alike.

    >>> units, usd = cm.commitment(mean=20, standard_deviation=5, committed_usd=2.60, on_demand_usd=4.00, whole=True)
    >>> units, round(usd, 4)
    (18.0, 59.4088)
    """
    if (need is None) == (mean is None) or (mean is None) != (standard_deviation is None):
        raise invalid("one-of-several", "commitment", "none or both", "mean and standard_deviation, or need")
    if need is not None:
        share = 1 / max(1, len(need))
        return _core.commit([(share, units) for units in need], committed_usd, on_demand_usd, whole)
    assert mean is not None and standard_deviation is not None
    return _core.commit_normal(mean, standard_deviation, committed_usd, on_demand_usd, whole)


def spot_with_interruptions(
    *,
    spot_usd_per_hour: float,
    on_demand_usd_per_hour: float,
    interrupted: float,
    restarts_per_hour: float = 0,
    usd_per_restart: float = 0,
) -> float:
    """USD an hour of capacity that is needed and bought as spot: what is taken away is bought on demand instead.

    >>> round(cm.spot_with_interruptions(spot_usd_per_hour=1.2, on_demand_usd_per_hour=4, interrupted=0.1), 2)
    1.48
    """
    return _core.spot_with_interruptions(
        spot_usd_per_hour, on_demand_usd_per_hour, interrupted, restarts_per_hour, usd_per_restart
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Layer:
    """A way to buy capacity.

    usd_per_unit_month  of a unit, used or not
    usd_per_load_month  of a unit of load that it carries all month
    capacity            load that a unit carries
    whole               units come whole
    at_most             units; None: any number
    """

    path: str
    usd_per_unit_month: float = 0
    usd_per_load_month: float = 0
    capacity: float = 1
    whole: bool = False
    at_most: float | None = None


class LayerShare(NamedTuple):
    """What a layer has of a portfolio."""

    path: str
    units: float
    share_of_answers: float
    usd_per_month: float


class Portfolio(NamedTuple):
    """Layers that carry a load together at the least cost."""

    usd_per_month: float
    #: No portfolio costs less by more than this share, proven by the solver.
    gap: float
    mix: list[LayerShare]


class _Loads:
    """Mean of what goes beyond a load, and the share of the hours that do, of hours that count alike."""

    def __init__(self, loads: npt.NDArray[np.float64]) -> None:
        import numpy as np

        self.sorted = np.sort(loads)
        self.find = np.searchsorted
        self.sums = np.concatenate([np.cumsum(self.sorted[::-1])[::-1], [0.0]])

    def beyond(self, carried: float) -> tuple[float, float]:
        first = int(self.find(self.sorted, carried, side="right"))
        more = len(self.sorted) - first
        return max(0.0, float(self.sums[first] - carried * more) / len(self.sorted)), more / len(self.sorted)


def portfolio(layers: Sequence[Layer], loads: npt.ArrayLike, *, gap: float = 1e-9) -> Portfolio:
    """The cheapest layers for the loads of hours that count alike (8,760 of a year, say). HiGHS solves it
    (pip install costmodel[plans]).

    min Σ usd_per_unit n + Σ usd_per_load · mean carried,  Σ carried = load of each hour,  carried ≤ capacity · n

    In each hour the layer with the least price of a load goes first, so that with K the capacity of the first layers
    the price is Σ (next price − price) · E[max(0, load − K)]: convex in K, and given to the solver by its tangents
    until what it finds costs what the solver has proven to be the least. Where units need not be whole and have no
    limit, screening curves give the same number in closed form.

    >>> coal = cm.Layer(path="coal", usd_per_unit_month=15, usd_per_load_month=2)
    >>> gas = cm.Layer(path="gas", usd_per_unit_month=10, usd_per_load_month=12)
    >>> shed = cm.Layer(path="shedding", usd_per_load_month=1012)
    >>> best = cm.portfolio([coal, gas, shed], [1000 - z for z in range(1001)])
    >>> round(best.usd_per_month, 4), [round(layer.units) for layer in best.mix]
    (14706.1938, [500, 490, 10])
    """
    try:
        import highspy
    except ImportError:
        raise ImportError("portfolios need HiGHS: pip install costmodel[plans]") from None
    import numpy as np

    load = np.atleast_1d(np.asarray(loads, dtype=np.float64))
    _check(layers, load)
    order = sorted(range(len(layers)), key=lambda i: layers[i].usd_per_load_month)
    ranked = [layers[i] for i in order]
    seen, peak, mean = _Loads(load), float(load.max()), float(load.mean())
    steps = [b.usd_per_load_month - a.usd_per_load_month for a, b in zip(ranked, ranked[1:])]

    solver: Any = highspy
    model = solver.Highs()
    model.silent()
    n = []
    for layer in ranked:
        most = layer.at_most if layer.at_most is not None else math.ceil(peak / layer.capacity)
        add = model.addIntegral if layer.whole else model.addVariable
        n.append(add(0, float(min(most, math.ceil(peak / layer.capacity))), layer.usd_per_unit_month))
    over = [model.addVariable(0, solver.kHighsInf, step) for step in steps]  # mean load beyond the first layers
    carried = [model.qsum([u.capacity * v for u, v in zip(ranked[: i + 1], n)]) for i in range(len(ranked))]
    model.addConstr(carried[-1] >= peak)

    def cut(i: int, at: float) -> None:
        beyond, share = seen.beyond(at)
        model.addConstr(over[i] + share * carried[i] >= beyond + share * at)

    def cost_of(units: list[float]) -> tuple[float, list[float]]:
        levels = np.cumsum([u.capacity * v for u, v in zip(ranked, units)])
        past = [seen.beyond(float(level))[0] for level in levels[:-1]]
        fixed = sum(u.usd_per_unit_month * v for u, v in zip(ranked, units))
        return fixed + ranked[0].usd_per_load_month * mean + sum(s * p for s, p in zip(steps, past)), [
            float(level) for level in levels
        ]

    model.setOptionValue("mip_rel_gap", gap / 2)
    for i in range(len(over)):
        for at in np.quantile(load, [0, 0.25, 0.5, 0.75]):
            cut(i, float(at))
    best, best_units, proven = float("inf"), [0.0] * len(ranked), 0.0
    for _ in range(2000):
        model.minimize()
        if model.getModelStatus() != solver.HighsModelStatus.kOptimal:
            raise invalid("no-plan", "layers", ", ".join(u.path for u in layers), "layers that carry the highest load")
        info, values = model.getInfo(), model.getSolution().col_value
        any_whole = any(u.whole for u in ranked)
        least = info.mip_dual_bound if any_whole else info.objective_function_value
        proven = max(proven, least + ranked[0].usd_per_load_month * mean)
        units = [round(values[v.index]) if u.whole else values[v.index] for u, v in zip(ranked, n)]
        cost, levels = cost_of(units)
        if cost < best:
            best, best_units = cost, units
        if best - proven <= gap * abs(best):
            break
        for i in range(len(over)):
            cut(i, levels[i])
    return _portfolio(layers, order, best_units, seen, mean, best, proven)


def _check(layers: Sequence[Layer], load: npt.NDArray[np.float64]) -> None:
    import numpy as np

    if not layers:
        raise invalid("empty-list", "layers", "none", "one layer or more")
    if load.ndim != 1 or not len(load) or not np.all(np.isfinite(load)) or load.min() < 0 or load.max() <= 0:
        raise invalid("out-of-range", "loads", "not a list of loads", "numbers, 0 or more, and one above 0")
    for i, layer in enumerate(layers):
        for name, low in (("usd_per_unit_month", 0), ("usd_per_load_month", 0), ("capacity", 1e-12), ("at_most", 0)):
            value = getattr(layer, name)
            if value is not None and not (math.isfinite(value) and value >= low):
                raise invalid("out-of-range", f"layers/{i}/{name}", value, "0 or more; a capacity above 0")


def _portfolio(
    layers: Sequence[Layer],
    order: list[int],
    units: list[float],
    seen: _Loads,
    mean: float,
    cost: float,
    proven: float,
) -> Portfolio:
    shares: dict[int, LayerShare] = {}
    level, left, peak = 0.0, mean, float(seen.sorted[-1])
    for i, n in zip(order, units):
        layer = layers[i]
        if layer.usd_per_unit_month == 0:  # no more than there is to carry
            need = max(0.0, peak - level) / layer.capacity
            n = min(n, float(math.ceil(need)) if layer.whole else need)
        level += layer.capacity * n
        beyond = seen.beyond(level)[0]
        carries, left = max(0.0, left - beyond), beyond
        usd = layer.usd_per_unit_month * n + layer.usd_per_load_month * carries
        shares[i] = LayerShare(layer.path, n, carries / mean, usd)
    gap = max(0.0, (cost - proven) / cost) if cost > 0 else 0.0
    return Portfolio(cost, gap, [shares[i] for i in range(len(layers))])


class MixBand(NamedTuple):
    """Where so many units of the base are the best number."""

    units: float
    from_answers_per_month: float
    to_answers_per_month: float


def mix_bands(
    *,
    weights: Sequence[float],
    capacity_answers_per_month: float,
    usd_per_unit_month: float,
    burst_usd_per_answer: float,
    usd_per_answer: float = 0,
    domain_answers_per_month: tuple[float, float],
) -> list[MixBand]:
    """When a unit of the base enters the mix as demand grows, with exact borders. `weights` of hours that count alike.

    >>> for band in cm.mix_bands(weights=[1] * 8 + [4] * 10 + [2] * 6, capacity_answers_per_month=525_600,
    ...                          usd_per_unit_month=900, burst_usd_per_answer=0.004,
    ...                          domain_answers_per_month=(1, 1e6)):
    ...     print(round(band.units), round(band.from_answers_per_month), round(band.to_answers_per_month))
    0 1 225000
    1 225000 687000
    2 687000 1000000
    """
    total = sum(weights)
    if not weights or not total > 0 or min(weights) < 0:
        raise invalid("bad-weights", "weights", list(weights), "0 or more, and one above 0")
    hours = [(1 / len(weights), w * len(weights) / total) for w in weights]
    bands = _core.mix_bands(
        hours,
        capacity_answers_per_month,
        usd_per_unit_month,
        usd_per_answer,
        burst_usd_per_answer,
        *domain_answers_per_month,
    )
    return [MixBand(*band) for band in bands]


def screen(layers: Sequence[Layer], loads: Sequence[float]) -> Portfolio:
    """The same as `portfolio` in closed form, where units need not be whole and have no limit: each slice of the load
    goes to the layer that is the cheapest for the share of the time that it is filled (screening curves)."""
    for i, layer in enumerate(layers):
        if layer.whole or layer.at_most is not None:
            raise invalid("out-of-range", f"layers/{i}", layer.path, "units in any number, not whole: see portfolio")
    import numpy as np

    _check(layers, np.asarray(loads, dtype=np.float64))
    share, mean = 1 / len(loads), sum(loads) / len(loads)
    given = [(u.path, u.usd_per_unit_month / u.capacity, u.usd_per_load_month) for u in layers]
    rows = _core.screen(given, [(share, float(load)) for load in loads])
    mix = [LayerShare(u.path, c / u.capacity, x / mean, usd) for u, (c, x, usd) in zip(layers, rows)]
    return Portfolio(sum(layer.usd_per_month for layer in mix), 0.0, mix)
