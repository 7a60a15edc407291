#!/usr/bin/env python3
"""A bill of a million rows and evaluation logs of 100 MB, in lines and in one document: costmodel and pandas.

usage: bench/peers/evidence.py make FOLDER
       bench/peers/evidence.py costmodel|pandas|checksum FILE

The first writes the files. The others read one of them three times and print one JSON object: the least seconds of
wall clock and of processor time, and the megabytes by which the peak of the process grew (of a process of its own, so
call it anew for each). What is compared is the whole of reading: pandas only makes a frame of it, and keeps no
checksum.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from memory import peak_bytes

BILL_ROWS = 1_000_000
LOG_BYTES = 100_000_000


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)
    columns = (
        "BilledCost,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeDescription,ChargePeriodEnd,"
        "ChargePeriodStart,CommitmentDiscountStatus,ConsumedQuantity,ConsumedUnit,EffectiveCost,ListCost,PricingQuantity,"
        "PricingUnit,ProviderName,RegionId,ResourceId,ServiceCategory,ServiceName,SkuId,SkuMeter,SkuPriceDetails,Tags"
    )
    with (folder / "bill.csv").open("w") as out:
        out.write(columns + "\n")
        for i in range(BILL_ROWS):
            direction, model, day = ("Input", "Output")[i & 1], f"model-{i % 12}", 1 + i % 29
            tokens = chance.randrange(1_000, 9_000_000)
            cost = tokens * (0.4e-6, 1.6e-6)[i & 1]
            details = f'"{{""ModelDeveloper"":""maker"",""ModelId"":""{model}"",""TokenDirection"":""{direction}""}}"'
            out.write(
                f"{cost:.9f},USD,2026-06-01T00:00:00Z,2026-05-01T00:00:00Z,Usage,{direction} tokens of {model},"
                f"2026-05-{day + 1:02}T00:00:00Z,2026-05-{day:02}T00:00:00Z,,{tokens},Tokens,{cost:.9f},{cost * 1.1:.9f},"
                f"{tokens / 1e6:.6f},1000000 Tokens,Maker,us-east-1,arn:maker:project/{i % 400},AI and Machine Learning,Model API,"
                f'{model}-{direction.lower()},{direction} Tokens,{details},"{{""team"": ""t{i % 30}""}}"\n'
            )
    with (folder / "samples_policy_2026-10-20.jsonl").open("w") as out:
        words = [f"w{i:04}" for i in range(3000)]
        written = i = 0
        while written < LOG_BYTES:
            question, answer = (" ".join(chance.choices(words, k=n)) for n in (120, 90))
            sample = {
                "doc_id": i,
                "doc": {"question": question, "answer": "x"},
                "target": "x",
                "arguments": [[question, {"until": ["\n"]}]],
                "resps": [[answer]],
                "filtered_resps": [answer],
                "doc_hash": f"{i:064x}",
                "acc": float(chance.random() < 0.7),
            }
            written += out.write(json.dumps(sample) + "\n")
            i += 1
    make_document(folder)


def make_document(folder: Path) -> None:
    """An Inspect log: one indented document of 100 MB."""
    chance = random.Random(2)
    words = [f"w{i:04}" for i in range(3000)]
    samples, written = [], 0
    while written < LOG_BYTES:
        question, answer = (" ".join(chance.choices(words, k=n)) for n in (120, 90))
        samples.append(
            {
                "id": len(samples),
                "epoch": 1,
                "input": question,
                "messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}],
                "output": {"model": "m", "usage": {"input_tokens": 200, "output_tokens": 120, "total_tokens": 320}},
                "scores": {"match": {"value": "CI"[chance.random() > 0.7], "answer": answer[:20]}},
            }
        )
        written += len(question) * 2 + len(answer) + 250
    told = {"total_samples": len(samples), "completed_samples": len(samples)}
    log = {"version": 2, "status": "success", "eval": {"task": "t", "model": "m"}, "results": told, "samples": samples}
    (folder / "inspect.json").write_text(json.dumps(log, indent=2))


def with_costmodel(file: Path):
    import costmodel as cm

    def read():
        found = cm.read_evidence(file)
        assert found.files[0].rows_out and not found.files.refused
        return found

    return read


def with_pandas(file: Path):
    import pandas as pd

    if file.suffix == ".csv":
        return lambda: pd.read_csv(file)
    return lambda: pd.read_json(file, lines=True) if file.suffix == ".jsonl" else pd.read_json(file, typ="series")


def checksum(file: Path):
    import hashlib

    def read():
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    return read


def main() -> None:
    what, place = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        return make(place)
    read = {"costmodel": with_costmodel, "pandas": with_pandas, "checksum": checksum}[what](place)
    before = peak_bytes()
    wall, processor = [], []
    for _ in range(3):
        start, busy = time.perf_counter(), time.process_time()
        kept = read()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
        del kept
    peak = peak_bytes() - before
    print(json.dumps({"seconds": min(wall), "processor": min(processor), "peak": peak / 1e6}))


if __name__ == "__main__":
    main()
