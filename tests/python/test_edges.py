"""What only looks like numbers, scenarios that are none, and the command at the edges of a process."""

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from fractions import Fraction

import costmodel as cm
import numpy as np
import pytest

D = "demand_accepted_answers_per_month"
COMMAND = [sys.executable, "-m", "costmodel"]


def run(*arguments, **options):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, **options)


NO_LOADS = {
    "masked": np.ma.array([1e3, 2e3], mask=[False, True]),
    "masked number": np.ma.masked,
    "masked list": [1e3, np.ma.masked],
    "dates": np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[D]"),
    "durations": np.array([1, 2], dtype="timedelta64[D]"),
    "a date": datetime.date(2026, 1, 1),
    "truth": np.array([True, True]),
    "a truth value": True,
    "truth in a list": [1e3, True],
    "deep truth": [[1e3, 2e3], [1e3, np.True_]],
    "texts": np.array(["1000", "2000"]),
    "a text": "1000",
    "texts in a list": [1e3, "2000"],
    "bytes": np.array([b"1000"]),
    "objects": np.array([1e3, "2000"], dtype=object),
    "nothing": [1e3, None],
    "complex": np.array([1e3 + 0j]),
    "a complex number": 1e3 + 0j,
    "things": np.array([object()]),
}


@pytest.mark.parametrize("loads", NO_LOADS.values(), ids=NO_LOADS)
def test_what_only_looks_like_loads_is_not_priced(fine_tune, loads):
    for name in (D, "utilization"):
        with pytest.raises(cm.InvalidInput) as refused:
            cm.curve(fine_tune, "spark_llama", **{name: loads})
        assert refused.value.problems[0].where.startswith(name)
        assert refused.value.problems[0].id == "wrong-type"


def test_arrays_of_numbers_are_priced(fine_tune):
    expected = cm.curve(fine_tune, "cmi", **{D: [1e3, 2e3]})
    unmasked = np.ma.array([1e3, 2e3], mask=[False, False])
    for loads in (
        np.array([1000, 2000]),
        np.array([1e3, 2e3], dtype=np.float32),
        unmasked,
        (1000, 2e3),
        [Decimal(1000), Fraction(2000)],
        np.array([1000, 2e3], dtype=object),
        np.array([1e3, 0, 2e3])[::2],
    ):
        np.testing.assert_array_equal(cm.curve(fine_tune, "cmi", **{D: loads}), expected)
    assert cm.curve(fine_tune, "cmi", **{D: 1000}) == expected[0]


def test_pandas_with_and_without_what_is_missing(fine_tune):
    pd = pytest.importorskip("pandas")
    expected = cm.curve(fine_tune, "cmi", **{D: [1e3, 2e3]})
    for kind in ("Int64", "Float64", "int64", "float64", object):
        np.testing.assert_array_equal(cm.curve(fine_tune, "cmi", **{D: pd.Series([1000, 2000], dtype=kind)}), expected)
    for series in (
        pd.Series([1000, None], dtype="Int64"),
        pd.Series([1000, None], dtype="Float64"),
        pd.Series([True, False], dtype="boolean"),
        pd.Series(["1000"], dtype="string"),
        pd.Series(["1000"]),
        pd.to_datetime(pd.Series(["2026-01-01"])),
        pd.Series([1000.0, None]),
    ):
        with pytest.raises(cm.InvalidInput):
            cm.curve(fine_tune, "cmi", **{D: series})


@pytest.mark.parametrize(
    "value", [True, np.True_, "1000", b"1000", np.datetime64("2026-01-01"), np.ma.masked, 1j, [1e3]], ids=repr
)
def test_one_number_is_a_number(fine_tune, value):
    calls = [
        lambda: cm.cost(fine_tune, **{D: value}),
        lambda: cm.cost(fine_tune, utilization=value),
        lambda: cm.decide(fine_tune, **{D: value}),
        lambda: cm.explain(fine_tune, **{D: value}),
        lambda: cm.billing_risk(fine_tune, "cmi", **{D: value}),
        lambda: fine_tune.with_input("/paths/2/pricing/flat_usd_per_month", value),
        lambda: cm.crossover(fine_tune, "cmi", "spark_llama", domain=(value, 1e6)),
        lambda: cm.winners(fine_tune, "demand", domain=(1, value)),
        lambda: (
            cm.PerToken(usd_per_million_output_tokens=value)
            and cm.Scenario(
                title="t",
                demand_accepted_answers_per_month=1,
                workload=cm.Workload(output_tokens_per_answer=1),
                paths=[
                    cm.Path(
                        "a",
                        pricing=cm.PerToken(usd_per_million_output_tokens=value),
                        acceptance=cm.Acceptance(accepted=1, of=1),
                    )
                ],
            )
        ),
    ]
    for call in calls:
        with pytest.raises(cm.InvalidInput):
            call()


def test_what_is_no_scenario_is_a_type_error(fine_tune):
    calls = [
        cm.cost,
        cm.decide,
        cm.explain,
        cm.uncertainty,
        cm.crossover,
        lambda s: cm.curve(s, "cmi", utilization=0.5),
        lambda s: cm.billing_risk(s, "cmi"),
        lambda s: cm.sensitivity(s, "cmi"),
        lambda s: cm.winners(s, "demand"),
        lambda s: cm.winning_values(s, "cmi", "demand"),
        lambda s: cm.crossover_spread(s, "cmi", "spark_llama"),
        lambda s: cm.compare_bill(s, "cmi", "bill.csv"),
        lambda s: cm.cost_at_shares(s, "cmi", [0.5]),
    ]
    for call in calls:
        for wrong in (None, "scenario.json", {"costmodel": 1}, 7):
            with pytest.raises(TypeError, match="scenario is to be a costmodel.Scenario, not " + type(wrong).__name__):
                call(wrong)
    with pytest.raises(TypeError, match=r"cm\.load reads a file"):
        cm.cost("scenario.json")


def test_an_argument_need_not_be_utf8(fine_tune, tmp_path):
    for arguments in (
        [b"decide", b"\xff"],
        [b"\xff"],
        [b"decide", b"--\xff"],
        [b"report", b"\xff", b"-o", b"\xfe"],
        [b"new", b"--demand", b"\xff"],
    ):
        ended = run(*arguments, cwd=tmp_path)
        assert ended.returncode == 2, ended.stderr
        assert b"Traceback" not in ended.stderr and ended.stderr.count(b"\n") == 1
    name = os.fsencode(tmp_path) + b"/s\xff.json"
    with open(name, "w") as file:
        file.write(fine_tune.to_json())
    ended = run(b"cost", name, b"-o", name + b".txt")
    assert ended.returncode == 0, ended.stderr
    assert os.path.exists(name + b".txt")
    assert cm.main(["decide", "\ud800"]) == 2
    ended = run(b"report", name, b"-o", os.fsencode(tmp_path) + b"/r", b"--template", b"no\xff.j2")
    assert ended.returncode == 2 and b"Traceback" not in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_while_it_is_loaded(tmp_path):
    """From the first line of the package on; before that it is the interpreter's own start."""
    code = (
        "import sys, os; sys.orig_argv = ['python', '-m', 'costmodel', 'schema']; sys.argv = ['-m', 'schema']\n"
        "import importlib.util, signal\n"
        "class Late:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'costmodel._core': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Late())\nimport costmodel\nprint('went on')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert ended.returncode == -signal.SIGINT
    assert ended.stderr == b"" and ended.stdout == b""
    as_library = code.replace("sys.argv = ['-m', 'schema']", "sys.argv = ['program.py']")
    ended = subprocess.run([sys.executable, "-c", as_library], capture_output=True)
    assert b"KeyboardInterrupt" in ended.stderr, "a program that uses the package keeps its own Ctrl-C"


def test_ctrl_c_while_it_runs(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "check", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT and err == b"", err


def test_a_scenario_from_the_standard_input(fine_tune, tmp_path):
    text = fine_tune.to_json().encode()
    file = tmp_path / "s.json"
    file.write_bytes(text)
    expected = run("cost", str(file), "--format", "json").stdout
    assert run("cost", "-", "--format", "json", input=text).stdout == expected
    shell = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m costmodel cost <(cat "{file}") --format json'], capture_output=True
    )
    assert shell.stdout == expected, shell.stderr
    assert json.loads(expected)


def test_answers_from_a_pipe(tmp_path):
    file = tmp_path / "s.json"
    ended = run("new", "-o", str(file), input=b"40k\n1,200\n")
    assert ended.returncode in (0, 1), ended.stderr
    scenario = cm.load(file)
    assert scenario.demand_accepted_answers_per_month == 40_000
    assert scenario.workload.input_tokens_per_answer == 1200
    assert b"Assumed, because nobody said it" in ended.stdout and b"[20000]" not in ended.stdout
    for written in ("3.999,00", "1,5", "4,0000"):  # a decimal comma is no thousands
        ended = run("new", "-o", str(tmp_path / "t.json"), "--demand", written)
        assert ended.returncode == 2 and b"not-a-number" in ended.stderr, written
    ended = run("new", "-o", str(tmp_path / "t.json"), input=b"-5\n")
    assert ended.returncode == 2 and b"Accepted answers a month (--demand): found -5" in ended.stderr
    assert not (tmp_path / "t.json").exists()
    assert run("new", "-o", str(tmp_path / "u.json"), stdin=subprocess.DEVNULL).returncode in (0, 1)


def test_a_report_says_where_it_is_and_leaves_nothing_stale(fine_tune, tmp_path):
    file, folder = tmp_path / "s.json", tmp_path / "r"
    file.write_text(fine_tune.to_json())
    first = run("report", str(file), "-o", str(folder))
    assert first.returncode == 0, first.stderr
    assert f"Page: {folder}/report.html".encode() in first.stdout
    assert (b"PDF:  " in first.stdout) == (folder / "report.pdf").exists()
    listed = set(json.loads((folder / "manifest.json").read_text())["files"])
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there == listed | {"manifest.json"}
    data = fine_tune.to_dict()
    small = {**data, "paths": [p for p in data["paths"] if p["id"] in ("bedrock_base", "spark_base")]}
    small.pop("rent_or_buy", None)
    (tmp_path / "t.json").write_text(json.dumps(small))
    second = subprocess.run(
        [*COMMAND, "report", str(tmp_path / "t.json"), "-o", str(folder)],
        capture_output=True,
        env={**os.environ, "PATH": os.path.dirname(sys.executable)},
    )
    assert second.returncode in (0, 1), second.stderr
    listed = set(json.loads((folder / "manifest.json").read_text())["files"])
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there == listed | {"manifest.json"}, "nothing of the other scenario, its PDF least of all"
    assert not (folder / "report.pdf").exists()


def test_a_page_says_what_it_may_load(fine_tune, tmp_path):
    (tmp_path / "s.json").write_text(fine_tune.to_json())
    run("report", str(tmp_path / "s.json"), "-o", str(tmp_path / "r"))
    page = (tmp_path / "r" / "report.html").read_text()
    policy = page.split('http-equiv="Content-Security-Policy" content="', 1)[1].split('"', 1)[0]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    assert ("script-src" in rules) == ("<script" in page)
    assert not any(source.startswith(("http", "*")) for sources in rules.values() for source in sources)
    table = run("decide", str(tmp_path / "s.json"), "--format", "html").stdout
    assert b"default-src 'none'" in table and b"<script" not in table


def test_an_input_is_set_by_the_name_of_its_path(fine_tune):
    for name in ("spark_llama/pricing/flat_usd_per_month", "/paths/2/pricing/flat_usd_per_month"):
        assert cm.cost(fine_tune.with_input(name, 160), "spark_llama")[0].usd_per_month == 160
    assert fine_tune.with_input("workload/output_tokens_per_answer", 600).workload.output_tokens_per_answer.value == 600
    with pytest.raises(cm.InvalidInput, match="spark_llama/pricing/flat_usd_per_month"):
        fine_tune.with_input("spark_llama/pricing/flat_usd_per_mnth", 160)
