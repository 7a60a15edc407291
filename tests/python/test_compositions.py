"""Cascades and mixes against simulations (SimPy), SciPy's distributions and its mixed-integer programmes."""

import math
import random

import costmodel as cm
import numpy as np
import pytest
import simpy
from scipy import optimize, sparse, stats


def lost(places: int, offered: float, exponential: bool, calls: int = 60_000) -> float:
    """Share of calls at random that find no place, simulated."""
    draw = random.Random(5)
    env = simpy.Environment()
    taken = turned_away = 0

    def call(length: float):
        nonlocal taken
        taken += 1
        yield env.timeout(length)
        taken -= 1

    def arrivals():
        nonlocal turned_away
        for _ in range(calls):
            yield env.timeout(draw.expovariate(offered))
            if taken == places:
                turned_away += 1
            else:
                env.process(call(draw.expovariate(1) if exponential else 1.0))

    env.process(arrivals())
    env.run()
    return turned_away / calls


@pytest.mark.parametrize("exponential", [True, False])
@pytest.mark.parametrize("places, offered", [(8, 6), (1, 0.5), (4, 4)])
def test_calls_that_find_no_place_are_those_of_a_simulation_whatever_their_length(
    places: int, offered: float, exponential: bool
) -> None:
    share = cm.overflow_share(offered_calls=offered, places=places)
    assert lost(places, offered, exponential) == pytest.approx(share, abs=0.01)
    assert share == pytest.approx(stats.poisson.pmf(places, offered) / stats.poisson.cdf(places, offered), rel=1e-12)


def test_commitments_are_those_of_the_normal_distribution() -> None:
    units, usd = cm.commitment(mean=100, standard_deviation=20, committed_usd=0.6, on_demand_usd=1)
    assert (units, usd) == (pytest.approx(94.9331, abs=5e-5), pytest.approx(67.7269, abs=5e-5))
    beyond = stats.norm.expect(lambda need: max(0.0, need - units), loc=100, scale=20, lb=units, ub=400)
    assert usd == pytest.approx(0.6 * units + beyond, rel=1e-9)
    need = [random.Random(1).randint(0, 30) for _ in range(500)]
    for whole in (True, False):
        units, usd = cm.commitment(need=need, committed_usd=2.6, on_demand_usd=4, whole=whole)
        tried = [2.6 * n + 4 * float(np.mean(np.maximum(0, np.array(need) - n))) for n in range(40)]
        assert usd == pytest.approx(min(tried), rel=1e-12)


def solved(layers: list[cm.Layer], loads: np.ndarray) -> float:
    """The whole programme, hour by hour, by SciPy."""
    k, hours = len(layers), len(loads)
    cost = np.concatenate(
        [[u.usd_per_unit_month for u in layers]] + [[u.usd_per_load_month / hours] * hours for u in layers]
    )
    carried = sparse.lil_matrix((hours, k + k * hours))
    within = sparse.lil_matrix((k * hours, k + k * hours))
    for i, layer in enumerate(layers):
        for h in range(hours):
            carried[h, k + i * hours + h] = 1
            within[i * hours + h, k + i * hours + h] = 1
            within[i * hours + h, i] = -layer.capacity
    found = optimize.milp(
        cost,
        constraints=[
            optimize.LinearConstraint(carried.tocsr(), loads, loads),
            optimize.LinearConstraint(within.tocsr(), -np.inf, 0),
        ],
        integrality=np.concatenate([[int(u.whole) for u in layers], np.zeros(k * hours)]),
        bounds=optimize.Bounds(
            0,
            np.concatenate([[np.inf if u.at_most is None else u.at_most for u in layers], np.full(k * hours, np.inf)]),
        ),
        options={"mip_rel_gap": 0},
    )
    assert found.success
    return float(found.fun)


@pytest.mark.parametrize("seed", range(8))
def test_a_portfolio_costs_what_the_whole_programme_does(seed: int) -> None:
    draw = np.random.default_rng(seed)
    loads = draw.gamma(2, 50, size=48)
    layers = [
        cm.Layer(
            path=f"kind {i}",
            usd_per_unit_month=float(draw.uniform(0, 40)),
            usd_per_load_month=float(draw.uniform(0, 2)),
            capacity=float(draw.uniform(10, 40)),
            whole=bool(draw.random() < 0.6),
            at_most=float(draw.integers(1, 4)) if draw.random() < 0.4 else None,
        )
        for i in range(4)
    ] + [cm.Layer(path="burst", usd_per_load_month=8)]
    best = cm.portfolio(layers, loads)
    assert best.usd_per_month == pytest.approx(solved(layers, loads), rel=1e-7)
    assert best.gap <= 1e-9
    assert sum(layer.usd_per_month for layer in best.mix) == pytest.approx(best.usd_per_month, rel=1e-9)
    assert sum(layer.share_of_answers for layer in best.mix) == pytest.approx(1, rel=1e-9)


def test_six_layers_over_a_year_are_those_of_the_screening_curves() -> None:
    hour = np.arange(8760)
    loads = 500 + 300 * np.sin(hour * 2 * math.pi / 24) + np.random.default_rng(2).gamma(2, 60, size=8760)
    layers = [
        cm.Layer(path=f"layer {i}", usd_per_unit_month=fixed, usd_per_load_month=load, capacity=10)
        for i, (fixed, load) in enumerate([(150, 2), (120, 6), (90, 10), (60, 16), (20, 28), (0, 90)])
    ]
    best, closed = cm.portfolio(layers, loads), cm.screen(layers, loads.tolist())
    assert best.usd_per_month == pytest.approx(closed.usd_per_month, rel=1e-9)
    assert [a.units for a in best.mix] == pytest.approx([b.units for b in closed.mix], abs=0.5)


def test_pypsas_screening_example() -> None:
    layers = [
        cm.Layer(path="coal", usd_per_unit_month=15, usd_per_load_month=2),
        cm.Layer(path="gas", usd_per_unit_month=10, usd_per_load_month=12),
        cm.Layer(path="shedding", usd_per_load_month=1012),
    ]
    loads = [1000.0 - z for z in range(1001)]
    for best in (cm.screen(layers, loads), cm.portfolio(layers, loads)):
        assert best.usd_per_month == pytest.approx(14_706.193806194067, rel=1e-9)
        assert [layer.units for layer in best.mix] == pytest.approx([500, 490, 10], abs=1e-6)


@pytest.mark.parametrize(
    "layers, loads, where",
    [
        ([], [1.0], "layers"),
        ([cm.Layer(path="a")], [], "loads"),
        ([cm.Layer(path="a")], [float("nan")], "loads"),
        ([cm.Layer(path="a", capacity=0)], [1.0], "layers/0/capacity"),
        ([cm.Layer(path="a", at_most=1)], [5.0], "layers"),
    ],
)
def test_portfolios_that_cannot_be_are_refused(layers: list[cm.Layer], loads: list[float], where: str) -> None:
    with pytest.raises(cm.InvalidInput) as refused:
        cm.portfolio(layers, loads)
    assert [p.where for p in refused.value.problems] == [where]


def test_the_first_seeds_cascade() -> None:
    lab = cm.load("examples/scenarios/fine_tune_economics.json")
    cost = cm.cascade(lab, ["bedrock_base", "spark_llama"])
    assert cost.independence_is_assumed
    assert cost.least.usd_per_month <= cost.independent.usd_per_month <= cost.most.usd_per_month
    for at in (cost.least, cost.independent, cost.most):
        beside = at.gate_usd_per_month + at.rejected_usd_per_month
        assert at.usd_per_month == pytest.approx(sum(o.usd_per_month for o in at.offers) + beside, rel=1e-12)
    judged = cm.CascadeMember(path="spark_llama", given_rejected=0.5)
    known = cm.cascade(lab, ["bedrock_base", judged])
    assert not known.independence_is_assumed
    assert known.least.usd_per_month == pytest.approx(known.most.usd_per_month, rel=1e-12)
    crossings = cm.cascade_crossover(lab, ["bedrock_base", "spark_llama"], "bedrock_base")
    assert crossings.complete
    worth = cm.cascade_worth_it_from(lab, ["bedrock_base", "spark_llama"], "spark_llama")
    assert worth is not None and worth > 0
    with pytest.raises(cm.InvalidInput, match="cycle"):
        cm.cascade(lab, ["bedrock_base", "bedrock_base"])
    with pytest.raises(cm.InvalidInput, match="given_rejected"):
        cm.cascade(lab, ["bedrock_base", cm.CascadeMember(path="spark_llama", given_rejected=0.1)])


def test_a_mix_of_the_first_seed() -> None:
    lab = cm.load("examples/scenarios/fine_tune_economics.json")
    even = cm.mix(lab, "spark_llama", "bedrock_base", units=1)
    crowded = cm.mix(lab, "spark_llama", "bedrock_base", units=1, within_the_hour="no_queue")
    assert [o.path for o in even.offers] == ["spark_llama", "bedrock_base"]
    assert crowded.offers[1].share_of_answers > even.offers[1].share_of_answers
    best = cm.mix(lab, "spark_llama", "bedrock_base")
    assert best.usd_per_month <= even.usd_per_month
