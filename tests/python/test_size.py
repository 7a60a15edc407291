"""What a path takes to keep promises: as the cost table has it with each of them stated."""

import json

import costmodel as cm
import pytest

MADE = {
    "costmodel": 1,
    "title": "size",
    "demand": {"accepted_answers_per_month": 2.5 * 3.75 * 730 * 3600},
    "workload": {"output_tokens_per_answer": 400},
    "paths": [
        {
            "id": "box",
            "acceptance": {"rate": 1},
            "pricing": {"kind": "provisioned", "usd_per_unit_hour": 2},
            "throughput": {
                "points": [
                    {"concurrency": 1, "output_tokens_per_second": 70},
                    {"concurrency": 8, "output_tokens_per_second": 500},
                    {"concurrency": 32, "output_tokens_per_second": 1500},
                ]
            },
        },
        {"id": "api", "acceptance": {"rate": 1}, "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 2}},
    ],
}


def loaded(promises: list[dict[str, object]] | None = None) -> cm.Scenario:
    return cm.loads(json.dumps(MADE | ({"requirements": {"promises": promises}} if promises else {})))


def test_each_row_is_the_cost_table_with_that_promise() -> None:
    sizing = cm.size(loaded(), "box", ["p99 wait 2", "mean wait 0.5"])
    stated = [[], [{"of": "wait", "percentile": 99, "at_most_seconds": 2}], [{"of": "wait", "at_most_seconds": 0.5}]]
    asked = [
        row.promise and (row.promise.percentile, row.promise.of, row.promise.at_most_seconds) for row in sizing.rows
    ]
    assert asked == [None, (99, "wait", 2), (None, "wait", 0.5)]
    for row, promises in zip(sizing.rows, stated, strict=True):
        table = cm.cost(loaded(promises), "box")[0]
        assert row.units == table.units
        assert row.usd_per_month == pytest.approx(table.usd_per_month, rel=1e-12)
    assert sizing.rows[1].units > sizing.rows[0].units
    assert sizing.rows[1].usd_per_month_more == pytest.approx(
        sizing.rows[1].usd_per_month - sizing.rows[0].usd_per_month
    )


def test_a_path_without_a_queue_of_ours_says_why_not() -> None:
    row = cm.size(loaded(), "api", ["p99 wait 2"]).rows[1]
    assert row.units is None or row.why_not == ""


@pytest.mark.parametrize("wrong", ["", "p99 wait", "99 wait 2", "p100 wait 2", "p99 queue 2", "p99 wait -1"])
def test_promises_are_read_strictly(wrong: str) -> None:
    with pytest.raises(cm.InvalidInput):
        cm.size(loaded(), "box", [wrong])
