"""Evidence from Python: read as it stands, put together as a scenario, and refused where it is bad."""

import json
import pickle

import costmodel as cm
import pytest

VLLM = {
    "date": "20260809-072723",
    "model_id": "org/m",
    "request_rate": "inf",
    "max_concurrency": 4,
    "completed": 2,
    "failed": 0,
    "total_input_tokens": 2001,
    "total_output_tokens": 401,
    "duration": 2.0,
    "request_throughput": 1.0,
    "output_throughput": 200.5,
    "mean_ttft_ms": 100.0,
    "mean_tpot_ms": 20.0,
    "mean_e2el_ms": 4000.0,
}
LOG = """path,item_id,judge,accepted
org/m,1,A,1
org/m,2,A,1
org/m,3,A,0
org/m,4,A,error
org/m,1,B,1
org/m,2,B,0
org/m,3,B,0
org/m,4,B,1
"""
PRICES = {
    "vendor": "v",
    "models": [{"id": "m-1", "price_history": [{"input": 0.4, "output": 1.6, "from_date": "2026-03-01"}]}],
}
BILL = """BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ServiceName,SkuMeter
0.06,0.05,USD,Usage,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,150000,Tokens,Models,Output Tokens
1,0,USD,Purchase,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,,,Models,Commitment
"""


def vllm(limit, rate=None, answer=200.5, **changed):
    """A run of two requests: all its numbers fit together."""
    rate = 150.0 + 12.5 * limit if rate is None else rate
    duration = 2 * answer / rate
    run = VLLM | {
        "max_concurrency": limit,
        "output_throughput": rate,
        "total_output_tokens": round(2 * answer),
        "duration": duration,
        "request_throughput": 2 / duration,
        "mean_e2el_ms": 1000.0 * limit * duration / 2,
    }
    return json.dumps(run | changed)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "runs").mkdir()
    for limit in (4, 8):
        (tmp_path / "runs" / f"c{limit}.json").write_text(vllm(limit))
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "prices.json").write_text(json.dumps(PRICES))
    (tmp_path / "bill.csv").write_text(BILL)
    (tmp_path / "notes.md").write_text("# nothing to read\n")
    return tmp_path


def test_a_folder_as_it_stands(folder):
    read = cm.read_evidence(folder)
    first = read.runs[0]
    assert [(round(run.concurrency, 9), run.output_tokens_per_second) for run in read.runs] == [
        (4.0, 200.0),
        (8.0, 250.0),
    ]
    assert first.sources["concurrency"].formula.endswith("(Little's law)")
    assert (
        first.sources["output_tokens_per_second"]
        == cm.read_evidence(folder / "runs" / "c4.json").runs[0].sources["output_tokens_per_second"]
    )
    assert first.sources["output_tokens_per_second"].pointer == "/output_throughput"
    assert (first.tool, first.date, len(first.sha256)) == ("vLLM bench serve", "2026-08-09", 64)
    assert first.requests_per_second_asked is None, "what the file does not say is None"
    assert [(v.judge, v.accepted, v.rejected, v.errored, v.unscored) for v in read.verdicts] == [
        ("A", 2, 1, 1, 0),
        ("B", 2, 2, 0, 0),
    ]
    assert read.verdicts[0].outcomes == ["accepted", "accepted", "rejected", "errored"]
    assert [(price.usd, price.per) for price in read.prices] == [(0.4, "Mtok_in"), (1.6, "Mtok_out")]
    assert {(row.charge, row.effective_usd, row.quantity) for row in read.charges} == {
        ("usage", 0.05, 150000.0),
        ("purchase", 0.0, None),
    }
    report = read.files["notes.md"]
    assert report.format == "unknown" and report.refused[0].id == "wrong-format"
    assert "notes.md: unknown, refused" in repr(read)


def test_tables_become_frames_and_pickles(folder):
    read = cm.read_evidence(folder)
    assert read.runs.to_pandas()["output_tokens_per_second"].tolist() == [200.0, 250.0]
    for table in (read.runs, read.verdicts, read.prices, read.charges, read.files):
        again = pickle.loads(pickle.dumps(table))
        assert again == table and repr(again) == repr(table)
        assert type(again) is type(table)
        assert json.loads(table.to_json())


def test_judges_are_combined_and_paths_paired(folder):
    a, b = cm.read_evidence(folder / "log.csv").verdicts
    assert cm.combined_verdicts([a, b], "all").accepted == 1
    agreeing = cm.combined_verdicts([a, b], "agreeing")
    assert dict(zip(agreeing.items, agreeing.outcomes)) == {
        "1": "accepted",
        "2": "unscored",
        "3": "rejected",
        "4": "errored",
    }
    pairs = cm.paired_verdicts(a, b)
    assert (pairs.both, pairs.first_only, pairs.second_only, pairs.neither) == (1, 1, 0, 1)
    with pytest.raises(cm.InvalidInput, match="three judges"):
        cm.combined_verdicts([a, b], "majority")
    with pytest.raises(cm.InvalidInput, match="majority"):
        cm.combined_verdicts([a, b], "most")


def test_a_first_scenario(folder):
    scenario = cm.import_evidence(
        folder,
        relative_to=folder,
        judge="A",
        usd_per_unit_hour=2.5,
        demand_accepted_answers_per_month=5000,
        title="Mine",
    )
    (path,) = scenario.paths.values()
    assert (scenario.title, scenario.demand_accepted_answers_per_month, path.id) == ("Mine", 5000, "m")
    rate = next(given for given in scenario.inputs if given.name == "throughput/points/1/output_tokens_per_second")
    assert (rate.value, rate.grade) == (250.0, "measured")
    evidence = rate.provenance.evidence
    assert (evidence.evidence_file, evidence.pointer) == ("runs/c8.json", "/output_throughput")
    assert cm.loads(scenario.to_json()).to_json() == scenario.to_json()
    assert scenario.import_report["runs/c8.json"].rows_out == 1
    assert cm.loads(scenario.to_json()).import_report is None
    assert cm.decide(scenario).path == "m"
    explained = {given.name: given.provenance.evidence for given in cm.explain(scenario, "m").inputs}
    assert all(evidence.evidence_file or evidence.grade == "assumed" for evidence in explained.values())
    assert explained["acceptance/accepted"].evidence_file == "log.csv"


def test_a_price_by_its_name(folder):
    scenario = cm.import_evidence(folder, judge="A", price_of={"hosted": "m-1"}, on="2026-04-01")
    assert scenario.paths["hosted"].pricing.usd_per_million_output_tokens.value == 1.6
    assert scenario.paths["m"].access.unavailable == "its price is not in the evidence"
    with pytest.raises(cm.InvalidInput, match="m-9"):
        cm.import_evidence(folder, judge="A", price_of={"hosted": "m-9"})


def refused(folder, text, name="x.json", **options):
    """Ids of what was refused of a file, and that nothing of it was read."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    read = cm.read_evidence(folder / name, **options)
    assert not (read.runs or read.verdicts or read.prices or read.charges)
    for problem in read.files.refused:
        assert str(folder / name) in problem.where and problem.allowed
    return [problem.id for problem in read.files.refused]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        pytest.param(vllm(4)[:-20], "malformed-json", id="truncated"),
        pytest.param(vllm(4)[:90], "malformed-json", id="truncated before anything is known"),
        pytest.param('{"results": [1, 2]}', "wrong-format", id="another format"),
        pytest.param("", "wrong-format", id="empty"),
        pytest.param(vllm(4)[:-1] + ', "completed": 7}', "duplicate-key", id="duplicate key"),
        pytest.param(vllm(4).replace("200.0", "Infinity"), "wrong-type", id="Infinity"),
        pytest.param(vllm(4).replace("200.0", "NaN"), "wrong-type", id="NaN"),
        pytest.param(vllm(4).replace("200.0", '"200.0"'), "wrong-type", id="a text for a number"),
        pytest.param(vllm(4, completed=0, failed=9, output_throughput=0.0), "all-failed", id="all failed"),
        pytest.param(vllm(4)[:-1] + ', "x": ' + "[" * 150 + "]" * 150 + "}", "too-deep", id="deep nesting"),
        pytest.param(vllm(4).encode().replace(b"org/m", b"org/\xff"), "not-utf8", id="invalid UTF-8"),
        pytest.param(b"PK\x03\x04" + bytes(60), "wrong-format", id="packed"),
        pytest.param(vllm(4).encode("utf-16"), "not-utf8", id="UTF-16"),
    ],
)
def test_bad_files_are_refused_with_their_place(tmp_path, text, id):
    assert id in refused(tmp_path, text)


def test_bad_rows_leave_the_good_ones(tmp_path):
    (tmp_path / "x.jsonl").write_text(vllm(4) + "\n" + vllm(8).replace("250.0", '"250"') + "\n" + vllm(16) + "\n")
    read = cm.read_evidence(tmp_path)
    assert [round(run.concurrency, 9) for run in read.runs] == [4.0, 16.0]
    (problem,) = read.files.refused
    assert problem.id == "wrong-type" and problem.where.endswith("#/2/output_throughput")  # of JSON lines the line


def test_runs_that_do_not_belong_together(tmp_path):
    for name, text in {"a": vllm(4), "b": vllm(8), "c": vllm(12, answer=2005), "d": vllm(4, model_id="other")}.items():
        (tmp_path / f"{name}.json").write_text(text)
    read = cm.read_evidence(tmp_path)
    assert {(run.model, round(run.concurrency, 9)) for run in read.runs} == {
        ("org/m", 4.0),
        ("org/m", 8.0),
        ("other", 4.0),
    }
    assert [problem.id for problem in read.files["c.json"].refused] == ["mixed-workloads"]


def test_two_runs_of_a_point_and_rates_that_fall(tmp_path):
    for name, text in {"a": vllm(4), "b": vllm(8, rate=150.0), "c": vllm(4, date="20260101-000000")}.items():
        (tmp_path / f"{name}.json").write_text(text)
    read = cm.read_evidence(tmp_path)
    assert len(read.runs) == 2
    assert "another run of the point" in read.files["c.json"].notes[-1].text
    assert "past saturation, or noise" in read.files["b.json"].notes[-1].text


@pytest.mark.parametrize(
    "text", [BILL + "1,1,EUR,Usage,,,,,,\n", BILL + "x,1,USD,Usage,,,,,,\n", BILL + '1,1,USD,"Usage\n']
)
def test_bad_bills(tmp_path, text):
    assert refused(tmp_path, text, "bill.csv")


def test_bad_prices(tmp_path):
    assert refused(tmp_path, json.dumps(PRICES)[:90]) == ["malformed-json"]
    read = json.dumps(PRICES).replace("1.6", '"1.6"')
    (tmp_path / "x.json").write_text(read)
    prices = cm.read_evidence(tmp_path / "x.json")
    assert [price.meter for price in prices.prices] == ["input tokens"]
    assert prices.files.refused[0].id == "wrong-type"


def test_nothing_to_put_together(tmp_path):
    (tmp_path / "notes.md").write_text("# nothing\n")
    for files in (tmp_path, [tmp_path / "notes.md"]):
        with pytest.raises(cm.InvalidInput, match="no-evidence"):
            cm.import_evidence(files)
    with pytest.raises(cm.InvalidInput, match="unreadable-file"):
        cm.read_evidence(tmp_path / "none")
    with pytest.raises(cm.InvalidInput, match="unknown-name"):
        (tmp_path / "sweep.csv").write_text("users,tok_s\n1,10\n")
        cm.read_evidence(tmp_path / "sweep.csv", columns={"people": "users"})


def test_runs_that_name_no_model_are_joined_by_a_name_and_priced_by_the_gpu(tmp_path):
    header = "hardware,gpus,concurrency,tps_output,isl,osl\n"
    (tmp_path / "a.csv").write_text(header + "H100,4,1,100,10,10\n")
    (tmp_path / "b.csv").write_text(header + "H100,4,2,150,10,10\n")
    apart = cm.import_evidence(tmp_path)
    assert len(apart.paths) == 2
    assert any("--model NAME" in note.text for row in apart.import_report for note in row.notes)
    joined = cm.import_evidence(tmp_path, model="m", usd_per_gpu_hour=3.67)
    (path,) = joined.paths.values()
    assert path.pricing.usd_per_unit_hour.value == pytest.approx(14.68)
    assert [run.accelerators for run in cm.read_evidence(tmp_path).runs] == [4, 4]


def test_money_that_nothing_reads_is_named(tmp_path):
    entry = {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}
    (tmp_path / "map.json").write_text(json.dumps({"m": entry | {"moonlight_fee_per_call": 0.01}}))
    read = cm.read_evidence(tmp_path)
    assert [note.text for note in read.files["map.json"].notes] == ["not read: moonlight_fee_per_call, 0.01 USD, of m"]
