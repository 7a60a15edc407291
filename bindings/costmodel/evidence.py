"""Evidence: the files that people already have, read as numbers that know where they stood."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, Union

from . import _core
from .costs import _number
from .import_reports import ImportReports
from .scenario import Scenario
from .tables import Table
from .units import Number

File = Union[str, os.PathLike[str]]
Files = Union[File, Iterable[File]]


def _names(files: Files) -> list[str]:
    return [os.fspath(files)] if isinstance(files, (str, os.PathLike)) else [os.fspath(file) for file in files]


class ReadEvidence(NamedTuple):
    """What files of evidence say. Nothing is put together yet; `cm.import_evidence` does that."""

    runs: Table[_core.BenchmarkRun]
    """Operating points: the runs of benchmarks that stand in a curve, by curve and rising concurrency. `run.sources`
    says of each number where it stood and how it was derived."""
    verdicts: Table[_core.Verdicts]
    """Counts of each path and judge, with the outcome of each item where the file has them."""
    prices: Table[_core.ImportedPrice]
    charges: Table[_core.BillCharges]
    files: ImportReports
    """What was read of each file, derived and refused, and why."""

    def __repr__(self) -> str:
        return repr(self.files)


def read_evidence(
    files: Files, *, columns: Mapping[str, str] | None = None, threshold: float | None = None
) -> ReadEvidence:
    """Reads benchmark results, evaluation logs, prices and bills: a file, a folder, or several, each known by its
    content.

    Benchmarks   vLLM, SGLang, GuideLLM, AIPerf, llama-bench, LLMPerf, InferenceX, llm-d, inference-perf, LLMeter,
                 trtllm-bench, Ollama, a CSV of a load sweep; metrics of vLLM from Prometheus
    evaluations  Inspect, promptfoo, lm-evaluation-harness, OpenAI evals, DeepEval, RAGAS, MT-bench, Langfuse, CSV
    prices       genai-prices, LiteLLM, llm-prices, SkyPilot, AWS price lists, OpenRouter, Azure retail prices
    bills        FOCUS 1.0 to 1.3, cost reports of OpenAI and Anthropic, AWS Cost and Usage Reports 2.0

    Each may be packed with gzip; CSV may be Parquet (`costmodel[parquet]`).

    columns    of a CSV load sweep, by our names: {"concurrency": "users"}
    threshold  scores of at least this are accepted; without it only 0 and 1 are verdicts

    What cannot be used is refused in `files`, with its place and the reason, and the rest is read. A number that a file
    does not state is None, never 0. The GIL is released.
    Raises `InvalidInput` for a file that is not there, and for a column that is none of ours.

    >>> cm.read_evidence("evidence").runs[0].sources["concurrency"].formula                    # doctest: +SKIP
    """
    runs, verdicts, prices, charges, reports, text = _core.read_evidence(_names(files), dict(columns or {}), threshold)
    return ReadEvidence(
        Table(
            runs,
            "Runs",
            columns=(
                "model",
                "concurrency",
                "output_tokens_per_second",
                "time_to_first_token_seconds",
                "output_tokens_per_request",
                "completed",
                "failed",
                "file",
            ),
        ),
        Table(
            verdicts,
            "Verdicts",
            columns=("path", "judge", "accepted", "rejected", "errored", "unscored", "file", "pointer"),
        ),
        Table(
            prices,
            "Prices",
            columns=("model", "provider", "region", "meter", "usd", "per", "condition", "from_date", "file", "pointer"),
        ),
        Table(
            charges,
            "Charges",
            columns=(
                "charge",
                "model",
                "meter",
                "quantity",
                "unit",
                "effective_usd",
                "billed_usd",
                "file",
                "first_line",
            ),
        ),
        ImportReports(reports, text),
    )


def import_evidence(
    files: Files,
    *,
    title: str | None = None,
    relative_to: File | None = None,
    demand_accepted_answers_per_month: Number | None = None,
    usd_per_unit_hour: Number | None = None,
    usd_per_gpu_hour: Number | None = None,
    model: str | None = None,
    price_of: Mapping[str, str] | None = None,
    on: str | None = None,
    columns: Mapping[str, str] | None = None,
    threshold: float | None = None,
    bill_currency: str | None = None,
    judge: str | None = None,
    gate: Literal["all", "agreeing", "majority"] | None = None,
) -> Scenario:
    """A first scenario from evidence: a path for each model and machine, each number with file, place, checksum and
    date.

    relative_to                        folder of the scenario file; evidence is cited relative to it
    demand_accepted_answers_per_month  without it, as a bill shows it; else 10,000 a month is assumed, and says so
    usd_per_unit_hour                  price of every measured machine, whatever its number of GPUs
    usd_per_gpu_hour                   price of one GPU of every measured machine
    model                              of benchmark runs that name none, so that they may be joined
    price_of                           path id to a model or instance type of a price file, as NAME or NAME@REGION
    on                                 day on which the prices hold (ISO); without it the latest are taken
    columns, threshold                 as of `cm.read_evidence`
    bill_currency                      "USD", of bills that name none, as OpenCost's
    judge, gate                        the one judge to take where there are several, or how they are combined

    What the evidence does not say makes a path unavailable, with that reason; it is never 0. `scenario.import_report`
    says what was read of each file, derived and refused. The GIL is released.
    Raises `InvalidInput` where nothing could be read, where no file says how many tokens an answer has, and for a price
    that no file has.

    >>> cm.import_evidence("evidence", price_of={"box": "gpu_1x_h100@us-east-1"})              # doctest: +SKIP
    """
    given = {
        "title": title,
        "relative_to": None if relative_to is None else os.fspath(relative_to),
        "demand": _number("demand_accepted_answers_per_month", demand_accepted_answers_per_month),
        "usd_per_unit_hour": _number("usd_per_unit_hour", usd_per_unit_hour),
        "usd_per_gpu_hour": _number("usd_per_gpu_hour", usd_per_gpu_hour),
        "model": model,
        "price_of": None if price_of is None else dict(price_of),
        "on": on,
        "columns": None if columns is None else dict(columns),
        "threshold": threshold,
        "bill_currency": bill_currency,
        "judge": judge,
        "gate": gate,
    }
    native, reports, text = _core.import_evidence(
        _names(files), {key: value for key, value in given.items() if value is not None}
    )
    scenario = Scenario._of(native)
    scenario._import_report = ImportReports(reports, text)
    return scenario


def combined_verdicts(judges: Iterable[_core.Verdicts], rule: Literal["all", "agreeing", "majority"]) -> _core.Verdicts:
    """Several judges of the same answers as one, item by item.

    rule  "all": every judge accepts, else rejected; "agreeing": items on which they disagree are unscored; "majority":
          more than half of three or more

    An item that some judge failed on is errored, one that some judge did not score is unscored, unless the rule is
    decided without it. Raises `InvalidInput` for fewer than two judges (majority: three), and for counts without items.
    """
    return _core.combined(list(judges), rule)


def paired_verdicts(first: _core.Verdicts, second: _core.Verdicts) -> _core.Pairs:
    """Two paths on the items that both were judged on: how often both, one or neither was accepted, for
    `cm.compare_arms`.

    Raises `InvalidInput` where no item was judged in both.
    """
    return _core.paired(first, second)
