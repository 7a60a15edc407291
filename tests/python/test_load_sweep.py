"""The table of docs/under_load.md: the chain, fed with a measured load sweep, beside the p99 that was measured."""

import math
from pathlib import Path

import costmodel as cm
import pytest

MONTH = 730 * 3600

# Llama 3.1 8B, float16, one H100, vLLM, Poisson arrivals, 256 output tokens: pChitral/vllm-cost-meter,
# data/master_results.csv at 3f308c03deaa (MIT), configuration C1. Asked a second, served a second, tokens a second,
# mean and p99 ms to the first token, p50 ms of the answer.
SWEEP = [
    (1, 0.9966661442, 255.14653292, 37.749553934, 54.327825229, 1711.02756),
    (5, 4.9102352589, 1257.0202262743, 61.4439547401, 713.250005, 2160.1241105),
    (10, 9.6267391793, 2464.4452299005, 52.7977979620, 84.490406090, 2662.242031),
    (25, 20.5667587179, 5265.0902317791, 122.0947280803, 259.014732211, 7126.7506335),
    (50, 23.9227086740, 6124.2134205494, 466.7916042204, 994.842380823, 15475.52343),
    (100, 24.2857188226, 6217.1440185763, 2538.6824084759, 5010.857406760, 17925.223866),
    (200, 24.3655958784, 6237.5925448708, 3775.7169150500, 7436.931473260, 19049.613141),
]


def at(per_second):
    points = [
        cm.OperatingPoint(
            concurrency=served * answer / 1000,  # Little's law
            output_tokens_per_second=tokens,
            time_to_first_token_seconds=first / 1000,
        )
        for _, served, tokens, first, _, answer in SWEEP
    ]
    h100 = cm.Path(
        "h100",
        cm.Provisioned(usd_per_unit_hour=6.98, max_units=1),
        points=points,
        acceptance=cm.Acceptance(rate=1),
    )
    scenario = cm.Scenario(
        title="sweep",
        paths=[h100],
        demand_accepted_answers_per_month=per_second * MONTH,
        domain_accepted_answers_per_month=(1, 1e9),
        workload=cm.Workload(output_tokens_per_answer=256),
    )
    return cm.cost(scenario, "h100")[0]


@pytest.mark.parametrize(
    "asked, served, chain_ms", [(1, 0.9967, 56.3), (5, 4.910, 61.4), (10, 9.627, 60.3), (25, 20.57, 185)]
)
def test_below_saturation_the_chain_says_what_the_table_says(asked, served, chain_ms):
    assert 1000 * at(served).operation.first_token_seconds.p99 == pytest.approx(chain_ms, rel=0.005)
    table = (Path(__file__).resolve().parents[2] / "docs" / "under_load.md").read_text(encoding="utf-8")
    measured = next(row[4] for row in SWEEP if row[0] == asked)
    assert f"| {asked} | {served:.4g} | {measured:.0f} | {chain_ms:.3g} |" in table


@pytest.mark.parametrize("asked", [25, 50, 100, 200])
def test_above_it_there_is_no_number(asked):
    row = at(asked)
    assert not row.feasible
    assert row.operation.state == "saturated" and row.operation.first_token_seconds is None


def test_a_light_load_is_right_and_a_heavy_one_is_below():
    p99 = {asked: at(served).operation.first_token_seconds.p99 for asked, served, *_ in SWEEP[:4]}
    assert 1000 * p99[1] == pytest.approx(54.3, rel=0.05)
    for asked, _, _, _, measured, _ in SWEEP[1:4]:
        assert 1000 * p99[asked] < measured and math.isfinite(p99[asked])
